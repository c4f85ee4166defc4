import { type AllowTargets } from "../domain/target-allow.ts";
import { checkTargetUrl } from "../domain/target-url.ts";

/** Where a server listens, as this machine reaches it: the address that stands for all of them is none to connect to. */
export function localUrl(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::") return `http://127.0.0.1:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Why webhooks may not go to the inbox of a server with these settings, and what to do; null where they may. */
export function inboxTrouble(settings: { host: string; allowTargets: AllowTargets }): string | null {
  const { hostname, href } = new URL("/inbox/x", localUrl(settings.host, 8080)); // any port: what is excepted is on every one
  if (checkTargetUrl(settings.allowTargets, href).outcome === "allowed") return null;
  const host = hostname.replace(/^\[|\]$/g, "");
  return `Webhooks may not go to the inbox of this server: OVERTEN_ALLOW_TARGETS has to name its address too. Add ${host} to it, and start again.`;
}

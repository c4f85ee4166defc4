import type { FastifyInstance, FastifyRequest } from "fastify";
import { isIP } from "node:net";
import { basePath } from "@overten/contract";
import { HttpError } from "./http-error.ts";

/**
 * Refuses what a page of another site makes a browser ask by giving its own name our address (DNS rebinding): the browser then takes the answers for that
 * site's own, and inbox, documents and pages ask for no key. Programs may name us as they like where a key is asked for, and when they send webhooks.
 * For development alone: elsewhere a proxy before us may put any name there.
 */
export function refuseOtherHosts(app: FastifyInstance, deps: { publicUrl: () => string; host: string }): void {
  app.addHook("onRequest", (request, _reply, done) => {
    if (asksForKey(request.url) || isWebhook(request) || isOwn(deps, request.headers.host)) done();
    else done(new HttpError("misdirected_request"));
  });
}

const asksForKey = (url: string): boolean => url.startsWith(`${basePath}/`) || url === "/livez" || url === "/readyz";

const isWebhook = (request: FastifyRequest): boolean =>
  request.method === "POST" && /^\/inbox\/[^/?]+(?:\?|$)/.test(request.url);

/** Nobody can make another's address of an address, and `localhost` is this machine by its definition (RFC 6761 §6.3). */
function isOwn(deps: { publicUrl: () => string; host: string }, header: string | undefined): boolean {
  if (header === undefined) return true; // no browser leaves it out
  const name = header.toLowerCase().replace(/:\d*$/, "");
  if (isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0) return true;
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === deps.host.toLowerCase() ||
    name === hostOf(deps.publicUrl())
  );
}

const hostOf = (url: string): string => URL.parse(url)?.hostname ?? "";

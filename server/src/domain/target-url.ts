// Which URLs may be webhook targets (contract §10). Checked when a URL is given and again before every attempt.
import { parseAddress } from "./address-bits.ts";
import { addressRefusal, isExcepted } from "./address-rules.ts";
import { isHostName, withoutLastDot } from "./target-allow.ts";
import type { AllowTargets } from "./target-allow.ts";

/** What a customer is told for every refused URL: one text, so that nobody can explore a network by asking. */
export const urlNotAllowedMessage =
  "This URL cannot be used for webhooks. Give an https URL of at most 2048 characters on a public host, on port 443, " +
  "80 or a usual one from 1024 on, without a user name, password, white space or backslash. " +
  "Whoever runs this server can permit other hosts with OVERTEN_ALLOW_TARGETS.";

/** `url` is the canonical form, the one to keep and to send to; checking it again gives itself. `reason` is for the log alone. */
export type CheckedTargetUrl = { outcome: "allowed"; url: string } | { outcome: "refused"; reason: string };

const longestUrl = 2048;

/** Well-known services above 1023 that speak something other than webhooks, and would be worth poking. */
const forbiddenPorts: ReadonlySet<number> = new Set([
  2049, 2375, 2376, 3306, 3389, 4369, 5432, 5672, 5984, 6000, 6379, 6443, 6665, 6666, 6667, 6668, 6669, 6697, 8009,
  8042, 9042, 9092, 9200, 9300, 10080, 10250, 11211, 15672, 27017,
]);

/** Last labels of names that are never on the public internet (RFC 6761, RFC 6762, RFC 8375, RFC 9476; the others by habit). */
const specialUseSuffixes: ReadonlySet<string> = new Set(
  "localhost local localdomain internal intranet lan home corp private arpa onion test invalid example svc alt".split(
    " ",
  ),
);

/** Judges a URL as text; what its name resolves to is for the dialler to judge. */
export function checkTargetUrl(allow: AllowTargets, rawUrl: string): CheckedTargetUrl {
  const rawReason = rawTextRefusal(rawUrl);
  if (rawReason !== null) return { outcome: "refused", reason: rawReason };
  const url = URL.parse(rawUrl);
  if (url === null) return { outcome: "refused", reason: "not a URL" };
  const hostName = withoutLastDot(url.hostname);
  const reason = hostRefusal(allow, url, hostName);
  if (reason !== null) return { outcome: "refused", reason };
  // Neither is ever sent: a fragment stays with the client, and certificates know no last dot.
  if (url.href.includes("#")) url.hash = "";
  if (hostName !== url.hostname) url.hostname = hostName;
  // Percent-encoding makes it longer, and this form must pass again before every attempt.
  if (url.href.length > longestUrl) return { outcome: "refused", reason: `over ${longestUrl} characters once encoded` };
  return { outcome: "allowed", url: url.href };
}

/** Looks at what the parser would silently mend or drop. */
function rawTextRefusal(rawUrl: string): string | null {
  if (rawUrl.length > longestUrl) return `over ${longestUrl} characters`;
  if (/[\p{Cc}\p{Z}\s]/u.test(rawUrl)) return "control characters or white space";
  if (rawUrl.includes("\\")) return "a backslash";
  const authority = /^https?:\/\/([^/][^/?#]*)/i.exec(rawUrl)?.[1];
  if (authority === undefined) return "not an http or https URL with a host";
  return authority.includes("@") ? "a user name or password" : null;
}

function hostRefusal(allow: AllowTargets, url: URL, hostName: string): string | null {
  if (url.port === "0") return "port 0";
  const literal = hostName.startsWith("[") ? hostName.slice(1, -1) : hostName;
  const groups = parseAddress(literal);
  if (groups === null ? allow.hostNames.has(hostName) : isExcepted(allow, groups)) return null;
  const reason = groups === null ? nameRefusal(hostName) : addressRefusal(allow, literal);
  if (reason !== null) return reason;
  if (url.protocol !== "https:") return `http to ${hostName}, which OVERTEN_ALLOW_TARGETS does not name`;
  return portRefusal(url.port === "" ? 443 : Number(url.port));
}

function nameRefusal(hostName: string): string | null {
  if (!isHostName(hostName)) return "not a host name";
  const lastDot = hostName.lastIndexOf(".");
  if (lastDot < 0) return `${hostName} has no dot`;
  const suffix = hostName.slice(lastDot + 1);
  return specialUseSuffixes.has(suffix) ? `${hostName} ends in .${suffix}, which is not public` : null;
}

function portRefusal(port: number): string | null {
  const isUsual = port === 80 || port === 443 || (port >= 1024 && !forbiddenPorts.has(port));
  return isUsual ? null : `port ${port}`;
}

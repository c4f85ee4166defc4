// OVERTEN_ALLOW_TARGETS: exceptions to the address rules, http and any port included, for exactly what is named.
import { parseCidr } from "./address-bits.ts";
import type { Cidr } from "./address-bits.ts";

/** What may be reached beside the public internet. A name permits whatever it resolves to, metadata services aside. */
export type AllowTargets = { readonly ranges: readonly Cidr[]; readonly hostNames: ReadonlySet<string> };

/** No exceptions: production's default. */
export const publicTargets: AllowTargets = { ranges: [], hostNames: new Set() };

/** This machine, for development: 127.0.0.0/8, ::1 and `localhost`. */
export const loopbackTargets: AllowTargets = {
  ranges: [
    { groups: [0x7f00, 0], prefixBits: 8 },
    { groups: [0, 0, 0, 0, 0, 0, 0, 1], prefixBits: 128 },
  ],
  hostNames: new Set(["localhost"]),
};

export type ParsedAllowTargets = { ok: true; allow: AllowTargets } | { ok: false; problems: string[] };

/** Reads the setting: CIDRs, addresses and host names with commas between; every entry that is wrong is reported. */
export function parseAllowTargets(text: string): ParsedAllowTargets {
  const ranges: Cidr[] = [];
  const hostNames = new Set<string>();
  const problems: string[] = [];
  for (const entry of text.split(",").map((part) => part.trim())) {
    if (entry === "") continue;
    const range = parseCidr(entry);
    const name = range === null ? hostNameOf(entry) : null;
    if (range !== null) ranges.push(range);
    else if (name !== null) hostNames.add(name);
    else problems.push(`${JSON.stringify(entry)} ${adviceFor(entry)}`);
  }
  return problems.length === 0 ? { ok: true, allow: { ranges, hostNames } } : { ok: false, problems };
}

/** The host name as URLs carry it (lower case, punycode, no last dot); null when URLs would read an address or no host. */
function hostNameOf(entry: string): string | null {
  if (/[\s/\\?#@:[\]*]/u.test(entry)) return null;
  const parsed = URL.parse(`http://${entry}/`);
  if (parsed === null || parseCidr(parsed.hostname) !== null) return null;
  return isHostName(withoutLastDot(parsed.hostname)) ? withoutLastDot(parsed.hostname) : null;
}

/** A name as DNS can carry it: 253 characters, labels of 1 to 63 letters, digits, hyphens and underscores. */
export function isHostName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(name);
}

/** `example.com.` and `example.com` are one name. */
export function withoutLastDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

function adviceFor(entry: string): string {
  if (entry.includes("://")) return "is a URL; give the host name alone, it opens every port and http.";
  if (entry.includes("*")) return "has a wildcard; give each host name in full.";
  if (entry.includes("/")) return "is not a range; write its first address and the prefix length, as in 10.0.0.0/8.";
  if (/^[^:]*:[0-9]+$/.test(entry)) return "has a port; give the host alone, it opens every port.";
  if (entry.includes("[")) return "has brackets; write the IPv6 address without them.";
  return "is not an address, a range or a host name; write it as in 10.1.2.3, 10.0.0.0/8 or receiver.internal.";
}

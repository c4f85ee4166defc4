// Addresses as numbers, so that ranges are compared by their bits and never by their spelling.
import { isIPv4, isIPv6 } from "node:net";

/** An address as its 16-bit groups, highest first: 2 for IPv4, 8 for IPv6. */
export type AddressGroups = readonly number[];

/** A range of addresses: those whose first `prefixBits` bits are those of `groups`. */
export type Cidr = { readonly groups: AddressGroups; readonly prefixBits: number };

/** The groups of a plain address; null for anything else, a zone (`fe80::1%eth0`) included. */
export function parseAddress(text: string): AddressGroups | null {
  if (isIPv4(text)) return ipv4Groups(text);
  if (!isIPv6(text) || text.includes("%")) return null;
  const [head = "", tail] = text.split("::");
  const high = ipv6Groups(head);
  if (tail === undefined) return high;
  const low = ipv6Groups(tail);
  return [...high, ...Array.from({ length: 8 - high.length - low.length }, () => 0), ...low];
}

/** The range of `10.0.0.0/8`, or of a bare address; null for anything else and for bits set past the prefix. */
export function parseCidr(text: string): Cidr | null {
  const [, address = "", prefix] = /^([^/]*)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  const groups = parseAddress(address);
  if (groups === null) return null;
  const allBits = groups.length * 16;
  const prefixBits = prefix === undefined ? allBits : Number(prefix);
  if (prefixBits > allBits) return null;
  const isFirst = groups.every((group, index) => (group & ~maskOf(prefixBits - index * 16) & 0xffff) === 0);
  return isFirst ? { groups, prefixBits } : null;
}

/** Whether an address lies in a range; never across families. */
export function cidrContains(range: Cidr, address: AddressGroups): boolean {
  if (range.groups.length !== address.length) return false;
  for (let index = 0, bits = range.prefixBits; bits > 0; index++, bits -= 16) {
    if ((((range.groups[index] ?? 0) ^ (address[index] ?? 0)) & maskOf(bits)) !== 0) return false;
  }
  return true;
}

/** The first `bits` of a group as a mask; none below 0, all from 16 on. */
function maskOf(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 16 ? 0xffff : (0xffff << (16 - bits)) & 0xffff;
}

function ipv4Groups(text: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

function ipv6Groups(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => (group.includes(".") ? ipv4Groups(group) : [Number.parseInt(group, 16)]));
}

// Which addresses a webhook may reach. Whoever dials asks this for every address, however it was come by.
import { cidrContains, parseAddress, parseCidr } from "./address-bits.ts";
import type { AddressGroups, Cidr } from "./address-bits.ts";
import { forbiddenRanges, metadataAddresses, routableIpv6 } from "./address-ranges.ts";
import type { AllowTargets } from "./target-allow.ts";

// Read once, when the module loads: the dialler asks on each new connection.
const forbidden = forbiddenRanges.map((range) => ({ ...range, bits: knownCidr(range.cidr) }));
const routable = knownCidr(routableIpv6);
const metadata = metadataAddresses.map(knownCidr);

/** Whether an address may be dialled; `hostName` is the name that resolved to it, if one did. */
export function isAddressAllowed(allow: AllowTargets, address: string, hostName?: string): boolean {
  return addressRefusal(allow, address, hostName) === null;
}

/** Why an address may not be dialled, for the operator's log; null when it may. */
export function addressRefusal(allow: AllowTargets, address: string, hostName?: string): string | null {
  const groups = parseAddress(address);
  if (groups === null) return "not a plain IP address";
  const reason = publicRefusal(groups);
  if (reason === null || isExcepted(allow, groups, hostName)) return null;
  return `${address} is ${reason}`;
}

/** Whether OVERTEN_ALLOW_TARGETS names this address, or the name that resolved to it. */
export function isExcepted(allow: AllowTargets, groups: AddressGroups, hostName?: string): boolean {
  if (reachesMetadata(groups)) {
    return allow.ranges.some((range) => range.prefixBits === groups.length * 16 && cidrContains(range, groups));
  }
  if (hostName !== undefined && allow.hostNames.has(hostName)) return true;
  return allow.ranges.some((range) => cidrContains(range, groups));
}

function publicRefusal(groups: AddressGroups): string | null {
  const range = forbidden.find(({ bits }) => cidrContains(bits, groups));
  if (range !== undefined) return `in ${range.cidr} (${range.name}${range.rfc === "-" ? "" : `, ${range.rfc}`})`;
  if (groups.length === 8 && !cidrContains(routable, groups)) return `outside ${routableIpv6}`;
  return null;
}

function reachesMetadata(groups: AddressGroups): boolean {
  return [groups, ...embeddedIpv4(groups)].some((each) => metadata.some((range) => cidrContains(range, each)));
}

/** The IPv4 addresses that an IPv6 address may be a detour to: a translator or tunnel on the way would send it there. */
function embeddedIpv4(groups: AddressGroups): AddressGroups[] {
  if (groups.length !== 8) return [];
  const [, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  return [
    [g, h], // mapped, compatible, translated, NAT64 with /96 (RFC 6052 §2.2), ISATAP
    [b, c], // 6to4 (RFC 3056 §2)
    [g ^ 0xffff, h ^ 0xffff], // Teredo (RFC 4380 §4)
    [d, ((e & 0xff) << 8) | (f >> 8)], // NAT64 with /48 (RFC 6052 §2.2)
  ];
}

function knownCidr(text: string): Cidr {
  const range = parseCidr(text);
  if (range === null) throw new Error(`address-ranges.ts: ${text} is not a range`);
  return range;
}

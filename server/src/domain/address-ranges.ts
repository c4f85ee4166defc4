// Which addresses are special, as data. The rule over it (address-rules.ts): an IPv4 address is refused when it is listed;
// an IPv6 address must lie in `routableIpv6` and is then refused when it is listed.

/** A range that no webhook may reach, with the document that sets it aside ("-": none does). */
export type ForbiddenRange = { readonly cidr: string; readonly name: string; readonly rfc: string };

/** All IPv6 that has been given out for use on the internet (RFC 4291 §2.4). */
export const routableIpv6 = "2000::/3";

/** Every special-purpose range: the IANA registries, multicast, and what those leave out. */
export const forbiddenRanges: readonly ForbiddenRange[] = [
  { cidr: "0.0.0.0/8", name: "this network", rfc: "RFC791" },
  { cidr: "10.0.0.0/8", name: "private use", rfc: "RFC1918" },
  { cidr: "100.64.0.0/10", name: "shared address space (CGNAT)", rfc: "RFC6598" },
  { cidr: "127.0.0.0/8", name: "loopback", rfc: "RFC1122" },
  { cidr: "169.254.0.0/16", name: "link local", rfc: "RFC3927" },
  { cidr: "172.16.0.0/12", name: "private use", rfc: "RFC1918" },
  { cidr: "192.0.0.0/24", name: "IETF protocol assignments", rfc: "RFC6890" },
  { cidr: "192.0.2.0/24", name: "documentation TEST-NET-1", rfc: "RFC5737" },
  { cidr: "192.31.196.0/24", name: "AS112-v4", rfc: "RFC7535" },
  { cidr: "192.52.193.0/24", name: "AMT", rfc: "RFC7450" },
  { cidr: "192.88.99.0/24", name: "6to4 relay anycast (deprecated)", rfc: "RFC7526" },
  { cidr: "192.168.0.0/16", name: "private use", rfc: "RFC1918" },
  { cidr: "192.175.48.0/24", name: "direct delegation AS112", rfc: "RFC7534" },
  { cidr: "198.18.0.0/15", name: "benchmarking", rfc: "RFC2544" },
  { cidr: "198.51.100.0/24", name: "documentation TEST-NET-2", rfc: "RFC5737" },
  { cidr: "203.0.113.0/24", name: "documentation TEST-NET-3", rfc: "RFC5737" },
  { cidr: "224.0.0.0/4", name: "multicast", rfc: "RFC5771" },
  { cidr: "240.0.0.0/4", name: "reserved (class E)", rfc: "RFC1112" },
  { cidr: "255.255.255.255/32", name: "limited broadcast", rfc: "RFC919" },
  { cidr: "168.63.129.16/32", name: "Azure WireServer", rfc: "-" },
  { cidr: "::/128", name: "unspecified", rfc: "RFC4291" },
  { cidr: "::1/128", name: "loopback", rfc: "RFC4291" },
  { cidr: "::/96", name: "IPv4-compatible (deprecated)", rfc: "RFC4291" },
  { cidr: "::ffff:0:0/96", name: "IPv4-mapped", rfc: "RFC4291" },
  { cidr: "::ffff:0:0:0/96", name: "IPv4-translated (SIIT)", rfc: "RFC7915" },
  { cidr: "64:ff9b::/96", name: "IPv4-IPv6 translation (NAT64)", rfc: "RFC6052" },
  { cidr: "64:ff9b:1::/48", name: "local-use NAT64", rfc: "RFC8215" },
  { cidr: "100::/64", name: "discard only", rfc: "RFC6666" },
  { cidr: "100:0:0:1::/64", name: "dummy IPv6 prefix", rfc: "RFC9780" },
  { cidr: "2001::/23", name: "IETF protocol assignments", rfc: "RFC2928" },
  { cidr: "2001::/32", name: "Teredo", rfc: "RFC4380" },
  { cidr: "2001:2::/48", name: "benchmarking", rfc: "RFC5180" },
  { cidr: "2001:3::/32", name: "AMT", rfc: "RFC7450" },
  { cidr: "2001:4:112::/48", name: "AS112-v6", rfc: "RFC7535" },
  { cidr: "2001:10::/28", name: "ORCHID (deprecated)", rfc: "RFC4843" },
  { cidr: "2001:20::/28", name: "ORCHIDv2", rfc: "RFC7343" },
  { cidr: "2001:30::/28", name: "drone remote ID", rfc: "RFC9374" },
  { cidr: "2001:db8::/32", name: "documentation", rfc: "RFC3849" },
  { cidr: "2002::/16", name: "6to4", rfc: "RFC3056" },
  { cidr: "2620:4f:8000::/48", name: "direct delegation AS112", rfc: "RFC7534" },
  { cidr: "3fff::/20", name: "documentation", rfc: "RFC9637" },
  { cidr: "5f00::/16", name: "SRv6 SIDs", rfc: "RFC9602" },
  { cidr: "fc00::/7", name: "unique local", rfc: "RFC4193" },
  { cidr: "fe80::/10", name: "link local", rfc: "RFC4291" },
  { cidr: "fec0::/10", name: "site local (deprecated)", rfc: "RFC3879" },
  { cidr: "ff00::/8", name: "multicast", rfc: "RFC4291" },
];

/**
 * Where clouds hand credentials to whoever asks from inside. An exception for a whole range or for a host name never
 * reaches these; only the very address does.
 */
export const metadataAddresses: readonly string[] = [
  "169.254.169.254", // AWS, Google, Azure, OpenStack, DigitalOcean
  "169.254.170.2", // AWS ECS task credentials
  "169.254.170.23", // AWS EKS pod identity
  "100.100.100.200", // Alibaba
  "168.63.129.16", // Azure WireServer, a public address
  "192.0.0.192", // Oracle
  "fd00:ec2::254", // AWS
  "fd00:ec2::23", // AWS EKS pod identity
  "fd20:ce::254", // Google
];

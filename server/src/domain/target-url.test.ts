import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCidr } from "./address-bits.ts";
import { forbiddenRanges } from "./address-ranges.ts";
import { loopbackTargets, parseAllowTargets, publicTargets } from "./target-allow.ts";
import type { AllowTargets } from "./target-allow.ts";
import { checkTargetUrl } from "./target-url.ts";

function allowing(text: string): AllowTargets {
  const parsed = parseAllowTargets(text);
  if (!parsed.ok) throw new Error(parsed.problems.join(" "));
  return parsed.allow;
}

const allowed = (url: string) => ({ outcome: "allowed", url });
const refused = (reason: string) => ({ outcome: "refused", reason });

describe("the canonical form", () => {
  test.each([
    ["HTTPS://Hooks.Example.COM:443", "https://hooks.example.com/"],
    ["https://hooks.example.com./in", "https://hooks.example.com/in"],
    ["https://hooks.example.com/a?b#c", "https://hooks.example.com/a?b"],
    ["https://hooks.example.com/a#", "https://hooks.example.com/a"],
    ["https://bücher.example.com/ü", "https://xn--bcher-kva.example.com/%C3%BC"],
    ["https://hooks.example.com/a/../b/./c", "https://hooks.example.com/b/c"],
    ["https://0x08.0x08.8.8./", "https://8.8.8.8/"],
    ["https://[2606:2800:0:0::1]:8443/", "https://[2606:2800::1]:8443/"],
  ])("%s", (raw, canonical) => expect(checkTargetUrl(publicTargets, raw)).toEqual(allowed(canonical)));

  test("passes again as itself", () => {
    const rawUrl = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: "grapheme", maxLength: 400 }).map((path) => `https://hooks.example.com/${path}`),
      fc.string({ unit: "grapheme", minLength: 1 }).map((host) => `https://${host}.example.com./`),
    );
    let passed = 0;
    fc.assert(
      fc.property(rawUrl, (raw) => {
        const first = checkTargetUrl(publicTargets, raw);
        if (first.outcome === "refused") return;
        passed += 1;
        expect(checkTargetUrl(publicTargets, first.url)).toEqual(first);
      }),
    );
    expect(passed).toBeGreaterThan(10);
  });
});

describe("the log learns why", () => {
  const cases: [rawUrl: string, reason: string | null][] = [
    [`https://example.com/${"a".repeat(2029)}`, "over 2048 characters"],
    [`https://example.com/${"ü".repeat(500)}`, "over 2048 characters once encoded"],
    ["https://example.com/a\u00a0b", "control characters or white space"],
    ["https://example.com/\u0085", "control characters or white space"],
    ["https://example.com/\\", "a backslash"],
    ["https:/example.com/", "not an http or https URL with a host"],
    ["https://@example.com/", "a user name or password"],
    ["https://exa<mple.com/", "not a URL"],
    ["https://a..example.com/", "not a host name"],
    ["https://example.com../", "not a host name"],
    [`https://${"a".repeat(64)}.example.com/`, "not a host name"],
    [`https://${"a.".repeat(126)}com/`, "not a host name"],
    ["https://a'b.example.com/", "not a host name"],
    ["https://intranet/", "intranet has no dot"],
    ["https://printer.LOCAL./", "printer.local ends in .local, which is not public"],
    ["https://example.com:2048/x:2049", null],
    ["https://example.com:2049/", "port 2049"],
    ["https://example.com:1023/", "port 1023"],
    ["https://example.com:0/", "port 0"],
    ["https://example.com:80/", null],
    ["http://example.com/", "http to example.com, which OVERTEN_ALLOW_TARGETS does not name"],
    ["https://10.0.0.1/", "10.0.0.1 is in 10.0.0.0/8 (private use, RFC1918)"],
    ["https://example.com/@", null],
    ["https://example.com?a@b", null],
    [`https://example.com/${"a".repeat(2028)}`, null],
    [`https://${"a".repeat(63)}.example.com/`, null],
  ];
  test.each(cases.map(([raw, reason]) => [reason ?? "allowed", raw.slice(0, 60), raw, reason] as const))(
    "%s: %s",
    (...row) => {
      const [, , raw, reason] = row;
      expect(checkTargetUrl(publicTargets, raw)).toEqual(
        reason === null ? allowed(new URL(raw).href) : refused(reason),
      );
    },
  );
});

describe("exceptions", () => {
  test("permit http and any port for exactly what is named", () => {
    const allow = allowing("10.1.0.0/16, receiver.internal, fd12::/64, 8.8.8.8");
    for (const url of [
      "http://10.1.2.3:22/",
      "https://10.1.2.3/",
      "http://receiver.internal:5432/",
      "http://[fd12::1]/",
      "http://8.8.8.8:25/",
    ]) {
      expect(checkTargetUrl(allow, url)).toEqual(allowed(url));
    }
    expect(checkTargetUrl(allow, "http://RECEIVER.internal.:5432/")).toEqual(allowed("http://receiver.internal:5432/"));
    for (const url of [
      "http://10.2.0.1/",
      "https://10.2.0.1/",
      "https://a.receiver.internal/",
      "http://[fd12:0:0:1::1]/",
      "http://hooks.example.com/",
      "https://hooks.example.com:22/",
      "http://8.8.4.4/",
      "http://10.1.2.3:0/",
      "http://user@10.1.2.3/",
    ]) {
      expect(checkTargetUrl(allow, url).outcome).toBe("refused");
    }
  });

  test("development reaches loopback, in any spelling", () => {
    expect(checkTargetUrl(loopbackTargets, "http://127.1:8080/inbox")).toEqual(allowed("http://127.0.0.1:8080/inbox"));
    expect(checkTargetUrl(loopbackTargets, "http://localhost:22/")).toEqual(allowed("http://localhost:22/"));
    expect(checkTargetUrl(loopbackTargets, "http://[::1]:8080/")).toEqual(allowed("http://[::1]:8080/"));
    expect(checkTargetUrl(loopbackTargets, "http://a.localhost/").outcome).toBe("refused");
  });

  test("metadata needs its very address", () => {
    expect(checkTargetUrl(allowing("169.254.0.0/16"), "http://169.254.169.254/").outcome).toBe("refused");
    expect(checkTargetUrl(allowing("169.254.169.254"), "http://169.254.169.254/").outcome).toBe("allowed");
  });
});

test("a forbidden IPv4 address is refused in every spelling that URLs know", () => {
  const radix = fc.constantFrom(
    (n: number) => String(n),
    (n: number) => `0x${n.toString(16)}`,
    (n: number) => `0X${n.toString(16).toUpperCase().padStart(12, "0")}`,
    (n: number) => `0${n.toString(8)}`,
    (n: number) => `0000${n.toString(8)}`,
  );
  const disguise = fc.constantFrom(
    (host: string) => host,
    (host: string) => `${host}.`,
    (host: string) => [...host].map((c) => `%${c.charCodeAt(0).toString(16)}`).join(""),
    (host: string) => host.replaceAll(".", "\u3002"),
    (host: string) => [...host].map((c) => (/[0-9]/.test(c) ? String.fromCodePoint(0xff10 + Number(c)) : c)).join(""),
  );
  const blocks = forbiddenRanges
    .flatMap(({ cidr }) => parseCidr(cidr) ?? [])
    .filter(({ groups }) => groups.length === 2);
  const spelled = fc
    .record({
      block: fc.constantFrom(...blocks),
      low: fc.nat(0xffffffff),
      parts: fc.integer({ min: 1, max: 4 }),
      radixes: fc.tuple(radix, radix, radix, radix),
      disguise,
      scheme: fc.constantFrom("https://", "http://", "HTTPS://"),
    })
    .map(({ block, low, parts, radixes, disguise: disguised, scheme }) => {
      const [high = 0, rest = 0] = block.groups;
      const address = high * 0x10000 + rest + (low % 2 ** (32 - block.prefixBits));
      // All parts but the last are a byte; the last holds what is left.
      const bytes = [24, 16, 8].slice(0, parts - 1).map((shift) => Math.floor(address / 2 ** shift) % 256);
      const numbers = [...bytes, address % 2 ** (32 - 8 * (parts - 1))];
      const host = disguised(numbers.map((n, index) => (radixes[index] ?? String)(n)).join("."));
      return { url: `${scheme}${host}/`, address };
    });
  fc.assert(
    fc.property(spelled, ({ url, address }) => {
      const dotted = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
      // The spelling is one: otherwise a refusal would say nothing.
      expect(new URL(url).hostname).toBe(dotted);
      const checked = checkTargetUrl(publicTargets, url);
      expect(checked.outcome === "refused" && checked.reason.startsWith(`${dotted} is in `)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

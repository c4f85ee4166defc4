import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cidrContains, parseAddress, parseCidr } from "./address-bits.ts";

describe("parseAddress", () => {
  test.each([
    ["10.1.2.3", [0x0a01, 0x0203]],
    ["255.255.255.255", [0xffff, 0xffff]],
    ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
    ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
    ["fe80::", [0xfe80, 0, 0, 0, 0, 0, 0, 0]],
    ["2001:DB8::a:0:b", [0x2001, 0xdb8, 0, 0, 0, 0xa, 0, 0xb]],
    ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["::ffff:127.0.0.1", [0, 0, 0, 0, 0, 0xffff, 0x7f00, 1]],
    ["64:ff9b::169.254.169.254", [0x64, 0xff9b, 0, 0, 0, 0, 0xa9fe, 0xa9fe]],
  ])("%s", (text, groups) => expect(parseAddress(text)).toEqual(groups));

  test.each([
    "",
    "localhost",
    "127.1",
    "0177.0.0.1",
    "127.0.0.01",
    "256.0.0.1",
    "[::1]",
    "fe80::1%eth0",
    "::1%",
    "1::2::3",
    ":::",
    " 1.2.3.4",
  ])("refuses %j", (text) => expect(parseAddress(text)).toBeNull());

  test("reads every spelling of an IPv6 address as the URL parser does", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseAddress(text)).not.toBeNull();
        expect(parseAddress(text)).toEqual(parseAddress(canonical));
      }),
    );
  });
});

describe("parseCidr", () => {
  test("an address alone is a range of one", () => {
    expect(parseCidr("10.1.2.3")?.prefixBits).toBe(32);
    expect(parseCidr("::1")?.prefixBits).toBe(128);
  });

  test.each([
    "10.0.0.1/8",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "::1/64",
    "::/129",
    "10/8",
    "name/8",
  ])("refuses %s", (text) => expect(parseCidr(text)).toBeNull());
});

describe("cidrContains", () => {
  test("compares exactly the first bits", () => {
    const anyAddress = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(anyAddress, fc.nat(128), fc.nat(127), (groups, prefixBits, changedBit) => {
        const at = changedBit >> 4;
        const neighbour = groups.with(at, (groups[at] ?? 0) ^ (0x8000 >> (changedBit & 15)));
        expect(cidrContains({ groups, prefixBits }, groups)).toBe(true);
        expect(cidrContains({ groups, prefixBits }, neighbour)).toBe(changedBit >= prefixBits);
      }),
    );
  });

  test("keeps the families apart", () => {
    expect(cidrContains({ groups: [0, 0], prefixBits: 0 }, [0, 0, 0, 0, 0, 0, 0, 0])).toBe(false);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { forbiddenRanges } from "./address-ranges.ts";
import { addressRefusal, isAddressAllowed } from "./address-rules.ts";
import { loopbackTargets, parseAllowTargets, publicTargets } from "./target-allow.ts";
import type { AllowTargets } from "./target-allow.ts";

function allowing(text: string): AllowTargets {
  const parsed = parseAllowTargets(text);
  if (!parsed.ok) throw new Error(parsed.problems.join(" "));
  return parsed.allow;
}

test("the ranges are those of ssrf-ranges.json, all of them refused", () => {
  const file = JSON.parse(readFileSync(new URL("../../test/security/ssrf-ranges.json", import.meta.url), "utf8"));
  const listed = file.ranges.map(({ cidr, name, rfc, block }: Record<string, unknown>) => ({ cidr, name, rfc, block }));
  expect(forbiddenRanges.map((range) => ({ ...range, block: true }))).toEqual(listed);
});

describe("without exceptions", () => {
  test.each(["8.8.8.8", "93.184.215.14", "168.63.129.15", "223.255.255.255", "2606:2800:21f::1", "2000::", "3ffe::1"])(
    "%s may be dialled",
    (address) => expect(addressRefusal(publicTargets, address)).toBeNull(),
  );

  test.each(["127.0.0.1", "10.255.255.255", "168.63.129.16", "255.255.255.255", "::ffff:8.8.8.8", "4000::", "1fff::1"])(
    "%s may not",
    (address) => expect(isAddressAllowed(publicTargets, address)).toBe(false),
  );

  test.each(["", "localhost", "127.1", "fe80::1%lo", "[2606:2800:21f::1]", "CNAME localhost."])(
    "%j is no address, so it may not",
    (address) => expect(isAddressAllowed(publicTargets, address)).toBe(false),
  );

  test("the log learns the range", () => {
    expect(addressRefusal(publicTargets, "10.0.0.5")).toBe("10.0.0.5 is in 10.0.0.0/8 (private use, RFC1918)");
    expect(addressRefusal(publicTargets, "168.63.129.16")).toBe(
      "168.63.129.16 is in 168.63.129.16/32 (Azure WireServer)",
    );
    expect(addressRefusal(publicTargets, "4000::1")).toBe("4000::1 is outside 2000::/3");
  });
});

describe("exceptions", () => {
  test("loopback opens loopback and nothing beside it", () => {
    expect(isAddressAllowed(loopbackTargets, "127.8.8.8")).toBe(true);
    expect(isAddressAllowed(loopbackTargets, "::1")).toBe(true);
    expect(isAddressAllowed(loopbackTargets, "10.0.0.1")).toBe(false);
    expect(isAddressAllowed(loopbackTargets, "0.0.0.0")).toBe(false);
    expect(isAddressAllowed(loopbackTargets, "::ffff:127.0.0.1")).toBe(false);
    expect(isAddressAllowed(loopbackTargets, "10.0.0.1", "other.example.com")).toBe(false);
  });

  test("a name opens what it resolves to, for itself alone", () => {
    const allow = allowing("receiver.internal");
    expect(isAddressAllowed(allow, "10.0.0.1", "receiver.internal")).toBe(true);
    expect(isAddressAllowed(allow, "fd12::1", "receiver.internal")).toBe(true);
    expect(isAddressAllowed(allow, "10.0.0.1", "other.internal")).toBe(false);
    expect(isAddressAllowed(allow, "10.0.0.1")).toBe(false);
  });

  const metadata = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
  ];
  const metadataV6 = ["fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"];
  const detours = [
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1:a9fe:a9:fe00::",
    "2002:a9fe:a9fe::1",
    "2001:0:1:2:3:4:5601:5601",
    "fe80::5efe:a9fe:a9fe",
  ];

  test.each([...metadata, ...metadataV6, ...detours])(
    "metadata at %s stays refused unless named exactly",
    (address) => {
      const everything = allowing("0.0.0.0/0, ::/0, receiver.internal");
      expect(isAddressAllowed(everything, address)).toBe(false);
      expect(isAddressAllowed(everything, address, "receiver.internal")).toBe(false);
      expect(isAddressAllowed(allowing(address), address)).toBe(true);
      expect(isAddressAllowed(allowing(`${address}, receiver.internal`), address, "receiver.internal")).toBe(true);
    },
  );

  test("0.0.0.0/0 and ::/0 open all the rest", () => {
    const everything = allowing("0.0.0.0/0, ::/0");
    for (const address of ["10.0.0.1", "169.254.0.1", "::1", "fc00::1", "64:ff9b::7f00:1"]) {
      expect(isAddressAllowed(everything, address)).toBe(true);
    }
  });
});

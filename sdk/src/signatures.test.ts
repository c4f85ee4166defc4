import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesNative, parseNativeSignature, parseStandardSignatures, signNative } from "./signatures.ts";

const secret = `whsec_${btoa("a".repeat(32))}`;
const hex = "0123456789abcdef".repeat(4);
const base64 = btoa("b".repeat(32));

test("a native signature is sha256= and 64 lowercase hex digits, nothing else", () => {
  expect(parseNativeSignature(`sha256=${hex}`)).toHaveLength(32);
  const wrong = [
    "",
    hex,
    `sha256=${hex.toUpperCase()}`,
    `sha256=${hex.slice(1)}`,
    `sha256=${hex}0`,
    `SHA256=${hex}`,
    `sha256= ${hex}`,
    `sha256=${hex}, sha256=${hex}`,
    `sha256=${hex}\n`,
    `v1,${base64}`,
  ];
  for (const header of wrong) expect(parseNativeSignature(header)).toBeNull();
});

test("of Standard Webhooks' signatures every v1 counts, other versions do not", () => {
  expect(parseStandardSignatures(`v1,${base64}`)).toHaveLength(1);
  expect(parseStandardSignatures(`v1a,xyz v1,${base64} v1,${base64}`)).toHaveLength(2);
  for (const header of ["", "v1", `v1a,${base64}`, `v1,${base64.slice(1)}`, "v1,", `v1,${base64} v1,short`]) {
    expect(parseStandardSignatures(header)).toBeNull();
  }
});

test("any one flipped bit of body or signature is noticed", async () => {
  const anyBody = fc.uint8Array({ minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(anyBody, fc.nat(), fc.integer({ min: 0, max: 255 }), async (bytes, place, bit) => {
      const body = Uint8Array.from(bytes);
      const timestamp = "1713312346";
      const signature = parseNativeSignature(await signNative(secret, { body, timestamp }));
      if (signature === null) throw new Error("our own signature is malformed");
      expect(await matchesNative(secret, signature, { body, timestamp })).toBe(true);

      const otherBody = body.map((byte, index) => (index === place % body.length ? byte ^ (1 << (bit % 8)) : byte));
      expect(await matchesNative(secret, signature, { body: otherBody, timestamp })).toBe(false);
      const otherSignature = signature.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit % 8)) : byte));
      expect(await matchesNative(secret, otherSignature, { body, timestamp })).toBe(false);
    }),
  );
});

// Our signers and verifiers against signatures that Python's hmac made (make-vectors.py).
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { sign } from "../src/index.ts";
import { matchesNative, matchesStandard, parseNativeSignature, parseStandardSignatures } from "../src/signatures.ts";

interface Vector {
  name: string;
  secret: string;
  timestamp_s: number;
  webhook_id: string;
  body_base64: string;
  x_overten_signature: string;
  webhook_signature: string;
}

const text = await readFile(new URL("vectors.json", import.meta.url), "utf8");
const vectors: Vector[] = JSON.parse(text);

test("there are vectors", () => {
  expect(vectors.length).toBeGreaterThan(10);
});

test.each(vectors)("signs: $name", async (vector) => {
  const headers = await sign({
    body: Buffer.from(vector.body_base64, "base64"),
    secret: vector.secret,
    timestampS: vector.timestamp_s,
    id: vector.webhook_id,
  });
  expect(headers).toEqual({
    "X-Overten-Signature": vector.x_overten_signature,
    "X-Overten-Timestamp": String(vector.timestamp_s),
    "webhook-id": vector.webhook_id,
    "webhook-timestamp": String(vector.timestamp_s),
    "webhook-signature": vector.webhook_signature,
  });
});

test.each(vectors)("verifies, and refuses any other timestamp, id or body: $name", async (vector) => {
  const native = parseNativeSignature(vector.x_overten_signature);
  const standard = parseStandardSignatures(vector.webhook_signature);
  if (native === null || standard === null) throw new Error("a vector's signature is malformed");
  const body = new Uint8Array(Buffer.from(vector.body_base64, "base64"));
  const parts = { body, timestamp: String(vector.timestamp_s), id: vector.webhook_id };
  expect(await matchesNative(vector.secret, native, parts)).toBe(true);
  expect(await matchesStandard(vector.secret, standard, parts)).toBe(true);

  const later = { ...parts, timestamp: String(vector.timestamp_s + 1) };
  const longer = { ...parts, body: new Uint8Array([...body, 0x20]) };
  for (const changed of [later, longer]) {
    expect(await matchesNative(vector.secret, native, changed)).toBe(false);
    expect(await matchesStandard(vector.secret, standard, changed)).toBe(false);
  }
  expect(await matchesStandard(vector.secret, standard, { ...parts, id: "evt_other" })).toBe(false);
});

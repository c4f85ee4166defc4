import { describe, expect, it } from "vitest";
import { nativeSignature, signingKeys, standardSignature } from "../domain/signing.ts";
import { checkHeaders, checkSignatures, signedHeaders } from "./inbox-verification.ts";

const keys = signingKeys(`whsec_${Buffer.alloc(32, 7).toString("base64")}`);
const body = Buffer.from(`{"event":"run.completed"}`);
const timestampS = 1_780_000_000;
const signed = { eventId: "evt_1", timestampS, body };
const sent = {
  "X-Overten-Signature": nativeSignature(keys, signed),
  "X-Overten-Timestamp": String(timestampS),
  "webhook-id": "evt_1",
  "webhook-timestamp": String(timestampS),
  "webhook-signature": standardSignature(keys, signed),
  "X-Overten-Delivery": "dlv_1",
};

function verify(change: Record<string, string> = {}, more: { body?: Buffer; nowS?: number } = {}): string {
  const headers = signedHeaders(Object.entries({ ...sent, ...change }).flat());
  const trouble = checkHeaders(headers);
  return (trouble ?? checkSignatures(keys, { headers, body, nowS: timestampS, ...more })).code;
}

describe("the inbox's check of a request", () => {
  it("takes what was signed", () => {
    expect(verify()).toBe("verified");
    expect(verify({}, { nowS: timestampS + 300 })).toBe("verified");
    expect(verify({}, { nowS: timestampS - 300 })).toBe("verified");
  });

  it.each(Object.keys(sent).filter((name) => name !== "X-Overten-Delivery"))("misses %s", (name) => {
    expect(verify({ [name]: "" })).toBe("missing_header");
  });

  it("tells what does not match", () => {
    expect(verify({}, { body: Buffer.from("{}") })).toBe("no_match");
    expect(verify({ "webhook-id": "evt_2" })).toBe("no_match");
    expect(verify({ "X-Overten-Signature": `sha256=${"0".repeat(64)}` })).toBe("no_match");
    expect(verify({ "X-Overten-Timestamp": "1780000001", "webhook-timestamp": "1780000001" })).toBe("no_match");
    expect(verify({ "X-Overten-Timestamp": "01780000000", "webhook-timestamp": "01780000000" })).toBe("no_match");
  });

  it("tells what is not a signature", () => {
    expect(verify({ "X-Overten-Signature": sent["X-Overten-Signature"].toUpperCase() })).toBe("malformed_signature");
    expect(verify({ "webhook-signature": "v1,short" })).toBe("malformed_signature");
    expect(verify({ "X-Overten-Timestamp": "yesterday" })).toBe("malformed_signature");
    expect(verify({ "webhook-timestamp": "1" })).toBe("malformed_signature");
    expect(verify({ "x-overten-signature": sent["X-Overten-Signature"] })).toBe("malformed_signature");
  });

  it("tells what is too old or too young", () => {
    expect(verify({}, { nowS: timestampS + 301 })).toBe("timestamp_too_old");
    expect(verify({}, { nowS: timestampS - 301 })).toBe("timestamp_in_future");
  });
});

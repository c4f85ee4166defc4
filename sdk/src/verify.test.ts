import { expect, test } from "vitest";
import { sign, verify, WebhookError } from "./index.ts";
import type { SignatureHeaders, VerifyInput, WebhookErrorCode } from "./index.ts";

const secret = `whsec_${btoa("a".repeat(32))}`;
const otherSecret = `whsec_${btoa("b".repeat(32))}`;
const nowS = 1_713_312_346;
const body = JSON.stringify({
  event: "run.completed",
  run_id: "run_1",
  task_id: "task_1",
  agent_name: "excel_agent_api",
  format: "excel",
  status: "completed",
  download_url: "https://files.example.com/r.xlsx",
  edit_url: null,
  summary: "Zwölf Zeilen — 🦊",
  occurred_at_ms: 1_713_312_345_678,
});

const headers = await sign({ body, secret, timestampS: nowS, id: "evt_1" });
const native = pick("X-Overten-Signature", "X-Overten-Timestamp");
const standard = pick("webhook-id", "webhook-timestamp", "webhook-signature");

function pick(...names: (keyof SignatureHeaders)[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

function without(from: Record<string, string>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

/** The code that `verify` fails with, or "verified". */
async function codeOf(input: VerifyInput): Promise<WebhookErrorCode | "verified"> {
  try {
    await verify(input);
    return "verified";
  } catch (error) {
    if (error instanceof WebhookError) return error.code;
    throw error;
  }
}

test("gives the event, narrowed by its name", async () => {
  const event = await verify({ body, headers: native, secret, nowS });
  expect(event).toEqual(JSON.parse(body));
  expect(event.event === "run.completed" && event.summary).toBe("Zwölf Zeilen — 🦊");
});

const bytes = new TextEncoder().encode(body);
const padded = new Uint8Array([1, 2, ...bytes, 3]);

test.each<[string, VerifyInput["body"]]>([
  ["text", body],
  ["a Uint8Array", bytes],
  ["a window into a larger buffer", padded.subarray(2, padded.length - 1)],
  ["a Buffer", Buffer.from(body)],
  ["an ArrayBuffer", bytes.buffer],
])("takes %s", async (_, given) => {
  expect(await codeOf({ body: given, headers: native, secret, nowS } as VerifyInput)).toBe("verified");
});

test.each<[string, NonNullable<VerifyInput["headers"]>]>([
  ["Headers", new Headers(headers)],
  ["a plain object", headers],
  ["lower case", Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))],
  ["upper case", Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))],
  ["lists of values", Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))],
  ["a Map", new Map(Object.entries(headers))],
  ["pairs", Object.entries(headers)],
  ["others beside", { host: "example.com", "set-cookie": ["a", "b"], nothing: undefined, ...headers }],
  ["the native ones alone", native],
  ["Standard Webhooks' alone", standard],
  ["native, and half of the standard", { ...native, "webhook-id": "evt_1" }],
  ["standard, and half of the native", { ...standard, "X-Overten-Timestamp": "1" }],
])("takes headers as %s", async (_, given) => {
  expect(await codeOf({ body, headers: given, secret, nowS })).toBe("verified");
});

test("takes a Request, once", async () => {
  const request = new Request("http://localhost/hook", { method: "POST", headers, body });
  expect(await verify({ body: request, secret, nowS })).toEqual(JSON.parse(body));
  expect(await codeOf({ body: request, secret, nowS })).toBe("body_already_parsed");
});

test("a Request without a body has an empty one", async () => {
  const empty = await sign({ body: "", secret, timestampS: nowS, id: "evt_1" });
  const request = new Request("http://localhost/hook", { method: "POST", headers: empty });
  expect(await codeOf({ body: request, secret, nowS })).toBe("invalid_json");
});

test.each<[string, Record<string, string>]>([
  ["no headers at all", {}],
  ["no native signature", without(native, "X-Overten-Signature")],
  ["no native timestamp", without(native, "X-Overten-Timestamp")],
  ["an empty native signature", { ...native, "X-Overten-Signature": "" }],
  ["an empty native timestamp", { ...native, "X-Overten-Timestamp": "" }],
  ["no webhook-id", without(standard, "webhook-id")],
  ["no webhook-timestamp", without(standard, "webhook-timestamp")],
  ["no webhook-signature", without(standard, "webhook-signature")],
  ["a signature of one kind, a timestamp of the other", { ...pick("X-Overten-Signature", "webhook-timestamp") }],
])("%s is never a success", async (_, given) => {
  expect(await codeOf({ body, headers: given, secret, nowS })).toBe("missing_header");
});

test("headers that are not there at all are missing headers", async () => {
  expect(await codeOf({ body, secret, nowS } as unknown as VerifyInput)).toBe("missing_header");
});

test("a missing header is named", async () => {
  const named = async (given: Record<string, string>): Promise<unknown> =>
    verify({ body, headers: given, secret, nowS }).catch((error: unknown) => String(error).split(" is missing")[0]);
  expect(await named({})).toBe("WebhookError: The header X-Overten-Signature");
  expect(await named(pick("X-Overten-Signature"))).toBe("WebhookError: The header X-Overten-Timestamp");
  expect(await named(without(standard, "webhook-id"))).toBe("WebhookError: The header webhook-id");
  expect(await named(without(standard, "webhook-timestamp"))).toBe("WebhookError: The header webhook-timestamp");
});

test.each<[string, Record<string, string> | [string, string][]]>([
  ["a signature without its prefix", { ...native, "X-Overten-Signature": "00".repeat(32) }],
  ["a signature that came twice", [...Object.entries(native), ...Object.entries(native)]],
  ["a timestamp with letters after it", { ...native, "X-Overten-Timestamp": `${nowS}abc` }],
  ["a negative timestamp", { ...native, "X-Overten-Timestamp": `-${nowS}` }],
  ["a timestamp with a point", { ...native, "X-Overten-Timestamp": `${nowS}.0` }],
  ["a timestamp beyond any number", { ...native, "X-Overten-Timestamp": "9".repeat(40) }],
  ["a standard timestamp with a space", { ...standard, "webhook-timestamp": `${nowS} ` }],
  ["a standard signature of another version", { ...standard, "webhook-signature": "v2,abc" }],
])("%s is malformed", async (_, given) => {
  expect(await codeOf({ body, headers: given, secret, nowS })).toBe("malformed_signature");
});

test("a wrong native signature is not rescued by a right standard one", async () => {
  const forged = { ...headers, "X-Overten-Signature": `sha256=${"00".repeat(32)}` };
  expect(await codeOf({ body, headers: forged, secret, nowS })).toBe("no_match");
});

test.each([native, standard])("another body, secret, timestamp or id does not match", async (given) => {
  expect(await codeOf({ body: `${body} `, headers: given, secret, nowS })).toBe("no_match");
  expect(await codeOf({ body: JSON.stringify(JSON.parse(body), null, 1), headers: given, secret, nowS })).toBe(
    "no_match",
  );
  expect(await codeOf({ body, headers: given, secret: otherSecret, nowS })).toBe("no_match");
  const moved = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, /timestamp/i.test(name) ? String(nowS + 1) : value]),
  );
  expect(await codeOf({ body, headers: moved, secret, nowS })).toBe("no_match");
});

test("any of several secrets will do", async () => {
  expect(await codeOf({ body, headers, secrets: [otherSecret, secret], nowS })).toBe("verified");
  expect(await codeOf({ body, headers: native, secrets: [secret, otherSecret], nowS })).toBe("verified");
  expect(await codeOf({ body, headers: native, secrets: [otherSecret, otherSecret], nowS })).toBe("no_match");
  expect(await codeOf({ body, headers: native, secrets: [], nowS })).toBe("secret_format");
});

test("300 seconds either way are allowed, not one more", async () => {
  const at = (second: number, toleranceS?: number): Promise<string> =>
    codeOf({ body, headers: native, secret, nowS: second, ...(toleranceS === undefined ? {} : { toleranceS }) });
  expect(await at(nowS + 300)).toBe("verified");
  expect(await at(nowS + 301)).toBe("timestamp_too_old");
  expect(await at(nowS - 300)).toBe("verified");
  expect(await at(nowS - 301)).toBe("timestamp_in_future");
  expect(await at(nowS, 0)).toBe("verified");
  expect(await at(nowS + 1, 0)).toBe("timestamp_too_old");
  await expect(at(nowS, Number.NaN)).rejects.toThrow(TypeError);
  await expect(at(nowS, -1)).rejects.toThrow(TypeError);
});

test("without nowS it is this machine's clock", async () => {
  const fresh = await sign({ body, secret, timestampS: Math.floor(Date.now() / 1000), id: "evt_1" });
  expect(await codeOf({ body, headers: fresh, secret })).toBe("verified");
  expect(await codeOf({ body, headers: native, secret })).toBe("timestamp_too_old");
});

test.each<[string, unknown]>([
  ["parsed JSON", JSON.parse(body)],
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
])("%s is no body as it arrived", async (_, given) => {
  expect(await codeOf({ body: given, headers: native, secret, nowS } as unknown as VerifyInput)).toBe(
    "body_already_parsed",
  );
});

test.each([
  ["empty", ""],
  ["without its prefix", secret.slice(6)],
  ["with a line break after it", `${secret}\n`],
  ["in quotes", `"${secret}"`],
  ["cut off", secret.slice(0, -5)],
  ["not base64", "whsec_my-own-secret"],
  ["too short", `whsec_${btoa("short")}`],
  ["too long", `whsec_${btoa("x".repeat(129))}`],
])("a secret that is %s is named, not tried", async (_, wrong) => {
  expect(await codeOf({ body, headers: native, secret: wrong, nowS })).toBe("secret_format");
});

test("a large body is refused, from a stream too", async () => {
  expect(await codeOf({ body, headers: native, secret, nowS, maxBodyBytes: bytes.length })).toBe("verified");
  expect(await codeOf({ body, headers: native, secret, nowS, maxBodyBytes: bytes.length - 1 })).toBe(
    "payload_too_large",
  );
  const post = (): Request => new Request("http://localhost/hook", { method: "POST", headers, body });
  expect(await codeOf({ body: post(), secret, nowS, maxBodyBytes: bytes.length })).toBe("verified");
  expect(await codeOf({ body: post(), secret, nowS, maxBodyBytes: bytes.length - 1 })).toBe("payload_too_large");
});

test.each<[string, string | Uint8Array]>([
  ["no JSON", "hello"],
  ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ["a list", "[]"],
  ["null", "null"],
  ["an object without an event", '{"type":"x"}'],
])("a genuine body that is %s is invalid_json", async (_, given) => {
  const signed = await sign({ body: given, secret, timestampS: nowS, id: "evt_1" });
  expect(await codeOf({ body: given, headers: signed, secret, nowS })).toBe("invalid_json");
});

test("errors say what to do and never the secret", async () => {
  const error = await verify({ body, headers: native, secret: otherSecret, nowS }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WebhookError);
  expect(error).toMatchObject({ code: "no_match", message: expect.stringContaining("Check that the secret") });
  expect(JSON.stringify(error) + String(error)).not.toContain(otherSecret.slice(6));
});

test("sign refuses what would not be one timestamp and one id", async () => {
  for (const timestampS of [1.5, -1, Number.NaN]) {
    await expect(sign({ body, secret, timestampS, id: "evt_1" })).rejects.toThrow(TypeError);
  }
  for (const id of ["", "a.b", "a b", "é"]) {
    await expect(sign({ body, secret, timestampS: nowS, id })).rejects.toThrow(TypeError);
  }
  await expect(sign({ body, secret: "nope", timestampS: nowS, id: "evt_1" })).rejects.toMatchObject({
    code: "secret_format",
  });
});

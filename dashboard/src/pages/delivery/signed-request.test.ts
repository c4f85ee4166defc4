import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  compareSignature,
  curlOf,
  headersOf,
  isSecret,
  shellQuote,
  sign,
  type SignedRequest,
} from "./signed-request.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const request: SignedRequest = {
  url: "https://a.example/hook?a='b'&c=$(d)",
  eventId: "evt_1",
  timestampS: 1_700_000_000,
  event: "run.completed",
  deliveryId: "dlv_1",
  attempt: 2,
  body: `{"summary":"it's „done“ $HOME \`x\`"}`,
  secretOf: "webhook",
};

describe("a signed request", () => {
  it("is signed in the page as the server signs it", async () => {
    const { native, standard } = await sign(secret, request);
    const signed = `${request.timestampS}.${request.body}`;
    expect(native).toBe(`sha256=${createHmac("sha256", secret).update(signed).digest("hex")}`);
    const standardKey = Buffer.alloc(32, 7);
    expect(standard).toBe(`v1,${createHmac("sha256", standardKey).update(`evt_1.${signed}`).digest("base64")}`);
  });

  it("tells a signature that matches, differs, or is none", async () => {
    const expected = await sign(secret, request);
    const other = await sign(secret, { ...request, timestampS: 1_700_000_001 });
    expect(compareSignature(` ${expected.native} `, expected)).toMatchObject({ scheme: "X-Overten-Signature" });
    expect(compareSignature(`${other.standard} ${expected.standard}`, expected)).toMatchObject({ outcome: "matches" });
    expect(compareSignature(other.native, expected)).toMatchObject({ outcome: "differs" });
    expect(compareSignature("sha256=abc", expected)).toMatchObject({ outcome: "malformed" });
    expect(isSecret(secret)).toBe(true);
    expect(isSecret("sk_live_abc")).toBe(false);
  });

  it("survives a shell as it is", () => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellQuote(request.body)}`], { encoding: "utf8" })).toBe(
      request.body,
    );
  });

  it("is sent again by the script with every header that it had, verifiable by either scheme", async () => {
    const { words, headers } = runCurl(curlOf(request, { isWhole: true }), secret);
    expect(words).toContain(request.url);
    expect(words.at(-1)).toBe(request.body);
    const timestampS = Number(new Map(headers).get("webhook-timestamp"));
    expect(Math.abs(timestampS - Date.now() / 1000)).toBeLessThan(60);
    const now = { ...request, timestampS };
    expect(headers).toEqual(headersOf(now, await sign(secret, now)));
    expect(new Webhook(secret).verify(request.body, Object.fromEntries(headers))).toEqual(JSON.parse(request.body));
  });

  it("tells in the script which secret it lacks, and that a viewer's body is not whole", () => {
    const whole = curlOf(request, { isWhole: true });
    expect(whole).toContain("# First put the secret of the webhook in place of whsec_…");
    expect(whole).not.toContain("Not the body that was sent");
    const perRequest = curlOf({ ...request, secretOf: "organisation" }, { isWhole: false });
    expect(perRequest).toContain("# First put the secret of the organisation in place");
    expect(perRequest).toContain("# Not the body that was sent");
    expect(runCurl(perRequest, secret).words.at(-1)).toBe(request.body);
  });
});

/** What curl would get from the script, with the secret put in. */
function runCurl(script: string, key: string): { words: string[]; headers: [name: string, value: string][] } {
  const printing = script.replace(/^curl/m, "printf '%s\\n'").replace("'whsec_…'", shellQuote(key));
  const words = execFileSync("sh", ["-c", printing], { encoding: "utf8" }).trimEnd().split("\n");
  const headers = words.flatMap((word, at): [string, string][] => {
    const [name = "", value = ""] = word.split(/: (.*)/);
    return words[at - 1] === "-H" ? [[name, value]] : [];
  });
  return { words, headers };
}

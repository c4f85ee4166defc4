import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { compareSignature, curlOf, isSecret, shellQuote, sign, type SignedRequest } from "./signed-request.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const request: SignedRequest = {
  url: "https://a.example/hook?a='b'&c=$(d)",
  eventId: "evt_1",
  timestampS: 1_700_000_000,
  event: "run.completed",
  deliveryId: "dlv_1",
  attempt: 2,
  body: `{"summary":"it's „done“ $HOME \`x\`"}`,
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
    const script = curlOf(request).replace(/^curl/m, "printf '%s\\n'").replace("'whsec_…'", shellQuote(secret));
    const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
    const timestamp = printed.find((line) => line.startsWith("X-Overten-Timestamp: "))?.split(": ")[1] ?? "";
    const expected = createHmac("sha256", secret).update(`${timestamp}.${request.body}`).digest("hex");
    expect(printed).toContain(`X-Overten-Signature: sha256=${expected}`);
    expect(printed).toContain(request.url);
    expect(printed.at(-1)).toBe(request.body);
  });
});

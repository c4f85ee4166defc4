// The code that the dashboard gives with a new webhook, as it gives it, against a request that really left: run by Node, by Python and with the SDK.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verificationCode } from "../../dashboard/src/pages/webhooks/verification-code.ts";
import { nativeSignature, newWebhookSecret, signingKeys } from "../../server/src/domain/signing.ts";
import { completedEvent, startTestEngine } from "../support/engine.ts";
import { python, skipWithoutPython } from "../support/python.ts";
import { startReceiver } from "../support/receiver.ts";

interface Case {
  headers: Record<string, string>;
  body_base64: string;
}

/** What the code said to one of them: the event, or the name and text of what it threw. */
type Verdict = { event: unknown } | { error: string; message: string };

const nodeRunner = `
import { text } from "node:stream/consumers";
import { verify } from "./verify.mjs";
const verdicts = JSON.parse(await text(process.stdin)).map(({ headers, body_base64 }) => {
  try {
    return { event: verify(Buffer.from(body_base64, "base64"), headers) };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
});
console.log(JSON.stringify(verdicts));
`;

const pythonRunner = `
import base64, json, sys
from verify import verify

def verdict(case):
    try:
        return {"event": verify(base64.b64decode(case["body_base64"]), case["headers"])}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}

print(json.dumps([verdict(case) for case in json.load(sys.stdin.buffer)]))
`;

// It stands for itself, at the top of a file and with the request at hand: it is read anew for each.
const sdkRunner = `
import { text } from "node:stream/consumers";
const verdicts = [];
for (const { headers, body_base64 } of JSON.parse(await text(process.stdin))) {
  globalThis.request = new Request("http://localhost/", { method: "POST", headers, body: Buffer.from(body_base64, "base64") });
  try {
    verdicts.push({ event: (await import("./verify.mjs?" + verdicts.length)).event });
  } catch (error) {
    verdicts.push({ error: error.name, message: error.message });
  }
}
console.log(JSON.stringify(verdicts));
`;

const answer400 = "not a webhook of Overten: answer 400";
const languages = {
  Node: {
    command: process.execPath,
    file: "verify.mjs",
    runner: "run.mjs",
    runs: nodeRunner,
    error: "Error",
    message: answer400,
  },
  Python: {
    command: python,
    file: "verify.py",
    runner: "run.py",
    runs: pythonRunner,
    error: "ValueError",
    message: answer400,
  },
  SDK: {
    command: process.execPath,
    file: "verify.mjs",
    runner: "run.mjs",
    runs: sdkRunner,
    error: "WebhookError",
    message: expect.any(String),
  },
} as const;
type Language = keyof typeof languages;

let secret = "";
let sent: { headers: Record<string, string>; body: Buffer };
const folders: string[] = [];

beforeAll(async () => {
  await using test = await startTestEngine();
  const receiver = await startReceiver();
  const { orgId } = await test.addOrganization();
  ({ secret } = await test.addSubscription(orgId, receiver.url));
  await test.engine.acceptor.accept(completedEvent(orgId, "Größe ✓ — 🧾"));
  await receiver.waitFor(1);
  const [request] = receiver.requests;
  if (request === undefined) throw new Error("nothing arrived");
  sent = { headers: request.headers, body: request.body };
  await receiver.close();
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Runs the page's code for a webhook with this secret over all cases. */
async function judge(
  language: Language,
  input: { secret: string; cases: readonly Case[]; env?: Record<string, string> },
): Promise<Verdict[]> {
  const { command, file, runner, runs } = languages[language];
  const folder = await mkdtemp(join(tmpdir(), "overten-pasted-"));
  folders.push(folder);
  const code = verificationCode(input.secret).find((sample) => sample.language === language)?.code ?? "";
  await writeFile(join(folder, file), language === "SDK" ? `${code}\nexport { event };\n` : code);
  if (language === "SDK") await linkSdk(folder);
  await writeFile(join(folder, runner), runs);
  const { OVERTEN_WEBHOOK_SECRET: _none, ...env } = process.env;
  const child = spawn(command, [runner], { cwd: folder, env: { ...env, ...input.env } });
  child.stdin.end(JSON.stringify(input.cases));
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(problems).toBe("");
  return JSON.parse(out) as Verdict[];
}

/** The SDK as it is here, under its name: that its package holds the same is for tests/sdk-package.test.ts. */
async function linkSdk(folder: string): Promise<void> {
  const home = join(folder, "node_modules/@overten/webhooks");
  await mkdir(home, { recursive: true });
  await symlink(join(import.meta.dirname, "../../sdk/src"), join(home, "src"));
  await writeFile(join(home, "package.json"), `{"type": "module", "exports": "./src/index.ts"}`);
}

function request(change: { headers?: Record<string, string | null>; body?: Buffer } = {}): Case {
  // Whose headers are changed has one family of them alone, so that the other cannot vouch for it.
  const kept = Object.entries(sent.headers).filter(([name]) => change.headers === undefined || !/^webhook-/.test(name));
  const headers = Object.entries({ ...Object.fromEntries(kept), ...change.headers });
  return {
    headers: Object.fromEntries(headers.filter((entry): entry is [string, string] => entry[1] !== null)),
    body_base64: (change.body ?? sent.body).toString("base64"),
  };
}

/** The same request, signed so many seconds from now. */
function signedAt(fromNowS: number): Case {
  const timestampS = Math.floor(Date.now() / 1000) + fromNowS;
  const signature = nativeSignature(signingKeys(secret), { eventId: "", timestampS, body: sent.body });
  return request({ headers: { "x-overten-timestamp": String(timestampS), "x-overten-signature": signature } });
}

it("is there in the languages that are run here, and in no other", () => {
  expect(verificationCode("whsec_").map(({ language }) => language)).toEqual(Object.keys(languages));
});

it.for(["Node", "Python", "SDK"] as const)(
  "in %s takes what was sent, and refuses everything else",
  async (language, { skip }) => {
    if (language === "Python") await skipWithoutPython("the code that the dashboard gives for Python", skip);
    const signature = sent.headers["x-overten-signature"] ?? "";
    const refused = {
      "a changed body": request({ body: Buffer.concat([sent.body, Buffer.from(" ")]) }),
      "an old timestamp": signedAt(-302),
      "a timestamp from the future": signedAt(310),
      "another timestamp": request({ headers: { "x-overten-timestamp": "1700000000" } }),
      "a timestamp that is no number": request({ headers: { "x-overten-timestamp": "soon" } }),
      "no timestamp": request({ headers: { "x-overten-timestamp": null } }),
      "no signature": request({ headers: { "x-overten-signature": null } }),
      "an empty signature": request({ headers: { "x-overten-signature": "" } }),
      "a short signature": request({ headers: { "x-overten-signature": signature.slice(0, -1) } }),
      "a signature beyond ASCII": request({ headers: { "x-overten-signature": `${signature.slice(0, -1)}é` } }),
      // No `Request` holds such a header.
      ...(language === "SDK"
        ? {}
        : { "a timestamp beyond Latin-1": request({ headers: { "x-overten-timestamp": "١٧٠٠٠٠٠٠٠٠" } }) }),
    };
    const taken = [request(), signedAt(-290)];
    const verdicts = await judge(language, { secret, cases: [...taken, ...Object.values(refused)] });
    const event: unknown = JSON.parse(sent.body.toString("utf8"));
    expect(verdicts.slice(0, taken.length)).toEqual(taken.map(() => ({ event })));
    const { error, message } = languages[language];
    const refusal = { error, message };
    const told = Object.keys(refused).map((what, at) => [what, verdicts[taken.length + at]]);
    expect(told).toEqual(Object.keys(refused).map((what) => [what, refusal]));

    const other = newWebhookSecret();
    expect(await judge(language, { secret: other, cases: [request()] })).toEqual([refusal]);
    // Where the secret was moved to the environment, as the code advises, that one counts.
    const env = { OVERTEN_WEBHOOK_SECRET: secret };
    expect(await judge(language, { secret: other, cases: [request()], env })).toEqual([{ event }]);
  },
);

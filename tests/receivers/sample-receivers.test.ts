// The documentation's sample receivers (docs/samples) and the standardwebhooks package against requests as they really leave.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitForNothingDue } from "../support/delivery-log.ts";
import { completedEvent, startTestEngine } from "../support/engine.ts";
import { isPythonNamed, python, skipWithoutPython } from "../support/python.ts";
import { startReceiver } from "../support/receiver.ts";
import { ingestKey } from "../../server/src/domain/event-keys.ts";
import { payloadBytes } from "../../server/src/domain/payload.ts";

const run = promisify(execFile);
const sampleTest = fileURLToPath(new URL("../../docs/samples/test_receiver.py", import.meta.url));

interface Captured {
  headers: Record<string, string>;
  body_base64: string;
  secret: string;
}

const captured: Captured[] = [];

// Completed and failed events to two subscriptions and a per-request URL; one of them fails twice first.
beforeAll(async () => {
  await using test = await startTestEngine({ schedule: [0.05, 0.05] });
  const receiver = await startReceiver();
  receiver.answerWith(({ path, headers }, response) => {
    response.writeHead(path === "/hook/flaky" && headers["x-overten-attempt"] !== "3" ? 500 : 200).end();
  });
  const { orgId, secret } = await test.addOrganization();
  const secrets = new Map([["/hook/once", secret]]);
  for (const path of ["steady", "flaky"])
    secrets.set(`/hook/${path}`, (await test.addSubscription(orgId, `${receiver.url}/${path}`)).secret);
  await test.engine.acceptor.accept(completedEvent(orgId, "a task", { webhookUrl: `${receiver.url}/once` }));
  const body = payloadBytes({
    kind: "run.failed",
    runId: "run",
    taskId: "failed",
    agentName: "agent",
    format: "excel",
    error: { code: "unsupported_request", message: 'Der Agent hörte auf: "nein" — 🧾\u2028' },
    occurredAtMs: Date.now(),
  });
  const key = ingestKey("failed", "run.failed");
  await test.engine.acceptor.accept(completedEvent(orgId, "failed", { kind: "run.failed", body, key }));
  await receiver.waitFor(9);
  await waitForNothingDue(test);
  for (const { headers, body: bytes, path } of receiver.requests)
    captured.push({ headers, body_base64: bytes.toString("base64"), secret: secrets.get(path) ?? "" });
  await receiver.close();
});

describe("captured deliveries", () => {
  it("are all that were sent: both events, three attempts, a per-request URL", () => {
    expect(captured).toHaveLength(9);
    expect(new Set(captured.map(({ headers }) => headers["x-overten-attempt"]))).toEqual(new Set(["1", "2", "3"]));
    expect(new Set(captured.map(({ headers }) => headers["x-overten-event"])).size).toBe(2);
    expect(new Set(captured.map(({ secret }) => secret)).size).toBe(3);
  });

  it("are accepted by the standardwebhooks package, and no changed copy is", () => {
    for (const { headers, body_base64, secret } of captured) {
      const body = Buffer.from(body_base64, "base64").toString("utf8");
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow("No matching signature found");
    }
  });
});

describe("the sample receivers in Python", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "overten-captured-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("accept them, and no changed copy of them", async ({ skip }) => {
    await skipWithoutPython("the sample receivers in Python", skip);
    const file = join(folder, "captured.jsonl");
    await writeFile(file, captured.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const { stdout } = await run(python, [sampleTest, file], { timeout: 60_000 });
    expect(stdout).toContain("ran: verify (standard library): 9 requests");
    expect(stdout).toContain("ran: http.server receiver: 9 requests");
    expect(stdout).toContain("all checks passed");
    if (isPythonNamed) console.log(stdout);
  });
});

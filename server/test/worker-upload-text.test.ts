import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { errorBodySchema } from "../../contract/src/index.ts";
import { testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import { claimOne, counts, queueTask, readTask, startWithoutAgents } from "./task-worker.ts";

type Part = { name: string; head?: string; body: string | Buffer };

/** Completes a task with a form as it is written here, byte for byte. */
async function complete(
  server: TestServer,
  taskId: string,
  parts: readonly Part[],
): Promise<{ status: number; error: string | null; message: string }> {
  const pieces = parts.flatMap(({ name, head = "", body }) => [
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n`, "latin1"),
    Buffer.from(body),
    Buffer.from("\r\n"),
  ]);
  const body = Buffer.concat([...pieces, Buffer.from("--b--\r\n")]);
  const url = `${server.url}/api/v1/operator/tasks/${taskId}/complete`;
  const headers = { "x-api-key": testOperatorKey, "content-type": "multipart/form-data; boundary=b" };
  // A whole form in one piece: a client that reads its answer only once everything is sent.
  const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = httpRequest(url, { method: "POST", headers }, (response) => {
      void text(response).then((said) => resolve({ status: response.statusCode ?? 0, body: said }));
    });
    sent.on("error", reject).end(body);
  });
  const parsed: unknown = JSON.parse(answer.body);
  if (answer.status === 200) return { status: 200, error: null, message: "" };
  return { status: answer.status, ...errorBodySchema.strict().parse(parsed) };
}

const file = { name: "file", head: '; filename="x.xlsx"', body: "x" };
const summary = { name: "summary", body: "Made a file" };
const cut = Buffer.from([0x47, 0x72, 0xc3]);

describe("a form's text", () => {
  it.each<[string, string, readonly Part[]]>([
    ["400 invalid_json", "a NUL in its summary", [{ name: "summary", body: "a\0b" }, file]],
    ["400 invalid_json", "Latin-1 in its summary", [{ name: "summary", body: Buffer.from("Größe", "latin1") }, file]],
    ["400 invalid_json", "a cut character in its summary", [{ name: "summary", body: cut }, file]],
    [
      "400 invalid_json",
      "what says that it is UTF-8 and is not",
      [{ name: "summary", head: "\r\nContent-Type: text/plain; charset=utf-8", body: cut }, file],
    ],
    ["400 invalid_json", "a file's name in Latin-1", [summary, { ...file, head: `; filename="Gr\u00F6\u00DFe.xlsx"` }]],
    ["422 validation_failed", "a field twice", [summary, summary, file]],
    ["413 payload_too_large", "an endless field", [{ name: "summary", body: "x".repeat(70_000) }, file]],
    ["422 validation_failed", "a summary that is too long", [{ name: "summary", body: "x".repeat(10_001) }, file]],
    [
      "400 invalid_json",
      "a large file behind it",
      [
        { name: "summary", body: "a\0b" },
        { ...file, body: Buffer.alloc(20 * 1024 * 1024) },
      ],
    ],
  ])("is refused with %s for %s", async (expected, _, parts) => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const task = await claimOne(server);
    const answer = await complete(server, taskId, [{ name: "lease_token", body: task.lease_token }, ...parts]);
    expect(`${answer.status} ${answer.error}`).toBe(expected);
    expect(answer.message.length).toBeGreaterThan(20);
    expect(await readTask(organization, taskId)).toMatchObject({ status: "running" });
    expect(await counts(server, "select count(*)::int as n from file_pieces")).toEqual({ n: 0 });
  });

  it("arrives as it was sent, whatever a part says of itself", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const said = "Größe ✓ \uFFFD 😀\r\nsecond line";
    for (const head of ["", "\r\nContent-Type: text/plain; charset=utf-8", "\r\nContent-Type: application/json"]) {
      const { taskId } = await queueTask(organization);
      const task = await claimOne(server);
      const answer = await complete(server, taskId, [
        { name: "lease_token", body: task.lease_token },
        { name: "summary", head, body: said },
        { ...file, head: `; filename="${Buffer.from("Größe 😀.xlsx").toString("latin1")}"` },
      ]);
      expect(answer.status).toBe(200);
      const { result } = await readTask(organization, taskId);
      expect(result?.summary).toBe(said);
      expect(decodeURIComponent(result?.download_url ?? "")).toContain("/Größe 😀.xlsx?");
    }
  });
});

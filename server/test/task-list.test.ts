// `GET /tasks`: an organisation's tasks, newest first.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";

let server: TestServer;
let org: TestOrganization;
const made: { task_id: string; run_id: string }[] = [];

beforeAll(async () => {
  // No agent takes them: they stay queued.
  server = await startTestServer({ env: { OVERTEN_ROLES: "api,deliver" } });
  org = await server.addOrganization();
  for (let at = 0; at < 5; at++) {
    made.unshift(
      await org.client.call("generate", { params: { format: "excel" }, body: { prompt: `report ${at}`, async: true } }),
    );
  }
});
afterAll(() => server[Symbol.asyncDispose]());

const ids = (tasks: readonly { task_id: string }[]): string[] => tasks.map((task) => task.task_id);

it("goes page by page without a gap", async () => {
  const first = await org.client.call("listTasks", { query: { limit: 2 } });
  const second = await org.client.call("listTasks", { query: { limit: 3, cursor: first.next_cursor ?? "" } });
  expect([...ids(first.tasks), ...ids(second.tasks)]).toEqual(ids(made));
  expect(second.next_cursor).toBeNull();
});

it("is filtered by status and by run, and by both", async () => {
  const [newest] = made;
  await org.client.call("cancelTask", { params: { task_id: newest?.task_id ?? "" } });
  const list = async (query: { status?: "queued" | "cancelled"; run_id?: string }): Promise<string[]> =>
    ids((await org.client.call("listTasks", { query })).tasks);
  expect(await list({ status: "cancelled" })).toEqual(ids(made.slice(0, 1)));
  expect(await list({ status: "queued" })).toEqual(ids(made.slice(1)));
  const run = newest?.run_id ?? "";
  expect(await list({ run_id: run })).toEqual(ids(made.slice(0, 1)));
  expect(await list({ run_id: run, status: "queued" })).toEqual([]);
  expect(await list({ run_id: "run_of_no_look" })).toEqual([]);
});

it("has nothing of another organisation", async () => {
  const other = await server.addOrganization("other");
  expect((await other.client.call("listTasks")).tasks).toEqual([]);
  expect((await other.client.call("listTasks", { query: { run_id: made[0]?.run_id ?? "" } })).tasks).toEqual([]);
});

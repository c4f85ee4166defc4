// Turns on one run, at the moments when two of them could be under way at once: then the second would not build on what the first left.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestOrganization, TestServer } from "../../tests/support/server.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { claimTasks, type LeasedTask } from "../src/storage/tasks/claim-tasks.ts";
import { enqueueOnRun, enqueueWithNewRun, type NewTask } from "../src/storage/tasks/enqueue-task.ts";
import { releaseTasks } from "../src/storage/tasks/hold-lease.ts";
import { counts, startWithoutAgents } from "./task-worker.ts";

let server: TestServer;
let organization: TestOrganization;
beforeAll(async () => {
  server = await startWithoutAgents({ OVERTEN_ROLES: "api" });
  organization = await server.addOrganization();
});
afterAll(() => server[Symbol.asyncDispose]());

/** A run whose first turn is done, and how to name and claim more of them. Its format is its own, so that nobody else's turn is claimed. */
async function startRun() {
  const { orgId, bucket } = organization;
  const runId = uuidv7(Date.now());
  const format = `format of ${runId}`;
  const database = server.databases.cold;
  const turn = (taskId = uuidv7(Date.now())): NewTask => ({
    bucket,
    taskId,
    orgId,
    runId,
    format,
    agentName: "agent",
    prompt: "a turn",
    fileName: null,
    webhookUrl: null,
    idempotencyKey: null,
    fingerprint: null,
  });
  const claim = (max = 1): Promise<LeasedTask[]> => {
    const leaseTokens = Array.from({ length: max }, () => uuidv7(Date.now()));
    return claimTasks(database, { bucket, format, leaseSeconds: 60, queueHours: 24, leaseTokens });
  };
  const end = (task: LeasedTask | undefined): Promise<unknown> =>
    database.run({ name: "end", text: "update tasks set status = 'completed' where id = $1" }, [task?.taskId]);
  await enqueueWithNewRun(database, turn());
  await end((await claim())[0]);
  return { database, runId, turn, claim, end };
}

const idsOf = (tasks: readonly LeasedTask[]): string[] => tasks.map((task) => task.taskId);

describe("of two turns on one run", () => {
  it("that were stored in another order than they were made, one is under way at a time", async () => {
    const { database, turn, claim, end } = await startRun();
    const [earlier, later] = [uuidv7(Date.now()), uuidv7(Date.now() + 1)];
    await enqueueOnRun(database, turn(later));
    const taken = await claim();
    expect(idsOf(taken)).toEqual([later]);
    await enqueueOnRun(database, turn(earlier));
    expect(await claim(10)).toEqual([]);
    await end(taken[0]);
    expect(idsOf(await claim(10))).toEqual([earlier]);
  });

  it("one that is just being stored is not overtaken", async () => {
    const { database, turn, claim } = await startRun();
    const [earlier, later] = [uuidv7(Date.now()), uuidv7(Date.now() + 1)];
    await enqueueOnRun(database, turn(later));
    await database.transaction(async (connection) => {
      await enqueueOnRun(connection, turn(earlier));
      expect(await claim()).toEqual([]);
    });
    expect(idsOf(await claim(10))).toEqual([earlier]);
  });

  it("only one is ever taken by many who claim, give back and store at once", async () => {
    const { database, runId, turn, claim } = await startRun();
    let most = 0;
    let madeMs = Date.now();
    const running = "select count(*)::int as running from tasks where run_id = $1 and status = 'running'";
    const work = async (): Promise<void> => {
      for (let n = 0; n < 40; n++) {
        await enqueueOnRun(database, turn(uuidv7(madeMs--)));
        const tasks = await claim(3);
        most = Math.max(most, (await counts(server, running, [runId]))["running"] ?? 0);
        const leaseTokens = tasks.map((task) => task.leaseToken);
        await releaseTasks(database, { bucket: organization.bucket, leaseTokens });
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    expect(most).toBe(1);
  });

  it("thousands that wait hold up nobody's claim", async () => {
    const { database, runId, claim } = await startRun();
    await database.run(
      {
        name: "many-turns",
        text: `insert into tasks (bucket, id, org_id, run_id, format, agent_name, prompt)
          select bucket, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, org_id, run_id, format, agent_name, prompt
          from tasks cross join generate_series(1, 10000) n where run_id = $1`,
      },
      [runId],
    );
    await database.run({ name: "analyze", text: "analyze tasks" }, []); // as PostgreSQL does by itself after a while
    const startedMs = performance.now();
    expect(await claim(10)).toHaveLength(1);
    expect(await claim(10)).toEqual([]);
    // 0.2 s; compared with each other they took 14.
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });
});

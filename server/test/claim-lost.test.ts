// Tasks that were leased and never handed out: their lease must not have to run out first.
import { describe, expect, it } from "vitest";
import { openDatabaseWay } from "../../tests/support/database-way.ts";
import { startTestServer } from "../../tests/support/server.ts";
import { claimOne, counts, queueTask, readTask, startWithoutAgents, until, uuidOf } from "./task-worker.ts";

const hour = { lease_s: 3600 };

describe("a claim that fails", () => {
  it("after it was committed gives its tasks back, and that is no death", async () => {
    await using direct = await startWithoutAgents();
    await using way = await openDatabaseWay(direct.connectionString);
    await using server = await startTestServer({
      env: { OVERTEN_ROLES: "api" },
      connectionString: way.connectionString,
    });
    const organization = await direct.addOrganization();
    const { taskId } = await queueTask(organization);
    way.loseCommitOf("lease_token = ($6");
    await expect(server.operator.call("claimTasks", { body: hour })).rejects.toMatchObject({ status: 503 });
    const task = await until(
      () => readTask(organization, taskId),
      ({ status }) => status === "queued",
    );
    expect(task).toMatchObject({ status: "queued", started_at: null });
    const deaths = "select deaths::int as deaths from tasks where id = $1";
    expect(await counts(direct, deaths, [uuidOf("task", taskId)])).toEqual({ deaths: 0 });
    expect((await claimOne(direct)).task_id).toBe(taskId);
  });

  it("half-way gives back what it has, for those who wait", async () => {
    await using server = await startWithoutAgents({ OVERTEN_FORMATS: "excel,word" });
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    await organization.client.call("generate", { params: { format: "word" }, body: { prompt: "A text", async: true } });
    const refuse = `
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger refuse before update on tasks for each row when (new.format = 'word') execute function refuse()`;
    await server.databases.cold.run({ name: "refuse", text: refuse }, []);
    await expect(server.operator.call("claimTasks", { body: { max: 2, ...hour } })).rejects.toMatchObject({
      status: 500,
    });
    const { tasks } = await server.operator.call("claimTasks", { body: { formats: ["excel"], wait_s: 5 } });
    expect(tasks.map((task) => task.task_id)).toEqual([taskId]);
  });
});

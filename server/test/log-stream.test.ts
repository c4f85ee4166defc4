import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { eventOf, sendAndSettle, until } from "./log-fixtures.ts";

interface Stream {
  status: number;
  headers: Headers;
  /** Tasks of the attempts that came, with the events' ids. */
  events: { id: string; taskId: string }[];
  text: () => string;
  ended: Promise<void>;
  close: () => void;
}

async function openStream(server: TestServer, organization: TestOrganization, lastEventId?: string): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${server.url}/api/v1/attempts/stream`, {
    headers: {
      "x-api-key": organization.apiKey,
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
    signal: abort.signal,
  });
  const events: Stream["events"] = [];
  let text = "";
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n").slice(0, -1);
      const found = blocks.flatMap((block) => /^id: (.*)\ndata: (.*)$/.exec(block) ?? []);
      events.length = 0;
      for (let at = 0; at < found.length; at += 3) {
        const data = JSON.parse(found[at + 2] ?? "") as { attempt_id: string; task_id: string };
        events.push({ id: found[at + 1] ?? "", taskId: data.task_id });
        if (data.attempt_id !== found[at + 1]) throw new Error("the event's id is not the attempt's");
      }
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return {
    status: response.status,
    headers: response.headers,
    events,
    text: () => text,
    ended,
    close: () => abort.abort(),
  };
}

describe.each([1, 4])("the stream of attempts, with %i buckets", (buckets) => {
  it("shows what any node records, and resumes on another without a gap", async () => {
    const env = { OVERTEN_BUCKETS: String(buckets) };
    await using server = await startTestServer({ env });
    await using other = await startTestServer({ env, connectionString: server.connectionString });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const stranger = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await stranger.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await sendAndSettle(server, organization, [eventOf(organization, { task_id: "before" })]);

    const here = await openStream(server, organization);
    const there = await openStream(other, organization);
    expect(here.status).toBe(200);
    expect(here.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const named = (name: string): ReturnType<typeof eventOf> => eventOf(organization, { task_id: name });
    const names = Array.from({ length: 20 }, (_, n) => `task ${n}`);
    await sendAndSettle(server, stranger, [eventOf(stranger, { task_id: "not theirs" })]);
    for (const [index, name] of names.entries()) {
      const node = index % 2 === 0 ? server : other;
      await node.operator.call("ingestEvents", { body: named(name) });
    }
    for (const stream of [here, there]) {
      await until(
        () => Promise.resolve(stream.events.length),
        (count) => count >= 20,
      );
      expect(stream.events.map((event) => event.taskId).sort()).toEqual([...names].sort());
    }
    const lastId = here.events.at(-1)?.id ?? "";
    here.close();
    await here.ended;
    const missed = Array.from({ length: 5 }, (_, n) => `missed ${n}`);
    await sendAndSettle(server, organization, missed.map(named));
    const resumed = await openStream(other, organization, lastId);
    await sendAndSettle(server, organization, [named("after")]);
    await until(
      () => Promise.resolve(resumed.events.map((event) => event.taskId)),
      (tasks) => tasks.includes("after"),
    );
    const tasks = resumed.events.map((event) => event.taskId);
    expect(tasks).toEqual(expect.arrayContaining([...missed, "after"]));
    expect(resumed.events.map((event) => event.id)).not.toContain(lastId);
    expect(new Set(resumed.events.map((event) => event.id)).size).toBe(resumed.events.length);
    expect(tasks).not.toContain("not theirs");
    there.close();
    resumed.close();
    await Promise.all([there.ended, resumed.ended]);
    await receiver.close();
  });
});

describe("the stream of attempts", () => {
  it("shows what is committed late, with an id older than one it showed, also to whoever resumes", async () => {
    await using server = await startTestServer();
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    const stream = await openStream(server, organization);
    await sendAndSettle(server, organization, [eventOf(organization, { task_id: "shown first" })]);
    await until(
      () => Promise.resolve(stream.events.length),
      (count) => count === 1,
    );
    const lastId = stream.events[0]?.id ?? "";
    const insertLate = {
      name: "late",
      text: `insert into attempts select (jsonb_populate_record(a, jsonb_build_object('id', $1::text, 'task_id', 'late'))).* from attempts a`,
    };
    await server.databases.cold.run(insertLate, [uuidv7(Date.now() - 20_000)]);
    await until(
      () => Promise.resolve(stream.events.length),
      (count) => count === 2,
    );
    expect(stream.events.map((event) => event.taskId)).toEqual(["shown first", "late"]);
    const resumed = await openStream(server, organization, lastId);
    await until(
      () => Promise.resolve(resumed.events.length),
      (count) => count > 0,
    );
    expect(resumed.events.map((event) => event.taskId)).toEqual(["late"]);
    for (const open of [stream, resumed]) {
      open.close();
      await open.ended;
    }
    await receiver.close();
  });

  it("ends in order when the server stops, and when its key is revoked or its organisation suspended", async () => {
    await using server = await startTestServer();
    const organization = await server.addOrganization();
    const suspended = await server.addOrganization();
    const first = await organization.client.call("createApiKey", { body: { name: "short-lived" } });
    const withKey = await openStream(server, { ...organization, apiKey: first.api_key });
    await organization.client.call("deleteApiKey", { params: { key_id: first.key_id } });
    await withKey.ended;
    expect(withKey.text()).toContain("may not read");
    const ofSuspended = await openStream(server, suspended);
    await server.operator.call("updateOrganization", {
      params: { org_id: suspended.id },
      body: { suspended: true },
    });
    await ofSuspended.ended;

    const open = await openStream(server, organization);
    const startedAt = performance.now();
    await server.stop();
    await open.ended;
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(open.text()).toContain("stops");
  });

  it("refuses a wrong Last-Event-ID, one that is gone, and more streams than it serves", async () => {
    await using server = await startTestServer();
    const organization = await server.addOrganization();
    const statusOf = async (headers: Record<string, string>): Promise<number> => {
      const response = await server.request("GET", "/attempts/stream", { key: organization.apiKey, headers });
      await response.body?.cancel();
      return response.status;
    };
    expect(await statusOf({ "last-event-id": "5" })).toBe(422);
    expect(await statusOf({ "last-event-id": `att_${"0".repeat(26)}` })).toBe(410);
    const streams: Stream[] = [];
    for (let n = 0; n < 25; n++) streams.push(await openStream(server, organization));
    expect(await statusOf({})).toBe(503);
    for (const stream of streams) stream.close();
    await Promise.all(streams.map((stream) => stream.ended));
    const again = await until(
      () => statusOf({}),
      (status) => status === 200,
    );
    expect(again).toBe(200);
  });
});

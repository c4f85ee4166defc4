import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, testOperatorKey } from "../../tests/support/server.ts";
import { eventOf, sendAndSettle } from "./log-fixtures.ts";

const garbage = ["x", "!!!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA=", "A".repeat(1025)];

describe("a cursor", () => {
  it("is its own list's alone, and goes with other filters", async () => {
    await using server = await startTestServer({ env: { OVERTEN_ROLES: "api,deliver" } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const { client, apiKey } = organization;
    await server.addOrganization();
    for (const name of ["one", "two"]) {
      await client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
      await client.call("createApiKey", { body: { name } });
      await client.call("generate", { params: { format: "excel" }, body: { prompt: "A table", async: true } });
    }
    const events = ["a", "b", "c"].map((task_id) => eventOf(organization, { task_id }));
    await sendAndSettle(server, organization, events);

    const read = async (path: string, query: Record<string, string>): Promise<{ status: number; page: Page }> => {
      const key = path.startsWith("/operator/") ? testOperatorKey : apiKey;
      const response = await server.request("GET", `${path}?${new URLSearchParams(query).toString()}`, { key });
      return { status: response.status, page: (await response.json()) as Page };
    };
    const lists = ["/webhooks", "/deliveries", "/attempts", "/tasks", "/runs", "/api-keys", "/operator/organizations"];
    const cursors = new Map<string, string>();
    for (const list of lists) {
      const { page } = await read(list, { limit: "1" });
      expect(page.next_cursor, list).toEqual(expect.any(String));
      cursors.set(list, page.next_cursor ?? "");
    }
    for (const [from, cursor] of cursors) {
      for (const list of lists) {
        const { status, page } = await read(list, { cursor, limit: "1" });
        expect(status, `${from} on ${list}`).toBe(from === list ? 200 : 422);
        expect(page.details?.map((detail) => detail.path)).toEqual(from === list ? undefined : ["cursor"]);
      }
    }
    // The same list for two kinds of callers.
    const ofOperator = `/operator/organizations/${organization.id}/api-keys`;
    expect((await read(ofOperator, { cursor: cursors.get("/api-keys") ?? "" })).status).toBe(200);

    for (const list of lists) {
      for (const cursor of garbage) expect((await read(list, { cursor })).status, `${cursor} on ${list}`).toBe(422);
    }

    // A place in the list, whatever it is asked for from there on. Events of one request have no order among
    // themselves, so the filter is taken from the oldest row.
    const { page: all } = await read("/deliveries", { limit: "500" });
    const rows = all.deliveries ?? [];
    const { page: begun } = await read("/deliveries", { limit: "2" });
    const oldest = rows.at(-1)?.task_id ?? "";
    const { page: rest } = await read("/deliveries", { task_id: oldest, cursor: begun.next_cursor ?? "" });
    const expected = rows.slice(2).filter((row) => row.task_id === oldest);
    expect(rest.deliveries).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
    await receiver.close();
  });
});

interface Page {
  next_cursor: string | null;
  details?: { path: string }[];
  deliveries?: { task_id: string }[];
}

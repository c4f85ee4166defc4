import { afterEach, describe, expect, it } from "vitest";
import { errorBodySchema } from "../../contract/src/index.ts";
import { openDatabaseWay } from "../../tests/support/database-way.ts";
import { createTestDatabase } from "../../tests/support/postgres.ts";
import { startTestServer, testOperatorKey } from "../../tests/support/server.ts";
import { atEnd, endPeers } from "./loopback-peers.ts";

const webhook = { url: "http://127.0.0.1:9/hook", events: ["run.completed"] };

afterEach(endPeers);

describe("a database that is away", () => {
  it("is 503 with Retry-After on every route, nothing half done, and recovers by itself", async () => {
    const database = await createTestDatabase();
    atEnd(database.drop);
    await using way = await openDatabaseWay(database.connectionString);
    await using node = await startTestServer({ connectionString: way.connectionString });
    const owner = await node.addOrganization();
    const request = (method: string, path: string, body?: object): Promise<Response> =>
      node.request(method, path, { key: owner.apiKey, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    expect((await request("POST", "/webhooks", webhook)).status).toBe(201);
    way.cut();
    const refused = [
      await request("POST", "/webhooks", webhook),
      await request("GET", "/webhooks"),
      await request("POST", "/api-keys", { name: "x" }),
      await node.request("GET", "/operator/organizations", { key: testOperatorKey }),
    ];
    for (const response of refused) {
      expect(response.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
      expect(response.status).toBe(503);
      expect(errorBodySchema.strict().parse(await response.json())).toMatchObject({ error: "unavailable" });
    }
    way.restore();
    const listed = await request("GET", "/webhooks");
    expect(listed.status).toBe(200);
    expect(await listed.json()).toMatchObject({ webhooks: [{}], next_cursor: null });
  });
});

// A filter that finds one row among very many: the search goes on by itself, shows how far it is, and can be stopped.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { uuidv7 } from "../../server/src/domain/uuid.ts";
import { until } from "../../server/test/log-fixtures.ts";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import { type DatabaseWay, openDatabaseWay } from "../support/database-way.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { startReceiver } from "../support/receiver.ts";
import type { TestOrganization, TestServer } from "../support/server.ts";

/** The database answers from afar, so that a request has time for one look of 5,000 rows. */
const answersAfterMs = 60;
const rows = 25_000;

let database: TestDatabase;
let way: DatabaseWay;
let server: TestServer;
let org: TestOrganization;
let browser: Browser;

beforeAll(async () => {
  database = await createTestDatabase();
  way = await openDatabaseWay(database.connectionString);
  server = await startDashboardServer({ connectionString: way.connectionString });
  org = await server.addOrganization("Acme Reports");
  const receiver = await startReceiver();
  receiver.answerWith((_request, response) => void response.writeHead(418).end());
  await server.operator.call("ingestEvents", {
    body: {
      org_id: org.id,
      event: "run.completed",
      run_id: "the rare one",
      task_id: "the rare one",
      agent_name: "agent",
      format: "excel",
      webhook_url: receiver.url,
    },
  });
  await until(
    async () => (await org.client.call("listAttempts", {})).attempts.length,
    (count) => count === 1,
  );
  await receiver.close();
  const newer = Array.from({ length: rows }, (_, n) => uuidv7(Date.now() + n / 1000));
  await server.databases.cold.run(
    {
      name: "many-more",
      text: `insert into attempts select (jsonb_populate_record(a, jsonb_build_object(
          'id', t.id, 'delivery_id', t.id, 'http_status', 200, 'outcome', 'succeeded', 'failure', null))).*
        from attempts a cross join unnest($1::text[]) as t(id)`,
    },
    [newer],
  );
  way.delayAnswers(answersAfterMs);
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  await way[Symbol.asyncDispose]();
  await database.drop();
});

it("goes on by itself with visible progress, stops when it is told to, and finds the one row", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  let asked = 0;
  let answered = 0;
  page.on("request", (request) => {
    if (request.url().includes("/attempts?")) asked++;
  });
  page.on("response", (response) => {
    if (response.url().includes("/attempts?")) answered++;
  });
  await page.goto("/deliveries?since=1h&http_status=418");
  await page.getByRole("heading", { name: "Searching the log" }).waitFor();
  await page.getByText(/^Nothing newer than .+ matches\.$/).waitFor();
  await page.getByRole("progressbar", { name: "Searched of the log" }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("heading", { name: "The search was stopped" }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await expect.poll(() => asked - answered).toBe(0);
  const askedUntilStop = asked;
  await page.waitForTimeout(10 * answersAfterMs); // nothing comes: that is what is tried
  expect(asked).toBe(askedUntilStop);

  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("the rare one").first().waitFor();
  await page.getByText("That is all of the last hour.").waitFor();
  expect(await page.locator("main [data-row]").count()).toBe(1);
  expect(asked).toBeGreaterThan(askedUntilStop + 1);
  expect(troubles).toEqual([]);
});

it("says that nothing matches once all was searched", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/deliveries?since=1h&http_status=599");
  await page.getByRole("heading", { name: "Searching the log" }).waitFor();
  await page.getByRole("heading", { name: "No attempt matches" }).waitFor();
  expect(troubles).toEqual([]);
});

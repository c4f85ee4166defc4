// A server that goes and comes back while a page is open: nothing is lost, nothing moves, and the page says so.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../support/server.ts";

let first: TestServer;
let other: TestServer;
let org: TestOrganization;
let receiver: Receiver;
let browser: Browser;

/** The page's node, and another on the same database that goes on while the first is away. */
beforeEach(async () => {
  first = await startDashboardServer();
  const { connectionString } = first;
  other = await startTestServer({ connectionString });
  org = await first.addOrganization("Acme Reports");
});
afterEach(async () => {
  await other[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
});
beforeAll(async () => {
  receiver = await startReceiver();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await receiver.close();
});

async function complete(runIds: readonly string[]): Promise<void> {
  const events = runIds.map((run_id) => ({
    event: "run.completed" as const,
    org_id: org.id,
    run_id,
    task_id: `task-${run_id}`,
    agent_name: "agent",
    format: "excel",
  }));
  await other.operator.call("ingestEvents", { body: { events } });
}

/** The same node again: same port, same database. */
async function restartFirst(): Promise<TestServer> {
  const { connectionString, url } = first;
  return startDashboardServer({ connectionString, env: { PORT: new URL(url).port } });
}

const manyRuns = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name}-${at}`);

it("shows what was missed while the server was away, and no row moved", async () => {
  const body = { url: receiver.url, events: ["run.completed" as const] };
  const { webhook_id: webhookId } = await org.client.call("createWebhook", { body });
  await complete(["before"]);
  const { page, troubles } = await openPage(browser, first.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/deliveries");
  const rows = page.getByRole("table", { name: "Attempts" }).locator("[data-row]");
  await rows.first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const shown = await rows.first().getAttribute("data-row");

  await first.stop();
  await page.getByText("The server does not answer").waitFor();
  await page.getByText("Reconnecting", { exact: true }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  // More than a page of the log, so that asking for the newest alone would leave a gap.
  const before = receiver.requests.length;
  await complete(manyRuns("missed", 130));
  await receiver.waitFor(before + 130);

  await using again = await restartFirst();
  await page.getByRole("button", { name: "130 new" }).waitFor();
  await page.getByText("The server does not answer").waitFor({ state: "detached" });
  expect(await rows.first().getAttribute("data-row")).toBe(shown);
  await page.getByRole("button", { name: "130 new" }).click();
  const { attempts } = await org.client.call("listAttempts", { query: { webhook_id: webhookId, limit: 500 } });
  expect(attempts.length).toBe(131);
  expect(await rows.first().getAttribute("data-row")).toBe(attempts[0]?.attempt_id);
  const table = page.getByRole("table", { name: "Attempts" });
  await expect.poll(() => table.getAttribute("aria-rowcount")).toBe("131");

  // And it is live again.
  await complete(["after"]);
  await page.getByRole("button", { name: "1 new" }).waitFor({ timeout: 5000 });
  expect(again.url).toBe(first.url);
  expect(troubles).toEqual([]);
});

it("a page that cannot be loaded says so, and loads once the server is back", async () => {
  const { page } = await openPage(browser, first.url);
  await signInWithKey(page, org.apiKey);
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
  await first.stop();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Could not load this page" }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("The server does not answer yet.").waitFor();
  // What was loaded before is still there.
  await page.getByRole("link", { name: "Webhooks", exact: true }).click();
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();

  await using again = await restartFirst();
  await page.getByRole("link", { name: "Settings" }).click();
  // Some browsers ask again for a part that failed, others keep its failure until the page is loaded anew.
  const tryAgain = page.getByRole("button", { name: "Try again" });
  const heading = page.getByRole("heading", { name: "Settings" });
  await tryAgain.or(heading).first().waitFor();
  if (await tryAgain.isVisible()) await tryAgain.click();
  await heading.waitFor();
  expect(page.url()).toBe(`${again.url}/settings`);
});

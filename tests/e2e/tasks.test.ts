// From a prompt to a workbook, and to who was told of it.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import type { TestOrganization, TestServer } from "../support/server.ts";

let server: TestServer;
let org: TestOrganization;
let browser: Browser;

beforeAll(async () => {
  server = await startDashboardServer();
  org = await server.addOrganization("Acme Reports");
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

it("tries the whole round on one page, and shows the task with who was told", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.getByRole("link", { name: "Try it here" }).click();
  await page.getByRole("button", { name: "Subscribe the inbox" }).click();
  await page.getByText("Subscribed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Generate" }).click();
  await page.getByRole("region", { name: "3. The task" }).getByText("Completed").waitFor();
  await page.getByRole("region", { name: "4. The delivery" }).getByText("Attempt 1: 200").waitFor();
  await page.getByRole("region", { name: "5. The inbox" }).getByText("Arrived, verified").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("link", { name: "Its page" }).click();
  expect(await page.getByTestId("told").innerText()).toMatch(/^Customer told .+ after the end$/);
  const download = page.getByRole("link", { name: "Download" });
  const file = await page.request.get((await download.getAttribute("href")) ?? "");
  expect([file.status(), (await file.body()).subarray(0, 2).toString()]).toEqual([200, "PK"]);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it("shows a task's phase and progress, and cancels it", async () => {
  await using own = await startDashboardServer({ env: { OVERTEN_ROLES: "api,deliver" } });
  const { apiKey, client } = await own.addOrganization("Acme Slow");
  const body = { prompt: "a sales report", async: true };
  const { task_id: taskId } = await client.call("generate", { params: { format: "excel" }, body });
  const [claimed] = (await own.operator.call("claimTasks", { body: { wait_s: 5 } })).tasks;
  const beat = { lease_token: claimed?.lease_token ?? "", phase: "drawing lines", progress: 0.4 };
  await own.operator.call("heartbeatTask", { params: { task_id: taskId }, body: beat });
  const { page, troubles } = await openPage(browser, own.url);
  await signInWithKey(page, apiKey);
  await page.goto("/tasks");
  await page.getByText("drawing lines · 40 %").waitFor();
  expect(await page.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("link", { name: taskId }).click();
  await page.getByRole("button", { name: "Cancel the task" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the task" }).click();
  await page.getByText("A cancelled task tells nobody.").waitFor();
  expect((await client.call("getTask", { params: { task_id: taskId } })).status).toBe("cancelled");
  expect(troubles).toEqual([]);
});

// Keys and secrets by hand, and the overview.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import type { TestOrganization, TestServer } from "../support/server.ts";

/** A rotation waits until no node signs with the old secret any more. */
const withinMs = 10_000;

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

it("creates a viewer's key that is shown once and changes nothing, and revokes it", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/settings");
  await page.getByLabel("Name of a new key").fill("Support desk");
  await page.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: /^viewer/ }).click();
  await page.getByRole("button", { name: "Create the key" }).click();
  const key = await page.getByTestId("new-key").innerText();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.reload();
  await page.getByText("Support desk").waitFor();
  expect(await page.content()).not.toContain(key);

  const viewer = await openPage(browser, server.url);
  await signInWithKey(viewer.page, key);
  await viewer.page.goto("/settings");
  await viewer.page.getByText("Only a key with the role admin sees it.").waitFor();
  expect(await viewer.page.getByRole("button", { name: /Rotate|Revoke|Create/ }).count()).toBe(0);

  await page.getByRole("button", { name: "Revoke Support desk" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect.poll(() => page.getByText("Support desk", { exact: true }).count(), { timeout: withinMs }).toBe(0);
  await viewer.page.reload();
  await viewer.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(troubles).toEqual([]);
});

it("rotates the organisation's secret after asking", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const shown = page.getByTestId("organization-secret");
  const before = await shown.innerText();
  expect(before).toBe((await org.client.call("verifyKey", {})).webhook_secret);
  await page.getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
  await expect.poll(() => shown.innerText(), { timeout: withinMs }).not.toBe(before);
  expect(await shown.innerText()).toBe((await org.client.call("verifyKey", {})).webhook_secret);
  expect(troubles).toEqual([]);
});

it("the overview names what waits, and keeps its span in the address", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/overview");
  await page.getByText("nothing waits").waitFor();
  await page.getByText("No delivery ended in this span.").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const body = { url: `${server.url}/inbox/overview`, events: ["run.completed" as const] };
  const params = await org.client.call("createWebhook", { body });
  await org.client.call("testWebhook", { params });
  await page.getByRole("img", { name: "Deliveries over time: 1 succeeded and 0 failed in this span." }).waitFor();
  await page.getByRole("img", { name: /^Latency over time/ }).waitFor();
  await page.getByText("100 %", { exact: true }).first().waitFor();
  await page.getByText("7 days", { exact: true }).click();
  await expect.poll(() => new URL(page.url()).search, { timeout: withinMs }).toBe("?span=7d");
  expect(troubles).toEqual([]);
});

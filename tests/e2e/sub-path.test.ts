// Below a path of a proxy, as it stands in production: every page, what they load, and the stream.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { launchBrowser, openPage } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import { type PathProxy, startPathProxy } from "../support/path-proxy.ts";
import type { TestOrganization, TestServer } from "../support/server.ts";

let proxy: PathProxy;
let server: TestServer;
let org: TestOrganization;
let browser: Browser;

beforeAll(async () => {
  proxy = await startPathProxy("/tools/overten");
  server = await startDashboardServer({ env: { PUBLIC_URL: proxy.url } });
  proxy.leadTo(server.url);
  org = await server.addOrganization("Acme Reports");
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

it("signs in, goes through the pages, and tries the whole round with its inbox and edit page", async () => {
  const { page, context, troubles } = await openPage(browser, proxy.url);
  page.on("response", (response) => {
    if (response.status() === 404) troubles.push(`not found: ${response.url()}`);
  });
  await page.goto(`${proxy.url}/deliveries?status=failed`);
  await page.locator("input[name=api_key]").fill(org.apiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Delivery log" }).waitFor();
  expect(page.url()).toBe(`${proxy.url}/deliveries?status=failed`);
  await page.getByText("Live", { exact: true }).waitFor();

  await page.getByRole("link", { name: "Try it here" }).click();
  await page.getByRole("button", { name: "Subscribe the inbox" }).click();
  await page.getByText("Subscribed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Generate" }).click();
  await page.getByText("Arrived, verified").waitFor();
  expect(page.url()).toMatch(`${proxy.url}/try-it?inbox=try-`);

  // A page two steps down, opened anew, finds what it loads.
  await page.getByRole("link", { name: "The delivery" }).click();
  await page.reload();
  await page.getByText("200 · Delivered").waitFor();
  await page.getByRole("link", { name: "Webhooks", exact: true }).click();
  await page.getByRole("link", { name: /\/inbox\/try-/ }).click();
  await page.getByText("Healthy").waitFor();
  expect(page.url()).toMatch(new RegExp(`^${proxy.url}/webhooks/whk_`));

  const inboxName = (await page.locator("h1").innerText()).split("/").at(-1) ?? "";
  await page.goto(`${proxy.url}/inbox/${inboxName}`);
  await page.getByText("✓ Verified.").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "Python" }).click();
  await page.getByText("import hashlib").waitFor();
  await page.getByRole("link", { name: "Overten, to the dashboard" }).click();
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();

  const { tasks } = await org.client.call("listTasks", { query: { limit: 1 } });
  expect(tasks[0]?.result?.edit_url).toMatch(`${proxy.url}/edit/`);
  await page.goto(tasks[0]?.result?.edit_url ?? "");
  await page.getByText("What should change?").waitFor();
  expect(await page.evaluate("[...document.fonts].some((font) => font.status === 'loaded')")).toBe(true);
  await context.close();
  expect(troubles).toEqual([]);
});

it("tells commands to paste with the path", async () => {
  const empty = await server.addOrganization("Empty");
  const { page } = await openPage(browser, proxy.url);
  await page.goto(`${proxy.url}/webhooks`);
  await page.locator("input[name=api_key]").fill(empty.apiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("No webhook yet").waitFor();
  expect(await page.locator("pre").innerText()).toContain(`curl ${proxy.url}/api/v1/webhooks`);
});

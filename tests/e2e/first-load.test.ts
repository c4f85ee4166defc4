// What a browser without a cache really transfers, headers included, and that no page waits for a placeholder.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
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

it("the first load, up to the first page, is at most 250 kB on the wire", async () => {
  const { page, context } = await openPage(browser, server.url);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const bytes: number[] = [];
  session.on("Network.loadingFinished", ({ encodedDataLength }) => bytes.push(encodedDataLength));
  await signInWithKey(page, org.apiKey);
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
  expect(bytes.length).toBeGreaterThan(5);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(250_000);
});

it("a page whose part of the program is there shows its own content without a placeholder's delay", async () => {
  const { page } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  const link = page.getByRole("navigation", { name: "Pages" }).getByText("Tasks");
  const loaded = page.waitForResponse(/tasks-page-\w+\.js/);
  await link.hover();
  await (await loaded).finished();
  await page.evaluate(`addEventListener("click", () => {
    window.placeholders = 0;
    new MutationObserver(() => { if (document.querySelector("main")?.textContent.includes("Loading the page")) window.placeholders++; })
      .observe(document.body, { childList: true, subtree: true });
  }, { capture: true, once: true })`);
  await link.click();
  await page.getByRole("heading", { name: "Tasks", exact: true }).waitFor();
  expect(await page.evaluate("window.placeholders")).toBe(0);
});

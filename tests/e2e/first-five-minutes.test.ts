// What a newcomer does with a fresh checkout: starts it, follows the link, pastes the command, and watches a webhook arrive, checked.
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { accessibilityProblems, launchBrowser, openPage } from "../support/browser.ts";
import { type ChildServer, startChildServer } from "../support/child-server.ts";
import { makeTestFolder } from "../support/test-cluster.ts";

const run = promisify(execFile);

let dataDir: string;
let node: ChildServer;
let browser: Browser;

beforeAll(async () => {
  dataDir = await makeTestFolder();
  node = startChildServer({ env: { OVERTEN_DATA_DIR: dataDir } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  node.signal("SIGTERM");
  await node.ended;
  await rm(dataDir, { recursive: true, force: true });
});

it("from the one screen to a workbook that was changed in a second turn", { timeout: 120_000 }, async () => {
  const [, link = ""] = await node.waitFor(/Dashboard +(http:\S+\/sign-in#\S+)/, 60_000);
  await node.waitFor(/Ctrl-C stops it/);
  const url = new URL(link).origin;

  // The link signs in by itself, also while the pages are still being built.
  const { page, context, troubles } = await openPage(browser, url);
  await page.goto(link);
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor({ timeout: 60_000 });

  // The command of the screen, with the inbox beside it.
  const inbox = await openPage(browser, url);
  await inbox.page.goto(`${url}/inbox/hello`);
  await inbox.page.getByText("Nothing has arrived yet.").waitFor();
  await inbox.page.getByText("Live", { exact: true }).waitFor();
  const [command = ""] = /curl \S+\/excel\/generate[^]*?inbox\/hello"\}'/.exec(node.stdout()) ?? [];
  await run("sh", ["-c", command]);
  await inbox.page.getByText("✓ Verified.").waitFor({ timeout: 5000 });
  await inbox.page.getByText("Both signatures match the body, and the timestamp is fresh.").waitFor();
  expect(await accessibilityProblems(inbox.page)).toEqual([]);

  // The same round from the page.
  await page.getByRole("link", { name: "Try it here" }).click();
  await page.getByRole("button", { name: "Subscribe the inbox" }).click();
  await page.getByText("Subscribed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Generate" }).click();
  await page.getByRole("region", { name: "3. The task" }).getByText("Completed").waitFor();
  await page.getByRole("region", { name: "4. The delivery" }).getByText("Attempt 1: 200").waitFor();
  await page.getByRole("region", { name: "5. The inbox" }).getByText("Arrived, verified").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  // Both webhooks are in the log, newest first, and the second one's page says how it went.
  await page.getByRole("link", { name: "Delivery log" }).click();
  const rows = page.getByRole("table", { name: "Attempts" }).locator("[data-row]");
  await expect.poll(() => rows.count()).toBe(2);
  await rows.first().click();
  await page.getByText(/^It arrived with attempt 1, /).waitFor();
  await page.goBack();

  // The document, and a second turn on it.
  await page.getByRole("link", { name: "Tasks", exact: true }).click();
  await page.locator("[data-row]").first().click();
  const popup = context.waitForEvent("page");
  await page.getByRole("link", { name: "Open in the edit page" }).click();
  const edit = await popup;
  await edit.getByRole("region", { name: "Workbook" }).getByText("Revenue").first().waitFor();
  await edit.getByLabel("What should change?").fill("Add a column tax = revenue * 0.19");
  await edit.getByRole("button", { name: "Send" }).click();
  await edit.getByRole("region", { name: "Workbook" }).getByText("tax", { exact: false }).first().waitFor();
  expect(await accessibilityProblems(edit)).toEqual([]);
  expect([...troubles, ...inbox.troubles]).toEqual([]);
});

// Pictures of every page in both themes, on a node where webhooks arrive and fail. To be looked at, and mended until one would show them to a customer.
// Usage: npm run screenshots

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser, openPage, signInWithKey } from "../tests/support/browser.ts";
import { toPalettePng } from "./palette-png.ts";
import { openShowcase, type Showcase } from "./showcase.ts";

const folder = resolve(import.meta.dirname, "../docs/screenshots");
const settleMs = 700;
/** So many minutes have to be on the charts. */
const chartsAfterMs = 4 * 60_000;
const height = { wide: 900, narrow: 740 };

interface Picture {
  name: string;
  /** `{…}` stands for an id of the showcase. */
  path: string;
  /** What is done on the page before. */
  prepare?: (page: Page) => Promise<void>;
  /** Also at 360 px. */
  isNarrowToo?: true;
}

/** The overview comes last: its charts grow while the others are taken. */
const pictures: readonly Picture[] = [
  { name: "webhooks", path: "/webhooks", isNarrowToo: true },
  { name: "webhook", path: "/webhooks/{failing}" },
  { name: "new-webhook", path: "/webhooks/new" },
  { name: "log", path: "/deliveries", prepare: waitForNewRows, isNarrowToo: true },
  { name: "delivery", path: "/deliveries/{delivery}", isNarrowToo: true },
  { name: "recover", path: "/webhooks/{rejecting}/recover", prepare: count },
  { name: "tasks", path: "/tasks" },
  { name: "task", path: "/tasks/{task}" },
  { name: "try-it", path: "/try-it", prepare: tryIt },
  { name: "settings", path: "/settings" },
  { name: "inbox", path: "/inbox/hello" },
  { name: "overview", path: "/overview?span=1h", prepare: waitForCharts },
];

/** What the operator sees beside them. */
const operatorPictures: readonly Picture[] = [
  { name: "organizations", path: "/organizations" },
  { name: "organization", path: "/organizations/{organization}" },
  { name: "new-organization", path: "/organizations/new" },
  { name: "system", path: "/system" },
];

async function waitForNewRows(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^\d+ new$/ }).waitFor();
}

async function waitForCharts(page: Page): Promise<void> {
  await page.waitForTimeout(Math.max(0, chartsAfterMs - performance.now()));
}

async function count(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.getByRole("button", { name: /^Send .+ again$/ }).waitFor();
}

async function tryIt(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Subscribe the inbox" }).click();
  await page.getByText("Subscribed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Generate" }).click();
  await page.getByText("Arrived, verified").waitFor();
}

async function take(page: Page, name: string): Promise<void> {
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  await page.waitForTimeout(settleMs);
  writeFileSync(join(folder, `${name}.png`), toPalettePng(await page.screenshot()));
}

async function takeAll(showcase: Showcase, colorScheme: "light" | "dark", looks: "wide" | "narrow"): Promise<void> {
  const browser = await launchBrowser();
  const width = looks === "wide" ? 1280 : 360;
  const { page, troubles } = await openPage(browser, showcase.url, { colorScheme, width, height: height[looks] });
  const suffix = `${colorScheme}${looks === "wide" ? "" : "-360"}`;
  if (looks === "wide") {
    await page.goto("/sign-in");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await take(page, `sign-in-${suffix}`);
  }
  for (const [key, shown] of [
    [showcase.apiKey, pictures],
    [showcase.operatorKey, operatorPictures],
  ] as const) {
    await page.context().clearCookies();
    await signInWithKey(page, key);
    for (const { name, path, prepare, isNarrowToo = false } of shown) {
      if (looks === "narrow" && !isNarrowToo) continue;
      await page.goto(path.replace(/\{(\w+)\}/, (_, id: string) => showcase.ids[id] ?? ""));
      await page.locator("h1").first().waitFor();
      await prepare?.(page);
      await take(page, `${name}-${suffix}`);
    }
  }
  if (looks === "wide") {
    await page.goto(showcase.editUrl);
    await take(page, `edit-${suffix}`);
  }
  await browser.close();
  if (troubles.length > 0) throw new Error(troubles.join("\n"));
}

mkdirSync(folder, { recursive: true });
await using showcase = await openShowcase();
for (const looks of ["narrow", "wide"] as const) {
  for (const colorScheme of ["light", "dark"] as const) await takeAll(showcase, colorScheme, looks);
}
console.log(`The pictures are in ${folder}. Look at them.`);

// Pictures of every page in both themes and two widths, on a fresh node with real deliveries. To be looked at.
// Usage: npm run screenshots

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createClient, type Client } from "@overten/contract";
import { launchBrowser, openPage, signInWithKey } from "../tests/support/browser.ts";
import { startChildServer } from "../tests/support/child-server.ts";

const folder = resolve(import.meta.dirname, "../docs/screenshots");
const settleMs = 700;
const deliveriesWithinMs = 20_000;

/** Pages by the name of their picture; `{…}` stands for an id of what was made. */
const pages: Readonly<Record<string, string>> = {
  overview: "/overview",
  webhooks: "/webhooks",
  webhook: "/webhooks/{healthy}",
  "new-webhook": "/webhooks/new",
  log: "/deliveries",
  delivery: "/deliveries/{delivery}",
  tasks: "/tasks",
  "try-it": "/try-it",
  settings: "/settings",
};

/** What the operator sees beside them. */
const operatorPages: Readonly<Record<string, string>> = {
  organizations: "/organizations",
  organization: "/organizations/{organization}",
  "new-organization": "/organizations/new",
  system: "/system",
};
const operatorKey = `op_live_${"0".repeat(28)}`;

/** Two webhooks that fare differently, a dozen documents, and what was sent for them. Gives ids by name. */
async function fill(client: Client, url: string): Promise<Record<string, string>> {
  const events = ["run.completed" as const, "run.failed" as const];
  const create = async (path: string, description: string): Promise<string> => {
    const body = { url: `${url}${path}`, events, description };
    return (await client.call("createWebhook", { body })).webhook_id;
  };
  const healthy = await create("/inbox/hello", "Reports of the sales team");
  await create("/api/v1/no-such-handler", "Old importer, to be moved");
  await create("/inbox/archive", "Archive of all documents");
  for (let at = 1; at <= 12; at++) {
    const body = { prompt: `A sales report with ${at + 8} rows and a total`, file_name: `branch-${at}.xlsx` };
    await client.call("generate", { params: { format: "excel" }, body });
  }
  const untilMs = performance.now() + deliveriesWithinMs;
  for (;;) {
    const { deliveries } = await client.call("listDeliveries", { query: { limit: 100 } });
    const failed = deliveries.find((delivery) => delivery.status === "failed");
    if (deliveries.length >= 36 && failed !== undefined) {
      const { org_id } = await client.call("verifyKey");
      return { healthy, delivery: failed.delivery_id, organization: org_id };
    }
    if (performance.now() > untilMs) throw new Error(`Only ${deliveries.length} deliveries were made in time.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "overten-screenshots-"));
  mkdirSync(folder, { recursive: true });
  await using node = startChildServer({ env: { OVERTEN_DATA_DIR: dataDir, OVERTEN_OPERATOR_KEY: operatorKey } });
  const url = await node.url();
  const [, apiKey = ""] = await node.waitFor(/API key +(sk_live_\w+)/);
  const ids = await fill(createClient({ baseUrl: url, apiKey }), url);
  const browser = await launchBrowser();
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      const { page, troubles } = await openPage(browser, url, { colorScheme, width });
      const picture = async (name: string): Promise<void> => {
        await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
        await page.waitForTimeout(settleMs);
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}${width === 360 ? "-360" : ""}.png`) });
      };
      await page.goto("/sign-in");
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await picture("sign-in");
      for (const [key, paths] of [
        [apiKey, pages],
        [operatorKey, operatorPages],
      ] as const) {
        await page.context().clearCookies();
        await signInWithKey(page, key);
        for (const [name, path] of Object.entries(paths)) {
          await page.goto(path.replace(/\{(\w+)\}/, (_, id: string) => ids[id] ?? ""));
          await page.locator("main h1").waitFor();
          await picture(name);
        }
      }
      if (troubles.length > 0) throw new Error(troubles.join("\n"));
      await page.context().close();
    }
  }
  await browser.close();
  rmSync(dataDir, { recursive: true, force: true });
  console.log(`The pictures are in ${folder}. Look at them.`);
}

await main();

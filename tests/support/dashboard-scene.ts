import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage, type PageLooks, signInWithKey, type WatchedPage } from "./browser.ts";
import { startDashboardServer } from "./dashboard.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import type { TestOrganization, TestServer, TestServerOptions } from "./server.ts";

const loggedWithinMs = 10_000;

/** A node with the dashboard, an organisation with one webhook to a receiver that can be told what to answer, and a browser. */
export interface DashboardScene extends AsyncDisposable {
  server: TestServer;
  org: TestOrganization;
  receiver: Receiver;
  browser: Browser;
  webhookId: string;
  secret: string;
  /** Sends an event of each of these runs. */
  complete(runIds: readonly string[], summary?: string): Promise<void>;
  /** Resolves once so many attempts of a run are in the log. */
  logged(runId: string, count: number): Promise<void>;
  /** A page on which the organisation's admin is signed in. */
  signedIn(looks?: PageLooks): Promise<WatchedPage>;
}

export async function openDashboardScene(options: TestServerOptions = {}): Promise<DashboardScene> {
  const server = await startDashboardServer(options);
  const org = await server.addOrganization("Acme Reports");
  const receiver = await startReceiver();
  const webhook = await org.client.call("createWebhook", {
    body: { url: receiver.url, events: ["run.completed", "run.failed"] },
  });
  const browser = await launchBrowser();
  return {
    server,
    org,
    receiver,
    browser,
    webhookId: webhook.webhook_id,
    secret: webhook.secret,
    async complete(runIds, summary = "done") {
      const events = runIds.map((run_id) => ({
        event: "run.completed" as const,
        org_id: org.id,
        run_id,
        task_id: `task of ${run_id}`,
        agent_name: "excel",
        format: "xlsx",
        summary,
      }));
      await server.operator.call("ingestEvents", { body: { events } });
    },
    async logged(runId, count) {
      const untilMs = performance.now() + loggedWithinMs;
      for (;;) {
        const { attempts } = await org.client.call("listAttempts", { query: { run_id: runId, limit: 500 } });
        if (attempts.length >= count) return;
        if (performance.now() > untilMs)
          throw new Error(`Only ${attempts.length} attempts of ${runId} are in the log.`);
        await sleep(20);
      }
    },
    async signedIn(looks) {
      const watched = await openPage(browser, server.url, looks);
      await signInWithKey(watched.page, org.apiKey);
      return watched;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await receiver.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The rows of the delivery log that are near the window. */
export function logRows(page: Page) {
  return page.getByRole("table", { name: "Attempts" }).locator("[data-row]");
}

/** So many names. */
export function runs(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${name}-${at}`);
}

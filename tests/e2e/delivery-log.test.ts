// From "it did not arrive" to why, and to sending it again.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser, Page } from "playwright-core";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey, type WatchedPage } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import type { TestOrganization, TestServer } from "../support/server.ts";

const polyglot = `"><img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>'{{7*7}}\u202Etxt`;

let server: TestServer;
let org: TestOrganization;
let receiver: Receiver;
let browser: Browser;
let webhookId: string;
let secret: string;

beforeAll(async () => {
  server = await startDashboardServer();
  org = await server.addOrganization("Acme Reports");
  receiver = await startReceiver();
  const webhook = await org.client.call("createWebhook", {
    body: { url: receiver.url, events: ["run.completed", "run.failed"] },
  });
  webhookId = webhook.webhook_id;
  secret = webhook.secret;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await receiver.close();
  await server[Symbol.asyncDispose]();
});

async function complete(runId: string, summary = "done"): Promise<void> {
  const id = { org_id: org.id, run_id: runId, task_id: `task of ${runId}` };
  await server.operator.call("ingestEvents", {
    body: { event: "run.completed", ...id, agent_name: "excel", format: "xlsx", summary },
  });
}

/** Waits until so many attempts of the organisation are in the log. */
async function logged(runId: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await org.client.call("listAttempts", { query: { run_id: runId, limit: 500 } })).attempts.length)
    .toBeGreaterThanOrEqual(count);
}

async function signedIn(looks: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, server.url, looks);
  await signInWithKey(watched.page, org.apiKey);
  return watched;
}

function rowsOf(page: Page) {
  return page.getByRole("table", { name: "Attempts" }).locator("[data-row]");
}

it("an empty log says how its first row comes", async () => {
  const { page, troubles } = await signedIn();
  await page.goto("/deliveries");
  await page.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it("finds a failed delivery by its run, says why it failed, and sends it again", async () => {
  receiver.answerWith((_request, response) => response.writeHead(400).end("invalid signature"));
  await complete("run-lost");
  await logged("run-lost", 1);
  const { page, troubles } = await signedIn();
  await page.goto("/deliveries");
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("run-lost");
  await page.waitForURL(/run_id=run-lost/);
  await page.getByRole("heading", { name: "Delivery log" }).click();
  await page.getByText("The log goes back 30 days").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("400 · Rejected as invalid").waitFor();
  await page.getByText("invalid signature", { exact: true }).waitFor();

  await page.getByLabel("Secret", { exact: true }).fill(secret);
  const sent = receiver.requests.at(-1)?.headers["x-overten-signature"] ?? "";
  await page.getByLabel("Signature to check (optional)").fill(sent);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("It matches X-Overten-Signature").waitFor();
  await page.getByLabel("Headers", { exact: true }).getByText(sent).waitFor();

  receiver.answerWith((_request, response) => void response.end("thank you"));
  await page.getByRole("button", { name: "Resend" }).click();
  await page.getByText("200 · Delivered").waitFor();
  await page.getByText("Sent again from").waitFor();
  expect(receiver.requests.at(-1)?.headers["webhook-id"]).toBe(receiver.requests.at(-2)?.headers["webhook-id"]);
  expect(troubles).toEqual([]);
});

it("says which filter hides what is looked for, and clears it", async () => {
  const { page } = await signedIn();
  await page.goto("/deliveries?run_id=run-lost&http_status=503");
  await page.getByRole("button", { name: /^Clear the HTTP status: \d+ attempt/ }).click();
  await rowsOf(page).first().waitFor();
  expect(new URL(page.url()).search).toBe("?run_id=run-lost");
});

it("new rows wait while events come, and none moves before the reader asks for it", async () => {
  receiver.answerWith((_request, response) => void response.end("ok"));
  const { page, troubles } = await signedIn();
  await page.goto("/deliveries");
  await rowsOf(page).first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const before = await rowsOf(page).first().getAttribute("data-row");
  for (let run = 0; run < 40; run++) await complete(`run-load-${run}`);
  const button = page.getByRole("button", { name: "40 new" });
  await button.waitFor({ timeout: 5000 });
  expect(await rowsOf(page).first().getAttribute("data-row")).toBe(before);
  await button.click();
  await page.getByText("run-load-39", { exact: true }).waitFor();
  expect(await button.count()).toBe(0);
  const { attempts } = await org.client.call("listAttempts", { query: { limit: 1 } });
  expect(await rowsOf(page).first().getAttribute("data-row")).toBe(attempts[0]?.attempt_id);
  expect(troubles).toEqual([]);
});

it("recovers what failed: counted first, then sent with progress", async () => {
  receiver.answerWith((_request, response) => response.writeHead(400).end());
  for (let run = 0; run < 12; run++) await complete(`run-down-${run}`);
  await logged("run-down-11", 1);
  receiver.answerWith((_request, response) => void response.end("ok"));
  const before = receiver.requests.length;
  const { page, troubles } = await signedIn();
  await page.goto(`/webhooks/${webhookId}/recover`);
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.getByText("12 deliveries", { exact: true }).waitFor();
  expect(receiver.requests.length).toBe(before);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Send 12 deliveries again" }).click();
  await page.getByRole("heading", { name: "12 of 12 sent again" }).waitFor();
  await page.getByText("Completed").waitFor();
  await receiver.waitFor(before + 12);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it("shows what a hostile receiver answers as text", async () => {
  receiver.answerWith((_request, response) => {
    response.writeHead(400, { "content-type": "text/html", location: "javascript:alert(4)" });
    response.end(polyglot.repeat(20));
  });
  await complete("run-hostile<b>", polyglot.replaceAll("\u202E", ""));
  await logged("run-hostile<b>", 1);
  const { page, troubles } = await signedIn();
  await page.goto("/deliveries?run_id=run-hostile%3Cb%3E");
  await page.getByText("run-hostile<b>").first().waitFor();
  await rowsOf(page).first().click();
  const body = page.getByLabel("Body, its first 1 KB");
  await body.waitFor();
  expect(await body.innerText()).toContain(polyglot);
  await page.getByText("Cut here").waitFor();
  expect(await page.locator("main img, main script, main a[href^='javascript']").count()).toBe(0);
  expect(troubles).toEqual([]);
});

it.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const)("axe finds nothing in %s at %d px, and nothing is wider than the page", async (colorScheme, width) => {
  const { page, troubles } = await signedIn({ colorScheme, width });
  const { deliveries } = await org.client.call("listDeliveries", { query: { run_id: "run-lost" } });
  const paths = [
    "/deliveries",
    "/deliveries?http_status=599",
    `/deliveries/${deliveries.at(-1)?.delivery_id ?? ""}`,
    `/webhooks/${webhookId}/recover`,
  ];
  for (const path of paths) {
    await page.goto(path);
    await page.locator("main h1").first().waitFor();
    await page.locator("[aria-busy]").waitFor({ state: "detached" });
    expect([path, await accessibilityProblems(page)]).toEqual([path, []]);
    expect([path, await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")]).toEqual([path, 0]);
  }
  expect(troubles).toEqual([]);
});

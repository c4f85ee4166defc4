// From "it did not arrive" to why, and to sending it again.
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems } from "../support/browser.ts";
import { type DashboardScene, logRows, openDashboardScene, runs } from "../support/dashboard-scene.ts";

const run = promisify(execFile);

let scene: DashboardScene;
beforeAll(async () => {
  // The third retry is far enough for a slow machine to look at what is planned.
  scene = await openDashboardScene({ env: { OVERTEN_RETRY_SCHEDULE: "1,1,60,64,256,1024,4096" } });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

it("an empty log says how its first row comes, and shows it by itself", async () => {
  const { page, troubles } = await scene.signedIn();
  await page.goto("/deliveries");
  await page.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await scene.complete(["run-first"]);
  await page.getByText("run-first", { exact: true }).waitFor({ timeout: 5000 });
  expect(await logRows(page).count()).toBe(1);
  expect(troubles).toEqual([]);
});

it("shows a new attempt within a second of its answer", async () => {
  const { page } = await scene.signedIn();
  await page.goto("/deliveries");
  await page.getByText("Live", { exact: true }).waitFor();
  await logRows(page).first().waitFor();
  const delaysMs: number[] = [];
  for (let at = 1; at <= 5; at++) {
    const before = scene.receiver.requests.length;
    await scene.complete([`run-quick-${at}`]);
    await scene.receiver.waitFor(before + 1);
    const answeredMs = performance.now();
    await page.getByRole("button", { name: `${at} new` }).waitFor({ timeout: 5000 });
    delaysMs.push(performance.now() - answeredMs);
  }
  const [, , median = Infinity] = delaysMs.toSorted((one, other) => one - other);
  expect(median).toBeLessThan(1000);
});

it("finds a failed delivery by its run, says why it failed, and sends it again", async () => {
  scene.receiver.answerWith((_request, response) => response.writeHead(400).end("invalid signature"));
  await scene.complete(["run-lost"]);
  await scene.logged("run-lost", 1);
  const { page, troubles } = await scene.signedIn();
  await page.goto("/deliveries");
  await logRows(page).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("run-lost");
  await page.waitForURL(/run_id=run-lost/);
  await page.keyboard.press("Escape");
  await page.getByText("The log goes back 30 days").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("400 · Rejected as invalid").waitFor();
  await page.getByText("A final answer: it is not tried again by itself.").waitFor();
  await page.getByText("invalid signature", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Copy as curl" }).click();
  await page.getByText("Copied the request as curl.").waitFor();
  const copied = await page.evaluate<string>("navigator.clipboard.readText()");
  const original = scene.receiver.requests.at(-1);
  await run("sh", ["-c", copied.replace("'whsec_…'", `'${scene.secret}'`)]);
  const again = scene.receiver.requests.at(-1);
  expect(again).not.toBe(original);
  expect(again?.body).toEqual(original?.body);
  const sentNames = Object.keys(original?.headers ?? {}).filter((name) => name !== "connection");
  expect(Object.keys(again?.headers ?? {})).toEqual(expect.arrayContaining(sentNames));
  for (const name of ["webhook-id", "x-overten-event", "x-overten-delivery", "x-overten-attempt", "user-agent"])
    expect([name, again?.headers[name]]).toEqual([name, original?.headers[name]]);
  const { "x-overten-timestamp": atS, "x-overten-signature": native } = again?.headers ?? {};
  const digest = createHmac("sha256", scene.secret)
    .update(`${atS}.`)
    .update(again?.body ?? "");
  expect(native).toBe(`sha256=${digest.digest("hex")}`);
  expect(() => new Webhook(scene.secret).verify(String(again?.body), again?.headers ?? {})).not.toThrow();

  await page.getByLabel("Secret", { exact: true }).fill(scene.secret);
  const sent = original?.headers["x-overten-signature"] ?? "";
  await page.getByLabel("Signature to check (optional)").fill(sent);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("It matches X-Overten-Signature").waitFor();
  await page.getByLabel("Headers", { exact: true }).getByText(sent).waitFor();

  scene.receiver.answerWith((_request, response) => void response.end("thank you"));
  await page.getByRole("button", { name: "Resend" }).click();
  await page.getByText("200 · Delivered").waitFor();
  await page.getByText("Sent again from").waitFor();
  expect(scene.receiver.requests.at(-1)?.headers["webhook-id"]).toBe(
    scene.receiver.requests.at(-2)?.headers["webhook-id"],
  );
  expect(troubles).toEqual([]);
});

it("says which filter hides what is looked for, and clears it", async () => {
  const { page } = await scene.signedIn();
  await page.goto("/deliveries?run_id=run-lost&http_status=503");
  await page.getByRole("button", { name: /^Clear the HTTP status: \d+ attempt/ }).click();
  await logRows(page).first().waitFor();
  expect(new URL(page.url()).search).toBe("?run_id=run-lost");
});

it("says of a run without a request what it waits for", async () => {
  const { org, webhookId } = scene;
  const params = { webhook_id: webhookId };
  await org.client.call("updateWebhook", { params, body: { active: false } });
  await scene.complete(["run-paused"]);
  await org.client.call("updateWebhook", { params, body: { active: true } });
  const { page, troubles } = await scene.signedIn();
  await page.goto("/deliveries?run_id=run-paused");
  await page.getByRole("heading", { name: "Nothing was sent for it" }).waitFor();
  const stopped = page.getByText(/the webhook was paused or the organisation suspended, so nothing was sent\./);
  await stopped.waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("link", { name: /^run\.completed to / }).click();
  await page.getByRole("heading", { name: /^run\.completed to / }).waitFor();
  await stopped.waitFor();
  expect(troubles).toEqual([]);
});

it("says of a delivery that a pause ended between two attempts neither that nothing was sent nor that it goes on", async () => {
  const { org, webhookId } = scene;
  const params = { webhook_id: webhookId };
  scene.receiver.answerWith((_request, response) => response.writeHead(500).end("broken"));
  await scene.complete(["run-stopped"]);
  await scene.logged("run-stopped", 3);
  await org.client.call("updateWebhook", { params, body: { active: false } });
  const found = async () =>
    (await org.client.call("listDeliveries", { query: { run_id: "run-stopped" } })).deliveries[0];
  await expect.poll(async () => (await found())?.failure, { timeout: 10_000 }).toBe("paused");
  await org.client.call("updateWebhook", { params, body: { active: true } });
  const { page, troubles } = await scene.signedIn();
  await page.goto(`/deliveries/${(await found())?.delivery_id}`);
  await page.getByText("500 · Error in your server · attempt 3").waitFor();
  await page.getByText(/^It was stopped because .+, so nothing more is sent\./).waitFor();
  const said = await page.getByRole("main").innerText();
  expect(said).not.toContain("nothing was sent");
  expect(said).not.toMatch(/try again|planned/i);
  expect(troubles).toEqual([]);
});

it("counts down to the next retry, plans the rest, and tells times here and in UTC", async () => {
  scene.receiver.answerWith((_request, response) => response.writeHead(500).end("broken"));
  await scene.complete(["run-retried"]);
  await scene.logged("run-retried", 3);
  const { page, troubles } = await scene.signedIn();
  await page.goto("/deliveries?run_id=run-retried");
  const retry = page.getByText(/^retry in \d+s$/);
  await retry.waitFor();
  const secondsLeft = async (): Promise<number> => Number(/\d+/.exec(await retry.innerText())?.[0]);
  const first = await secondsLeft();
  await expect.poll(secondsLeft, { timeout: 5000 }).toBeLessThan(first);
  await page.getByText("3/8", { exact: true }).waitFor();

  const when = logRows(page).first().locator("xpath=ancestor::*[@role='row']").locator("time").first();
  await when.hover();
  const told = await page.getByRole("tooltip").innerText();
  const atMs = Date.parse((await when.getAttribute("datetime")) ?? "");
  expect(told).toContain(`${new Date(atMs).toISOString().replace("T", " ").slice(0, 19)} UTC`);
  // Where this browser is, as it says times there.
  const here = new Date(atMs).toLocaleTimeString("en-GB", { timeZone: "Europe/Berlin" });
  expect(told).toContain(here);

  await logRows(page).first().click();
  await page.getByText(/^Attempt 4 of 8/).waitFor();
  const line = page.getByRole("list", { name: "Attempts, past and planned" });
  expect(await line.getByRole("listitem").count()).toBe(9);
  expect(await line.getByText("planned").count()).toBe(5);
  await line.getByRole("button", { name: "Attempt 1 failed" }).click();
  await page.getByText("Error in your server · attempt 1").waitFor();
  expect(new URL(page.url()).search).toBe("?attempt=1");

  // Its schedule still sends it: there is nothing to resend, and whoever tries hears why instead of an error.
  const resends: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/resend")) resends.push(request.url());
  });
  const why = "It has not ended: its own schedule still sends it. Resend it once it has arrived or failed.";
  const resend = page.getByRole("button", { name: "Resend", description: why });
  expect(await resend.getAttribute("aria-disabled")).toBe("true");
  expect(await accessibilityProblems(page)).toEqual([]);
  await line.getByRole("button", { name: "Attempt 1 failed" }).focus();
  await page.keyboard.press("r");
  const notice = page.getByRole("status").getByText(why);
  await notice.waitFor();
  await page.getByRole("button", { name: "Dismiss" }).press("Enter");
  await resend.focus();
  await page.getByRole("tooltip").filter({ hasText: why }).waitFor();
  await page.keyboard.press("Enter");
  await notice.waitFor();
  expect(resends).toEqual([]);
  expect(troubles).toEqual([]);
});

it("new rows wait while events come, and none moves before the reader asks for it", async () => {
  scene.receiver.answerWith((_request, response) => void response.end("ok"));
  const { page, troubles } = await scene.signedIn();
  await page.goto("/deliveries");
  await logRows(page).first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const place = async (): Promise<unknown> =>
    logRows(page).evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute("data-row"), Math.round(row.getBoundingClientRect().top)]),
    );
  const before = await place();
  for (const run of runs("run-load", 40)) await scene.complete([run]);
  const button = page.getByRole("button", { name: "40 new" });
  await button.waitFor({ timeout: 5000 });
  expect(await place()).toEqual(before);
  await button.click();
  await page.getByText("run-load-39", { exact: true }).waitFor();
  expect(await button.count()).toBe(0);
  const { attempts } = await scene.org.client.call("listAttempts", { query: { limit: 1 } });
  expect(await logRows(page).first().getAttribute("data-row")).toBe(attempts[0]?.attempt_id);
  expect(troubles).toEqual([]);
});

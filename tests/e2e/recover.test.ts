// Sending again all that failed: counted first, with progress, and with a way to stop.
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems } from "../support/browser.ts";
import { type DashboardScene, openDashboardScene, runs } from "../support/dashboard-scene.ts";

/** More than a recovery puts into the queue while nothing of it moves. */
const many = 2600;
const endedWithinMs = 40_000;

let scene: DashboardScene;
beforeAll(async () => {
  scene = await openDashboardScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

async function untilNothingWaits(): Promise<void> {
  const pending = async (): Promise<number> => (await scene.org.client.call("getBacklog", {})).pending;
  await expect.poll(pending, { timeout: endedWithinMs }).toBe(0);
}

it("counts first and sends nothing, then sends with progress", async () => {
  const { receiver, webhookId } = scene;
  receiver.answerWith((_request, response) => response.writeHead(400).end());
  await scene.complete(runs("run-down", 12));
  await untilNothingWaits();
  receiver.answerWith((_request, response) => void response.end("ok"));
  const before = receiver.requests.length;
  const { page, troubles } = await scene.signedIn();
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

  // All of it was sent again: there is nothing left.
  await page.getByRole("button", { name: "Recover more" }).click();
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.getByText("Nothing to send again").waitFor();
  expect(troubles).toEqual([]);
});

it("shows how far a long one is, goes on without the page, and stops when it is cancelled", async () => {
  const { receiver, webhookId, org } = scene;
  receiver.answerWith((_request, response) => response.writeHead(400).end());
  for (let sent = 0; sent < many; sent += 650) await scene.complete(runs(`run-long-${sent}`, 650));
  await untilNothingWaits();
  // Nothing moves from now on: the recovery fills the queue, and waits for room.
  receiver.answerWith(() => {});
  const { page, troubles } = await scene.signedIn();
  await page.goto(`/webhooks/${webhookId}/recover`);
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.getByText("2,600 deliveries", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Send 2,600 deliveries again" }).click();
  await page.getByRole("heading", { name: /^Running/ }).waitFor();
  const progress = page.getByRole("progressbar", { name: "Sent again" });
  await expect.poll(async () => Number(await progress.getAttribute("aria-valuenow"))).toBeGreaterThan(50);
  await page.reload();
  await page.getByRole("heading", { name: /of 2,600 sent again$/ }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByText("What was sent stays sent").waitFor();
  const recoveryId = new URL(page.url()).searchParams.get("recovery") ?? "";
  const ended = await org.client.call("getRecovery", { params: { recovery_id: recoveryId } });
  expect(ended).toMatchObject({ status: "cancelled", matched: many });
  expect(ended.done).toBeLessThan(many);
  await page.getByRole("heading", { name: `${ended.done.toLocaleString("en")} of 2,600 sent again` }).waitFor();
  expect(troubles).toEqual([]);
});

// The overview: what its list of webhooks leaves out and where that is.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardScene, logRows, openDashboardScene } from "../support/dashboard-scene.ts";

/** As many as the page compares. */
const compared = 100;

let scene: DashboardScene;
beforeAll(async () => {
  scene = await openDashboardScene({ env: { OVERTEN_MAX_SUBSCRIPTIONS: "200" } });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

it("leads to what failed at a URL that no webhook names", async () => {
  const { org, receiver, server } = scene;
  receiver.answerWith(({ path }, response) => response.writeHead(path === "/hook" ? 200 : 400).end("no"));
  const event = {
    event: "run.completed" as const,
    org_id: org.id,
    run_id: "run-of-one-request",
    task_id: "task",
    agent_name: "excel",
    format: "xlsx",
    summary: "done",
    webhook_url: receiver.url.replace("/hook", "/once"),
  };
  await server.operator.call("ingestEvents", { body: event });
  await scene.logged("run-of-one-request", 2);
  const { page, troubles } = await scene.signedIn();
  await page.goto("/overview");
  const list = page.getByRole("region", { name: "Webhooks, failing first" });
  await list.locator("[data-row]").first().waitFor();
  expect(await list.getByRole("link", { name: /\/once$/ }).count()).toBe(0);
  expect(await list.getByText("newest webhooks are compared").count()).toBe(0);
  await list.getByRole("link", { name: "every attempt that failed" }).click();
  await page.getByText("run-of-one-request", { exact: true }).waitFor();
  expect(await logRows(page).count()).toBe(1);
  expect(troubles).toEqual([]);
});

it("says when it does not compare all webhooks", async () => {
  const { org, receiver } = scene;
  const body = { url: receiver.url, events: ["run.failed" as const] };
  for (let made = 0; made <= compared; made++) await org.client.call("createWebhook", { body });
  const { page, troubles } = await scene.signedIn();
  await page.goto("/overview");
  const list = page.getByRole("region", { name: "Webhooks, failing first" });
  await list.getByText(`Only the ${compared} newest webhooks are compared here`).waitFor();
  expect(await list.locator("[data-row]").count()).toBe(compared);
  await list.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  expect(troubles).toEqual([]);
});

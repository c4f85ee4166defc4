// The overview: who fails first, what its list leaves out and where that is, and nothing too wide between phone and desk.
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems } from "../support/browser.ts";
import { type DashboardScene, logRows, openDashboardScene, runs } from "../support/dashboard-scene.ts";

const longPath = `/tenants/${"north-america-".repeat(12)}?${"source=documents&".repeat(8)}`;
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

it.each(["light", "dark"] as const)("fits windows between phone and desk in %s", async (colorScheme) => {
  const { org, receiver } = scene;
  const url = receiver.url.replace("/hook", longPath);
  await org.client.call("createWebhook", { body: { url, events: ["run.completed"] } });
  receiver.answerWith((_request, response) => response.writeHead(503).end("no"));
  await scene.complete(runs(`run-${colorScheme}`, 12));
  await scene.logged(`run-${colorScheme}-11`, 2);
  for (const width of [1100, 900, 800, 640]) {
    const { page, context, troubles } = await scene.signedIn({ colorScheme, width });
    await page.goto("/overview");
    await page.locator("[data-row]").first().waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    // Nothing beyond the page, nor beyond its own box unless it ends in … there.
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll("main *")]
      .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
      .filter((element) => getComputedStyle(element).textOverflow !== "ellipsis" && element.closest(".uplot") === null)
      .map((element) => element.tagName + " " + element.className + ": " + element.textContent.slice(0, 60))`);
    expect([width, cut]).toEqual([width, []]);
    expect([width, await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")]).toEqual([
      width,
      0,
    ]);
    expect([width, await accessibilityProblems(page)]).toEqual([width, []]);
    expect(troubles).toEqual([]);
    await context.close();
  }
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

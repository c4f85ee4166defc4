// What strangers write (receivers, platforms, colleagues) is text wherever it is shown: no dialog, no request, no report of the policy.
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems, type WatchedPage } from "../support/browser.ts";
import { type DashboardScene, logRows, openDashboardScene } from "../support/dashboard-scene.ts";

const attack = `"><img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>'{{7*7}}\${7*7}`;
/** It would turn the rest of its line around. */
const turned = `${attack}\u202Etxt.exe`;

let scene: DashboardScene;
let watched: WatchedPage;
let webhookId: string;
let deliveryId: string;

beforeAll(async () => {
  scene = await openDashboardScene();
  const { org, receiver, server } = scene;
  receiver.answerWith((_request, response) => {
    const inHeader = attack.replaceAll(/[^\x20-\x7e]/g, "");
    response.writeHead(308, { location: `javascript:alert(4)//${inHeader}`, "content-type": `text/html; ${inHeader}` });
    response.end(turned.repeat(20));
  });
  const url = `${receiver.url.replace("/hook", "/")}${encodeURI(attack)}?q=${attack.replaceAll(/["<> ]/g, (sign) => encodeURIComponent(sign))}`;
  const body = { url, description: turned, events: ["run.completed" as const, "run.failed" as const] };
  webhookId = (await org.client.call("createWebhook", { body })).webhook_id;
  await org.client.call("createApiKey", { body: { name: attack } });
  await server.operator.call("ingestEvents", {
    body: {
      org_id: org.id,
      event: "run.failed",
      run_id: attack.slice(0, 128),
      task_id: attack.slice(0, 128),
      agent_name: attack.slice(0, 128),
      format: attack.slice(0, 40),
      error: { code: attack.slice(0, 64), message: turned },
    },
  });
  await scene.logged(attack.slice(0, 128), 2);
  const { deliveries } = await org.client.call("listDeliveries", { query: { webhook_id: webhookId } });
  deliveryId = deliveries[0]?.delivery_id ?? "";
  watched = await scene.signedIn();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** Nothing of it became an element, and nothing happened. */
async function expectText(): Promise<void> {
  const { page, troubles } = watched;
  const made = page.locator("img[src=x], main script, a[href^='javascript'], [onerror]");
  expect(await made.count()).toBe(0);
  expect(troubles).toEqual([]);
}

it("on the page of the delivery: body, headers, redirect, address, ids and message", async () => {
  const { page } = watched;
  await page.goto(`/deliveries/${deliveryId}`);
  const answer = page.getByRole("region", { name: "Answer" });
  await answer.getByLabel("Body, its first 1 KB").waitFor();
  expect(await answer.getByLabel("Body, its first 1 KB").innerText()).toContain(turned);
  expect(await answer.getByLabel("Headers that the log keeps").innerText()).toContain(
    "location: javascript:alert(4)//",
  );
  await page.getByText("It redirects to javascript:alert(4)//").waitFor();
  await page.getByText("Cut here").waitFor();
  expect(await page.getByLabel("Body, exactly as signed").innerText()).toContain("<script>alert(2)</script>");
  expect(await accessibilityProblems(page)).toEqual([]);
  await expectText();
});

it("in the log, and as its filter", async () => {
  const { page } = watched;
  await page.goto(`/deliveries?run_id=${encodeURIComponent(attack.slice(0, 128))}`);
  await logRows(page).first().waitFor();
  await page.getByText(attack.slice(0, 60)).first().waitFor();
  await page.goto(`/deliveries?run_id=${encodeURIComponent(turned)}&since=${encodeURIComponent(attack)}`);
  await page.getByText("No attempt matches").waitFor();
  await expectText();
});

it("as address and description of a webhook, which turns nothing around beside it", async () => {
  const { page } = watched;
  await page.goto("/webhooks");
  const row = page.getByRole("listitem").filter({ hasText: "txt.exe" });
  expect(await row.locator("bdi").innerText()).toBe(turned);
  for (const path of [`/webhooks/${webhookId}`, `/webhooks/${webhookId}/recover`, "/overview"]) {
    await page.goto(path);
    await page
      .getByText(/onerror=alert\(1\)/)
      .first()
      .waitFor();
    await expectText();
  }
  await page.goto(`/webhooks/${webhookId}`);
  await page.getByRole("button", { name: "Edit" }).click();
  expect(await page.getByRole("dialog").getByLabel("Description").inputValue()).toBe(turned);
  await expectText();
});

it("as the name of a key, and in an address that is no page", async () => {
  const { page } = watched;
  await page.goto("/settings");
  await page.getByText(attack).first().waitFor();
  await page.getByRole("button", { name: `Revoke ${attack}` }).click();
  await page.getByRole("dialog").getByText(attack).waitFor();
  await expectText();
  await page.goto(`/no/such/${encodeURIComponent(attack)}?x=${encodeURIComponent(attack)}`);
  await page.getByText("There is no such page").waitFor();
  await page.goto(`/tasks?run_id=${encodeURIComponent(turned)}`);
  await page.getByText("No task matches").waitFor();
  await expectText();
});

it("in the inbox, whoever sends it", async () => {
  const { page } = watched;
  await page.goto("/inbox/hostile");
  await page.getByText("Nothing has arrived yet.").waitFor();
  await fetch(`${scene.server.url}/inbox/hostile`, {
    method: "POST",
    headers: { "content-type": "text/html", "x-overten-event": attack, "x-other": `${attack}javascript:alert(5)` },
    body: turned,
  });
  await page.getByText("✗ Not verified").waitFor();
  expect(await page.locator("#detail pre").innerText()).toBe(turned);
  expect(await page.locator("#detail h2").first().innerText()).toBe(attack);
  expect(await accessibilityProblems(page)).toEqual([]);
  await expectText();
});

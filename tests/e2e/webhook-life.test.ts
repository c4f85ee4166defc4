// A webhook from its creation to its end, and what its secret is good for in between.
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems } from "../support/browser.ts";
import { type DashboardScene, openDashboardScene } from "../support/dashboard-scene.ts";

let scene: DashboardScene;
beforeAll(async () => {
  scene = await openDashboardScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

it("shows its secret once, with code that has it and a test, and checks a signature in the page", async () => {
  const { receiver, org } = scene;
  receiver.answerWith((_request, response) => void response.end("thank you"));
  const { page, troubles } = await scene.signedIn();
  await page.goto("/webhooks");
  await page.getByRole("link", { name: "New webhook" }).click();
  await page.getByLabel("URL").fill(receiver.url.replace("/hook", "/second"));
  await page.getByLabel("Description").fill("The second");
  await page.getByRole("button", { name: "Create webhook" }).click();
  const secret = await page.getByTestId("secret").innerText();
  expect(secret).toMatch(/^whsec_/);
  for (const language of ["Python", "SDK", "Node"]) {
    await page.getByText(language, { exact: true }).click();
    expect(await page.locator("pre").first().innerText()).toContain(secret);
  }
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByText("200 · Delivered").waitFor();
  const received = receiver.requests.at(-1);
  expect(received?.path).toBe("/second");

  // Anywhere else it is never seen again.
  await page.getByRole("link", { name: "To the webhook" }).click();
  await page.getByText("Healthy").waitFor();
  await page.reload();
  await page.getByText("Healthy").waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(await page.evaluate("JSON.stringify([localStorage, sessionStorage])")).not.toContain(secret);

  // The developer's receiver got a signature: is it the right one?
  await page.getByRole("link", { name: "200", exact: true }).first().click();
  const check = page.getByRole("region", { name: "Check a signature" });
  await check.getByLabel("Secret", { exact: true }).fill(secret);
  await check.getByLabel("Signature to check (optional)").fill(received?.headers["webhook-signature"] ?? "");
  await check.getByRole("button", { name: "Check", exact: true }).click();
  await check.getByText("It matches webhook-signature").waitFor();
  const sent = received?.headers["x-overten-signature"] ?? "";
  await page.getByLabel("Headers", { exact: true }).getByText(sent).waitFor();
  await check.getByLabel("Secret", { exact: true }).fill(org.secret);
  await check.getByRole("button", { name: "Check", exact: true }).click();
  await check.getByText("It does not match").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it("says at the field what the server refuses", async () => {
  const { page, troubles } = await scene.signedIn({ colorScheme: "dark" });
  await page.goto("/webhooks/new");
  await page.getByLabel("URL").fill("https://169.254.169.254/latest");
  await page.getByRole("button", { name: "Create webhook" }).click();
  await page.getByText("This URL cannot be used for webhooks").waitFor();
  // The words of an error can be read on a dark ground, too.
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it("tells what pause and delete end before they do, and what the log keeps of it", async () => {
  const { receiver, org } = scene;
  receiver.answerWith((_request, response) => response.writeHead(503).end("away"));
  const body = { url: receiver.url.replace("/hook", "/third"), events: ["run.completed" as const] };
  const { webhook_id: webhookId } = await org.client.call("createWebhook", { body });
  await scene.complete(["run-waits"]);
  await scene.logged("run-waits", 2);
  const { page, troubles } = await scene.signedIn();
  await page.goto(`/webhooks/${webhookId}`);
  await page.getByText("503 · Your server is unavailable").waitFor();
  await page.getByText(/^oldest/).waitFor();

  await page.getByRole("button", { name: "Pause" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("One delivery waits for it and ends as failed.").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Keep it as it is" }).click();
  await dialog.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByText("One delivery waits for it and is cancelled.").waitFor();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await page.waitForURL("**/webhooks");
  await page.getByText("Deleted. Nothing more is sent to it.").waitFor();
  await page.getByRole("link", { name: /\/third$/ }).waitFor({ state: "detached" });

  const ended = async (): Promise<string | undefined> => {
    const { deliveries } = await org.client.call("listDeliveries", { query: { webhook_id: webhookId } });
    return deliveries[0]?.status;
  };
  await expect.poll(ended, { timeout: 10_000 }).toBe("cancelled");
  await page.goto(`/deliveries?run_id=run-waits&webhook_id=${webhookId}`);
  await page.getByRole("table", { name: "Attempts" }).locator("[data-row]").first().click();
  await page.getByText("The webhook was deleted before it arrived.").waitFor();
  await page.goto(`/webhooks/${webhookId}`);
  await page.getByRole("heading", { name: "Not found: the webhook" }).waitFor();
  expect(troubles).toEqual([]);
});

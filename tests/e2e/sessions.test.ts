// Who is signed in, with what, until when, and what they may do.
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildDashboard, type DashboardOutput } from "../../server/src/main/build-dashboard.ts";
import { accessibilityProblems, openPage, signInWithKey } from "../support/browser.ts";
import { type DashboardScene, openDashboardScene } from "../support/dashboard-scene.ts";
import { startTestServer, testOperatorKey } from "../support/server.ts";

let scene: DashboardScene;
beforeAll(async () => {
  scene = await openDashboardScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

it("a key that opens nothing is told so, readable in both themes", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, troubles } = await openPage(scene.browser, scene.server.url, { colorScheme });
    await page.goto("/sign-in");
    await page.locator("input[name=api_key]").fill("sk_live_mistyped");
    await page.keyboard.press("Enter");
    await page.getByText("This key opens nothing here").waitFor();
    expect(await page.evaluate("document.activeElement.name")).toBe("api_key");
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(troubles).toEqual([]);
  }
});

it("the link of the first screen signs in once, with nothing of it left in the address", async () => {
  const { server, browser } = scene;
  const link = server.signInLink();
  const first = await openPage(browser, server.url);
  await first.page.goto(link);
  await first.page.getByRole("combobox", { name: "Organisation" }).waitFor();
  expect(new URL(first.page.url()).hash).toBe("");
  const second = await openPage(browser, server.url);
  await second.page.goto(link);
  await second.page.getByText("This link was used before").waitFor();
  expect([...first.troubles, ...second.troubles]).toEqual([]);
});

it("the link waits with whoever follows it while the pages are still being built", async () => {
  const built = Promise.withResolvers<DashboardOutput>();
  await using building = await startTestServer({ dashboard: built.promise });
  const title = { name: "The dashboard is being built" };
  // One that stays, to be looked at.
  const still = await openPage(scene.browser, building.url);
  await still.page.route("**/wait.js", (route) => route.abort());
  await still.page.goto("/");
  await still.page.getByRole("heading", title).waitFor();
  expect(await accessibilityProblems(still.page)).toEqual([]);

  const { page, troubles } = await openPage(scene.browser, building.url);
  await page.goto(building.signInLink());
  await page.getByRole("heading", title).waitFor();
  built.resolve(await buildDashboard({ report: () => {} }, { signal: new AbortController().signal }));
  await page.getByRole("button", { name: "Account and looks" }).waitFor();
  expect(troubles).toEqual([]);
});

it("the operator's key sees every organisation, one at a time", async () => {
  const { server, browser } = scene;
  const other = await server.addOrganization("Other Incorporated");
  await other.client.call("createWebhook", { body: { url: "http://127.0.0.1:9/other", events: ["run.failed"] } });
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, testOperatorKey);
  const picker = page.getByRole("combobox", { name: "Organisation" });
  for (const [name, webhook] of [
    ["Other Incorporated", /127\.0\.0\.1:9\/other$/],
    ["Acme Reports", /\/hook$/],
  ] as const) {
    await picker.click();
    await page.getByRole("option", { name }).click();
    await page.getByRole("link", { name: webhook }).waitFor();
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);
  }
  expect(troubles).toEqual([]);
});

it("the cookie is out of reach for scripts, and a change without our header is refused", async () => {
  const { page, context } = await scene.signedIn();
  expect(await page.evaluate("document.cookie")).toBe("");
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  const hours = ((cookie?.expires ?? 0) * 1000 - Date.now()) / 3_600_000;
  expect([hours > 11.9, hours < 12.1]).toEqual([true, true]);
  const forged = await page.evaluate<number>(
    `fetch("/api/v1/webhooks/${scene.webhookId}", { method: "DELETE" }).then((answer) => answer.status)`,
  );
  expect(forged).toBe(403);
});

it("a session that ends gives way to the sign-in, and the page comes back at the same address", async () => {
  const { server, org } = scene;
  const { page } = await scene.signedIn();
  await page.goto("/webhooks?q=hook");
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  await server.databases.cold.run({ name: "end-sessions", text: "delete from sessions" }, []);
  await page.getByRole("heading", { name: "Sign in" }).waitFor({ timeout: 20_000 });
  await page.getByText("Your session has ended").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(page.url()).toBe(`${server.url}/webhooks?q=hook`);
  await page.locator("input[name=api_key]").fill(org.apiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  expect(page.url()).toBe(`${server.url}/webhooks?q=hook`);
});

it("signing out ends the session for good", async () => {
  const { page, context } = await scene.signedIn();
  const cookies = await context.cookies();
  await page.getByRole("button", { name: "Account and looks" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await context.addCookies(cookies);
  const answer = await page.request.get(`${scene.server.url}/api/v1/webhooks`);
  expect(answer.status()).toBe(401);
});

it("a viewer sees what there is, no secret, and no way to change it", async () => {
  const { org, receiver, webhookId, server, browser } = scene;
  receiver.answerWith((_request, response) => response.writeHead(400).end());
  await scene.complete(["run-seen"]);
  await scene.logged("run-seen", 1);
  const viewer = await org.client.call("createApiKey", { body: { name: "looks", role: "viewer" } });
  const { deliveries } = await org.client.call("listDeliveries", { query: { run_id: "run-seen" } });
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, viewer.api_key);
  const changes =
    /^(Edit|Pause|Resume|Delete|Send test|Resend|Recover|Rotate|Revoke|Create|New webhook|Subscribe|Generate|Count|Show$)/;
  for (const path of [
    "/webhooks",
    "/webhooks/new",
    `/webhooks/${webhookId}`,
    `/webhooks/${webhookId}/recover`,
    `/deliveries?webhook_id=${webhookId}`,
    `/deliveries/${deliveries[0]?.delivery_id ?? ""}`,
    "/try-it",
    "/settings",
  ]) {
    await page.goto(path);
    await page.getByText("You are signed in to look").waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    const found = page
      .getByRole("button", { name: changes })
      .or(page.locator("main").getByRole("link", { name: changes }));
    expect([path, await found.allInnerTexts()]).toEqual([path, []]);
    expect([path, (await page.content()).includes(org.secret)]).toEqual([path, false]);
  }
  // Nor by key: the server would refuse it as well.
  const before = receiver.requests.length;
  await page.goto(`/deliveries/${deliveries[0]?.delivery_id ?? ""}`);
  await page.getByText("400 · Rejected as invalid").waitFor();
  await page.getByText("no signature fits it").waitFor();
  await page.keyboard.press("r");
  await page.getByText("Sending again needs a key with the role admin.").waitFor();
  const status = await page.evaluate<number>(
    `fetch("/api/v1/deliveries/${deliveries[0]?.delivery_id ?? ""}/resend", { method: "POST", headers: { "x-overten-session": "1", "content-type": "application/json" }, body: "{}" }).then((answer) => answer.status)`,
  );
  expect([status, receiver.requests.length]).toEqual([403, before]);
  expect(troubles).toEqual([]);
});

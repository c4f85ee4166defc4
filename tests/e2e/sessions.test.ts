// From the link on the first screen to a webhook that arrives, as a newcomer does it.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import { testOperatorKey, type TestOrganization, type TestServer } from "../support/server.ts";

let server: TestServer;
let org: TestOrganization;
let browser: Browser;

beforeAll(async () => {
  server = await startDashboardServer();
  org = await server.addOrganization("Acme Reports");
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

it("creates a webhook to the inbox, shows its secret once, and sees a test arrive", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/webhooks/new");
  await page.getByRole("button", { name: "Use the built-in inbox" }).click();
  await page.getByRole("button", { name: "Create webhook" }).click();
  const secret = await page.getByTestId("secret").innerText();
  expect(secret).toMatch(/^whsec_/);
  expect(await page.locator("pre").first().innerText()).toContain(secret);
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByText("200 · Delivered").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("link", { name: "To the webhook" }).click();
  await page.getByText("Healthy").waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(troubles).toEqual([]);
});

it("the link of the first screen signs in once, with nothing of it left in the address", async () => {
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

it("a session that ends gives way to the sign-in, and the page comes back at the same address", async () => {
  const { page } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/webhooks?q=hello");
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  await server.databases.cold.run({ name: "end-sessions", text: "delete from sessions" }, []);
  await page.getByRole("heading", { name: "Sign in" }).waitFor({ timeout: 20_000 });
  expect(page.url()).toBe(`${server.url}/webhooks?q=hello`);
  await page.locator("input[name=api_key]").fill(org.apiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  expect(page.url()).toBe(`${server.url}/webhooks?q=hello`);
});

it("a viewer sees what there is and no way to change it", async () => {
  const viewer = await org.client.call("createApiKey", { body: { name: "looks", role: "viewer" } });
  const { webhooks } = await org.client.call("listWebhooks");
  const { page } = await openPage(browser, server.url);
  await signInWithKey(page, viewer.api_key);
  await page.goto(`/webhooks/${webhooks[0]?.webhook_id ?? ""}`);
  await page.getByText("You are signed in to look").waitFor();
  await page.getByText("Sending a test needs a key with the role admin").waitFor();
  for (const name of ["Edit", "Pause", "Delete", "Send test"]) {
    expect([name, await page.getByRole("button", { name, exact: true }).count()]).toEqual([name, 0]);
  }
});

it.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const)("axe finds nothing in %s at %d px, and nothing is wider than the page", async (colorScheme, width) => {
  const { page, troubles } = await openPage(browser, server.url, { colorScheme, width });
  await page.goto("/sign-in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await signInWithKey(page, testOperatorKey);
  const { webhooks } = await org.client.call("listWebhooks");
  await page.evaluate(`localStorage.setItem("overten-organization", "${org.id}")`);
  for (const path of ["/webhooks", "/webhooks/new", `/webhooks/${webhooks[0]?.webhook_id ?? ""}`, "/no/such/page"]) {
    await page.goto(path);
    await page.locator("main h1, main h2").first().waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    expect([path, await accessibilityProblems(page)]).toEqual([path, []]);
    const overflowPx = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect([path, overflowPx]).toEqual([path, 0]);
  }
  expect(troubles).toEqual([]);
});

it("by keyboard alone: rows, help, filter, and back out of a dialog", async () => {
  const { page } = await openPage(browser, server.url);
  await signInWithKey(page, org.apiKey);
  await page.goto("/webhooks");
  await page.locator("[data-row]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("Latest attempts").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Shift+Tab");
  expect(await page.evaluate("document.activeElement.tagName")).not.toBe("BODY");
});

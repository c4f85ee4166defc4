// The platform by hand: the first organisation, its suspension, and the deployment beneath.
import { hostname } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { createClient } from "../../contract/src/index.ts";
import { uuidv7 } from "../../server/src/domain/uuid.ts";
import { accessibilityProblems, launchBrowser, openPage, signInWithKey } from "../support/browser.ts";
import { startDashboardServer } from "../support/dashboard.ts";
import { testOperatorKey, type TestServer } from "../support/server.ts";

/** A suspension answers when nothing starts any more, and figures come every few seconds. */
const withinMs = 20_000;

let server: TestServer;
let browser: Browser;
let orgId = "";

beforeAll(async () => {
  server = await startDashboardServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

it("teaches an empty platform, and creates the first organisation with a key that is shown once", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, testOperatorKey);
  await page.getByRole("link", { name: "Create an organisation" }).waitFor();
  await page.getByRole("link", { name: "Organisations" }).click();
  await page.getByRole("link", { name: "Create the first organisation" }).click();
  await page.getByLabel("Name").fill("Acme Reports");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await page.getByRole("heading", { name: "Acme Reports is ready" }).waitFor();
  // The picker turns to the first organisation there is: what is shown once must still be there.
  await expect.poll(() => page.getByRole("combobox", { name: "Organisation" }).inputValue()).toBe("Acme Reports");
  const apiKey = await page.getByTestId("api-key").innerText();
  const secret = await page.getByTestId("webhook-secret").innerText();
  const verified = await createClient({ baseUrl: server.url, apiKey }).call("verifyKey");
  expect(verified).toMatchObject({ org_name: "Acme Reports", webhook_secret: secret });
  orgId = verified.org_id;
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Copy", exact: true }).first().click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(apiKey);
  await page.getByRole("link", { name: "To the organisation" }).click();
  await page.getByRole("heading", { name: "Acme Reports", exact: true }).waitFor();
  expect(await page.content()).not.toContain(apiKey);
  expect(await page.content()).not.toContain(secret);
  expect(troubles).toEqual([]);
});

it("finds an organisation by name and order, which the address keeps, and opens its pages", async () => {
  await server.addOrganization("Bluewater Analytics");
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, testOperatorKey);
  await page.goto("/organizations");
  await page.getByRole("link", { name: "Bluewater Analytics" }).waitFor();
  await page.getByText("Newest", { exact: true }).click();
  await page.getByLabel("Search by name").fill("blue");
  await page.getByRole("link", { name: "Acme Reports" }).waitFor({ state: "detached" });
  expect(new URL(page.url()).search).toBe("?q=blue&order=newest");
  await page.reload();
  await page.getByRole("button", { name: "Open Bluewater Analytics" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await expect
    .poll(() => page.getByRole("combobox", { name: "Organisation" }).inputValue())
    .toBe("Bluewater Analytics");
  await page.goto("/organizations?q=nobody");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await page.locator("[data-row]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "API keys" }).waitFor();
  expect(troubles).toEqual([]);
});

it("suspends an organisation after saying what that means, and ends it again", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, testOperatorKey);
  await page.goto(`/organizations/${orgId}`);
  await page.getByLabel("Name of a new key").fill("For the support desk");
  await page.getByRole("button", { name: "Create the key" }).click();
  const apiKey = await page.getByTestId("new-key").innerText();
  const status = async (): Promise<number> => (await server.request("GET", "/verify", { key: apiKey })).status;
  expect(await status()).toBe(200);

  await page.getByRole("button", { name: "Suspend" }).click();
  const dialog = page.getByRole("dialog", { name: "Suspend Acme Reports?" });
  await dialog.getByText("its events are refused with 422").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Keep it as it is" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await status()).toBe(200);
  await page.getByRole("button", { name: "Suspend" }).click();
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await page.getByText("nothing is sent. What waited has ended as paused").waitFor({ timeout: withinMs });
  expect(await status()).toBe(403);

  await page.getByRole("button", { name: "End the suspension" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End the suspension" }).click();
  await page.getByRole("button", { name: "Suspend" }).waitFor({ timeout: withinMs });
  expect(await status()).toBe(200);
  await page.getByRole("button", { name: "Revoke For the support desk" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect.poll(status, { timeout: withinMs }).toBe(401);
  expect(troubles).toEqual([]);
});

it("shows the node, and says what is wrong before anything else", async () => {
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, testOperatorKey);
  await page.goto("/system");
  await page.getByText(`${hostname()}:${new URL(server.url).port}`).waitFor({ timeout: withinMs });
  await page.getByText("Alive", { exact: true }).waitFor();
  expect(await page.getByText("silent for").count()).toBe(0);
  await server.databases.cold.run(
    {
      name: "dead-node",
      text: "insert into nodes select $1, 'dead:8080', version, roles, started_at, now() - interval '2 minutes', 0, 0, 0 from nodes",
    },
    [uuidv7(Date.now())],
  );
  await page.getByText(/^dead:8080 has been silent for 2 min/).waitFor({ timeout: withinMs });
  await page.getByText("Silent", { exact: true }).waitFor();
  expect(troubles).toEqual([]);
});

it("shows customers neither of the pages", async () => {
  const organization = await server.addOrganization("A customer");
  const { page, troubles } = await openPage(browser, server.url);
  await signInWithKey(page, organization.apiKey);
  for (const path of ["/organizations", "/organizations/new", `/organizations/${orgId}`, "/system"]) {
    await page.goto(path);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  }
  const links = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allInnerTexts();
  expect(links).not.toEqual(expect.arrayContaining(["System"]));
  expect(links.join()).toContain("Settings");
  expect(troubles).toEqual([]);
});

it.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const)("axe finds nothing in %s at %d px, and nothing is wider than the page", async (colorScheme, width) => {
  const { page, troubles } = await openPage(browser, server.url, { colorScheme, width });
  await signInWithKey(page, testOperatorKey);
  const paths = [
    "/organizations",
    "/organizations?q=nobody",
    "/organizations/new",
    `/organizations/${orgId}`,
    "/system",
  ];
  for (const path of paths) {
    await page.goto(path);
    await page.locator("main h1").first().waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    expect([path, await accessibilityProblems(page)]).toEqual([path, []]);
    const overflowPx = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect([path, overflowPx]).toEqual([path, 0]);
    // The page that is shown is in sight of the navigation, however narrow.
    const here = page.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]");
    const box = await here.boundingBox();
    expect([path, box !== null && box.x >= 0 && box.x + box.width <= width]).toEqual([path, true]);
  }
  expect(troubles).toEqual([]);
});

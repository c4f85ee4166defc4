// Everything without a mouse: from the sign-in to a resent delivery, and the focus in sight on the way.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openPage } from "../support/browser.ts";
import { type DashboardScene, openDashboardScene } from "../support/dashboard-scene.ts";

let scene: DashboardScene;
beforeAll(async () => {
  scene = await openDashboardScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** Tabs until the focus is on what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(
      `(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent ?? "").trim()`,
    );
    if (focused === name) return;
  }
  throw new Error(`The tabulator never came to ${name}.`);
}

it("finds a failed delivery and sends it again", async () => {
  const { receiver, org, browser, server } = scene;
  receiver.answerWith((_request, response) => response.writeHead(400).end("no"));
  await scene.complete(["run-a", "run-b", "run-c"]);
  await scene.logged("run-c", 1);
  const { page, troubles } = await openPage(browser, server.url);
  await page.goto("/sign-in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await tabTo(page, ""); // the field has a label of its own
  await page.keyboard.type(org.apiKey);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  await tabTo(page, "Delivery log");
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: "Attempts" }).waitFor();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard" });
  for (const what of ["Next row", "Row before", "Search or filter", "Resend the delivery of the row"]) {
    await help.getByText(what, { exact: true }).waitFor();
  }
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });

  await page.keyboard.press("/");
  await page.keyboard.type("run-b");
  await page.waitForURL(/run_id=run-b/);
  const rows = page.getByRole("table", { name: "Attempts" }).locator("[data-row]");
  await expect.poll(() => rows.count()).toBe(1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("400 · Rejected as invalid").waitFor();
  receiver.answerWith((_request, response) => void response.end("yes"));
  await page.keyboard.press("r");
  await page.getByText("200 · Delivered").waitFor();
  await page.getByText("Sent again from").waitFor();
  expect(receiver.requests.at(-1)?.headers["webhook-id"]).toBe(
    receiver.requests.find(({ body }) => body.includes("run-b"))?.headers["webhook-id"],
  );

  await page.goto("/deliveries");
  await rows.first().waitFor();
  const focusedRow = async (): Promise<unknown> => page.evaluate("document.activeElement.dataset.row");
  const order = await rows.evaluateAll((elements) => elements.map((element) => element.getAttribute("data-row")));
  for (const [key, row] of [
    ["j", 0],
    ["j", 1],
    ["j", 2],
    ["k", 1],
  ] as const) {
    await page.keyboard.press(key);
    expect([key, await focusedRow()]).toEqual([key, order[row]]);
  }
  // On a row, too: its delivery is sent again.
  const before = receiver.requests.length;
  await page.keyboard.press("r");
  await receiver.waitFor(before + 1);
  expect(troubles).toEqual([]);
});

it("creates and deletes a webhook, through dialogs that hold the focus and give it back", async () => {
  const { page, troubles } = await scene.signedIn();
  await page.goto("/webhooks/new");
  await page.getByRole("heading", { name: "New webhook" }).waitFor();
  await tabTo(page, "No server yet? Use the built-in inbox");
  await page.keyboard.press("Enter");
  await tabTo(page, "Create webhook");
  await page.keyboard.press("Enter");
  await page.getByTestId("secret").waitFor();
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Keep this secret now");
  await tabTo(page, "To the webhook");
  await page.keyboard.press("Enter");
  await page.getByText("Latest attempts").waitFor();
  await tabTo(page, "Delete");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete this webhook?" });
  await dialog.waitFor();
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate("document.activeElement.textContent.trim()")).toBe("Delete");
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  await tabTo(page, "Delete");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/webhooks");
  expect(troubles).toEqual([]);
});

it.each(["/webhooks", "/deliveries", "/overview", "/settings", "/try-it", "/inbox/hello"])(
  "shows the focus wherever it goes on %s",
  async (path) => {
    const { page } = await scene.signedIn();
    await page.goto(path);
    await page.locator("h1").first().waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    const unseen = new Set<unknown>();
    for (let step = 0; step < 25; step++) {
      await page.keyboard.press("Tab");
      // The ring is on the element itself, on what covers its row, or on the picture beside a hidden field.
      unseen.add(
        await page.evaluate(`(() => {
          const element = document.activeElement;
          if (element === document.body) return null;
          const beside = [element, element.nextElementSibling, element.closest("[class*=Input-wrapper]")].filter(Boolean);
          const looks = beside.flatMap((one) => [getComputedStyle(one), getComputedStyle(one, "::after")]);
          const isRing = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
          const isBorder = element.matches("input, textarea, select");
          return isBorder || looks.some(isRing) ? null : element.outerHTML.slice(0, 120);
        })()`),
      );
    }
    expect([...unseen]).toEqual([null]);
  },
);

// Every page in both themes, wide and at 360 px: nothing for axe to find, nothing wider than the page, nothing that the policy refuses.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { accessibilityProblems, openPage, signInWithKey } from "../support/browser.ts";
import { type DashboardScene, openDashboardScene } from "../support/dashboard-scene.ts";
import type { TestOrganization } from "../support/server.ts";

const longUrl = `/tenants/${"north-america-".repeat(12)}?${"source=documents&".repeat(8)}`;

let scene: DashboardScene;
/** Where nothing has happened yet. */
let empty: TestOrganization;
let paths: string[];

beforeAll(async () => {
  scene = await openDashboardScene();
  const { org, receiver, server, webhookId } = scene;
  empty = await server.addOrganization("An organisation with a name that is longer than others are");
  receiver.answerWith((request, response) => {
    if (request.path === "/hook") response.writeHead(503, { "retry-after": "120" }).end("x".repeat(3000));
    else response.end("ok");
  });
  const body = {
    url: receiver.url.replace("/hook", longUrl),
    description: "word ".repeat(100),
    events: ["run.completed" as const],
  };
  const { webhook_id: longId } = await org.client.call("createWebhook", { body });
  await org.client.call("updateWebhook", { params: { webhook_id: longId }, body: { description: "w".repeat(500) } });
  const params = { format: "excel" };
  await org.client.call("generate", {
    params,
    body: { prompt: "A sales report with 12 rows", file_name: "sales.xlsx" },
  });
  await org.client.call("generate", { params, body: { prompt: "Translate this", async: true } });
  await scene.complete(["run-given-up", `run-${"x".repeat(110)}`]);
  await scene.logged("run-given-up", 3);
  const find = async (query: Record<string, string>): Promise<string> =>
    (await org.client.call("listDeliveries", { query: { ...query, limit: 1 } })).deliveries[0]?.delivery_id ?? "";
  const { tasks } = await org.client.call("listTasks", {});
  const done = tasks.find((task) => task.status === "completed");
  paths = [
    "/overview",
    "/webhooks",
    "/webhooks?q=no-such-thing",
    "/webhooks/new",
    `/webhooks/${webhookId}`,
    `/webhooks/${longId}`,
    `/webhooks/${webhookId}/recover`,
    "/deliveries",
    "/deliveries?http_status=599",
    "/deliveries?since=2026-01-01T00:00:00.000Z&status=failed",
    `/deliveries/${await find({ webhook_id: webhookId })}`,
    `/deliveries/${await find({ webhook_id: longId })}`,
    "/deliveries/dlv_00000000000000000000000000",
    "/tasks",
    "/tasks?status=expired",
    ...tasks.map((task) => `/tasks/${task.task_id}`),
    "/try-it",
    "/settings",
    "/no/such/page",
    "/inbox/hello",
    done?.result?.edit_url.replace(server.url, "") ?? "",
  ];
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

async function expectFaultless(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("h1, main h2").first().waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  expect([path, await accessibilityProblems(page)]).toEqual([path, []]);
  expect([path, await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")]).toEqual([path, 0]);
  // What is read aloud waits for a pause.
  expect([path, await page.locator("[aria-live=assertive]").count()]).toEqual([path, 0]);
}

const looks = [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const;

it.each(looks)("with what there is, in %s at %d px", { timeout: 180_000 }, async (colorScheme, width) => {
  const { page, troubles } = await scene.signedIn({ colorScheme, width });
  for (const path of paths) await expectFaultless(page, path);
  const theme = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  expect(theme).toBe(colorScheme === "light" ? "rgb(246, 247, 249)" : "rgb(17, 21, 27)");
  expect(troubles).toEqual([]);
});

it.each(looks)("with nothing yet, and signed out, in %s at %d px", { timeout: 120_000 }, async (colorScheme, width) => {
  const { page, troubles } = await openPage(scene.browser, scene.server.url, { colorScheme, width });
  await expectFaultless(page, "/sign-in");
  await signInWithKey(page, empty.apiKey);
  for (const path of ["/overview", "/webhooks", "/deliveries", "/tasks", "/settings", "/inbox/nothing"]) {
    await expectFaultless(page, path);
  }
  expect(troubles).toEqual([]);
});

it.each(["light", "dark"] as const)("its dialogs and menus in %s", async (colorScheme) => {
  const { page, troubles } = await scene.signedIn({ colorScheme });
  await page.goto(`/webhooks/${scene.webhookId}`);
  for (const name of ["Edit", "Pause", "Delete"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("dialog").waitFor();
    expect([name, await accessibilityProblems(page)]).toEqual([name, []]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Account and looks" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect.poll(() => page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(17, 21, 27)");
  await page.reload();
  await page.getByText("Latest attempts").waitFor();
  expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(17, 21, 27)");
  await page.goto("/settings");
  await page.getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it("nothing moves for whoever wants less motion", async () => {
  const longest = async (reducedMotion: "reduce" | "no-preference"): Promise<number> => {
    const { page } = await scene.signedIn({ reducedMotion });
    await page.goto("/webhooks");
    await page.locator("[data-row]").first().waitFor();
    // Every style of movement that the pages have, at once.
    return page.evaluate<number>(`(() => {
      const durations = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule.type === CSSRule.STYLE_RULE && /animation|transition/.test(rule.style.cssText))
        .map((rule) => {
          const element = document.createElement("div");
          element.className = [...rule.selectorText.matchAll(/\\.([\\w-]+)/g)].map(([, name]) => name).join(" ");
          document.body.append(element);
          const style = getComputedStyle(element);
          const longest = Math.max(...\`\${style.animationDuration},\${style.transitionDuration}\`.split(",").map((one) => parseFloat(one) * (one.includes("ms") ? 1 : 1000)));
          element.remove();
          return longest;
        });
      return Math.max(0, ...durations);
    })()`);
  };
  expect(await longest("no-preference")).toBeGreaterThan(50);
  expect(await longest("reduce")).toBeLessThan(1);
});

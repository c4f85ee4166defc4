import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where Debian and others put it; `.ci/more/e2e.sh` installs it where it is missing. */
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["OVERTEN_TEST_CHROMIUM"] ?? places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error("No Chromium here: install it (apt-get install chromium), or name one in OVERTEN_TEST_CHROMIUM.");
  }
  return chromium.launch({ executablePath, headless: true, args: flags });
}

export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** What a page must never do, as it happened: errors of scripts, refusals of the content security policy, dialogs, requests to elsewhere. */
  troubles: string[];
}

export interface PageLooks {
  colorScheme?: "light" | "dark";
  width?: number;
  height?: number;
  reducedMotion?: "reduce" | "no-preference";
}

/** A page of its own session. */
export async function openPage(browser: Browser, url: string, looks: PageLooks = {}): Promise<WatchedPage> {
  const { colorScheme = "light", width = 1280, height = 800, reducedMotion = "reduce" } = looks;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme,
    reducedMotion,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(url).origin });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(`script: ${error.stack ?? error.message}`));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) troubles.push(`policy: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && origin !== new URL(url).origin) troubles.push(`request: ${request.url()}`);
  });
  return { page, context, troubles };
}

interface AxeViolation {
  id: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** What axe finds wrong on a page, a line each. It runs outside the page's policy, which forbids scripts like it. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // As text, and so is all that runs in the page: the tests are not checked against the DOM's types.
  const { violations } = await page.evaluate<{ violations: AxeViolation[] }>("axe.run(document)");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  );
}

/** Signs in as a person does: with a key, on the page. */
export async function signInWithKey(page: Page, apiKey: string): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[name=api_key]").fill(apiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
}

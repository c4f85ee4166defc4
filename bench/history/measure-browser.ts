// What a person waits for, in a real browser: from the click to the rows on the screen.

import { createClient } from "@overten/contract";
import type { Browser, Page } from "playwright-core";
import { openPage, signInWithKey } from "../../tests/support/browser.ts";
import type { History } from "./fill.ts";
import { median } from "./measure-api.ts";
import { pageWatch, type ScrollFrames } from "./page-watch.ts";

export interface BrowserInput {
  base: string;
  apiKey: string;
  history: History;
  rounds: number;
}

export interface ClickFigure {
  label: string;
  medianMs: number;
  worstMs: number;
}

const rows = "() => bench.rows()";
const heading = (text: string): string => `() => bench.heading(${JSON.stringify(text)})`;
/** Searching everything for something that is not there takes longer than an ordinary step of a browser's test. */
const longMs = 60_000;

interface Act {
  label: string;
  /** Where it begins, with nothing of it done. */
  from: string;
  /** What comes before the click that counts. */
  prepare?: (page: Page) => Promise<void>;
  /** The event that starts the watch. */
  on: "click" | "input";
  act: (page: Page) => Promise<void>;
  isThere: string;
}

function choice(label: string, option: string, isThere = rows): Act {
  return {
    label: `filter ${label.toLowerCase()}: ${option}`,
    from: "/deliveries",
    prepare: async (page) => page.getByRole("combobox", { name: label, exact: true }).click(),
    on: "click",
    act: (page) => page.getByRole("option", { name: option }).first().click(),
    isThere,
  };
}

/** As people fill such fields: by pasting. */
function pasted(label: string, text: string, more: { from?: string; isThere?: string; name?: string } = {}): Act {
  const { from = "/deliveries", isThere = rows, name = `filter ${label.toLowerCase()}` } = more;
  return {
    label: name,
    from,
    prepare: async (page) => {
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
      await page.getByLabel(label, { exact: true }).click();
    },
    on: "input",
    act: (page) => page.keyboard.press("Control+V"),
    isThere,
  };
}

function navigation(name: string, from: string, isThere: string): Act {
  const act = (page: Page) => page.getByRole("navigation", { name: "Pages" }).getByText(name).click();
  return { label: `page: ${name}`, from, on: "click", act, isThere };
}

function actsOf(history: History): Act[] {
  const nothing = heading("No attempt matches");
  return [
    navigation("Delivery log", "/settings", rows),
    choice("Result", "Failed"),
    choice("Result", "Succeeded"),
    choice("Event", "run.failed"),
    choice("Webhook", "http://127.0.0.1:9/crm"),
    choice("Webhook", "http://127.0.0.1:9/legacy"),
    choice("Error", "timeout"),
    choice("Time", "Last hour"),
    choice("Time", "Last 7 days"),
    choice("Time", "Whole log"),
    pasted("HTTP status", "503"),
    pasted("Run id", history.someRunId),
    pasted("Task id", history.someTaskId),
    pasted("HTTP status", "418", { from: "/deliveries?since=all", name: "HTTP 418, whole log: one row a month ago" }),
    pasted("HTTP status", "599", { isThere: nothing, name: "HTTP 599, last 24 h: nothing" }),
    pasted("HTTP status", "599", {
      from: "/deliveries?since=all",
      isThere: nothing,
      name: "HTTP 599, whole log: nothing",
    }),
    navigation("Overview", "/settings", "() => document.querySelectorAll('main canvas').length >= 2"),
    navigation("Webhooks", "/settings", "() => document.querySelectorAll('main [data-row]').length > 5"),
    navigation("Tasks", "/settings", "() => document.querySelectorAll('main [data-row]').length > 5"),
    {
      label: "page: a delivery",
      from: "/deliveries",
      on: "click",
      act: (page) => page.locator("[data-row]").nth(2).click(),
      isThere: "() => location.pathname.includes('/deliveries/dlv_') && document.querySelector('main pre') !== null",
    },
  ];
}

export async function measureClicks(
  deps: { browser: Browser; say: (line: string) => void },
  input: BrowserInput,
): Promise<ClickFigure[]> {
  const { browser, say } = deps;
  const { page } = await openPage(browser, input.base);
  page.setDefaultTimeout(longMs);
  await signInWithKey(page, input.apiKey);
  const figures: ClickFigure[] = [];
  for (const act of actsOf(input.history)) {
    const times: number[] = [];
    for (let round = 0; round < input.rounds; round++) {
      await page.goto(act.from);
      await page.locator("main h1").first().waitFor();
      await settled(page);
      await page.evaluate(pageWatch);
      await act.prepare?.(page);
      await page.evaluate(`bench.watch(${JSON.stringify(act.on)}, ${act.isThere})`);
      await act.act(page);
      times.push(await tookWithin(page, act.label));
      if (times.some((ms) => ms > 3000) && times.length >= 3) break;
    }
    figures.push({ label: act.label, medianMs: median(times), worstMs: Math.max(...times) });
    say(`  ${act.label}: ${times.map((ms) => Math.round(ms)).join(" ")}`);
  }
  await page.context().close();
  return figures;
}

async function tookWithin(page: Page, label: string): Promise<number> {
  const took = await page.evaluate<number | null>(
    `Promise.race([bench.took, new Promise((late) => setTimeout(late, ${longMs}, null))])`,
  );
  if (took === null) throw new Error(`${label}: what was waited for never came at ${page.url()}`);
  return took;
}

/** Nothing is loading any more, and the page has drawn what came. */
async function settled(page: Page): Promise<void> {
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  await page.waitForTimeout(300);
}

export interface ScrollFigure {
  frames: number;
  /** Frames of 60 a second that the screen did not get. */
  dropped: number;
  longestMs: number;
  blank: number;
  longTasks: number;
  longestTaskMs: number;
}

const frameMs = 1000 / 60;
/** About two rows. */
const stepPx = 112;

/** A thousand rows of the whole log, 120 a second: a quick hand on a wheel. */
export async function measureScroll(browser: Browser, input: BrowserInput): Promise<ScrollFigure[]> {
  const figures: ScrollFigure[] = [];
  for (let round = 0; round < Math.min(5, input.rounds); round++) {
    const { page } = await openPage(browser, input.base);
    page.setDefaultTimeout(longMs);
    await signInWithKey(page, input.apiKey);
    await page.goto("/deliveries?since=all");
    await page.locator("[data-row]").first().waitFor();
    await settled(page);
    await page.evaluate(pageWatch);
    const { frames, blank, longTasks } = await page.evaluate<ScrollFrames>(`bench.scroll(1000, ${stepPx})`);
    figures.push({
      frames: frames.length,
      dropped: frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / frameMs) - 1), 0),
      longestMs: Math.max(...frames),
      blank,
      longTasks: longTasks.length,
      longestTaskMs: Math.max(0, ...longTasks),
    });
    await page.context().close();
  }
  return figures;
}

/** What a browser without a cache transfers, headers included, until the log's rows are there. */
export async function measureFirstLoad(
  browser: Browser,
  input: BrowserInput,
): Promise<{ label: string; bytes: number; files: number }[]> {
  const signedIn = await openPage(browser, input.base);
  await signInWithKey(signedIn.page, input.apiKey);
  const cookies = await signedIn.context.cookies();
  await signedIn.context.close();
  const weigh = async (label: string, path: string, isThere: string, withSession: boolean) => {
    const { page, context } = await openPage(browser, input.base);
    if (withSession) await context.addCookies(cookies);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const urls = new Map<string, string>();
    const weights = new Map<string, number>();
    session.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      weights.set(requestId, encodedDataLength);
    });
    await page.goto(path);
    await page.locator(isThere).first().waitFor();
    await page.waitForTimeout(500);
    await context.close();
    const files = [...weights].filter(([id]) => !(urls.get(id) ?? "").includes("/api/v1/"));
    return { label, bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0), files: files.length };
  };
  return [
    await weigh("sign-in", "/", "input[name=api_key]", false),
    await weigh("webhooks, the first page", "/", "main [data-row]", true),
    await weigh("delivery log", "/deliveries", "[role=table] [data-row]", true),
    await weigh("overview", "/overview", "main canvas", true),
  ];
}

/** From the request that brings an event in until the open log says that there is something new. */
export async function measureLive(browser: Browser, input: BrowserInput & { operatorKey: string }): Promise<number[]> {
  const customer = createClient({ baseUrl: input.base, apiKey: input.apiKey });
  const operator = createClient({ baseUrl: input.base, apiKey: input.operatorKey });
  const { org_id } = await customer.call("verifyKey");
  const { page } = await openPage(browser, input.base);
  await signInWithKey(page, input.apiKey);
  const times: number[] = [];
  for (let round = 0; round < input.rounds; round++) {
    await page.goto("/deliveries");
    await page.locator("[data-row]").first().waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.waitForTimeout(700);
    const beganMs = performance.now();
    const id = `bench-${Date.now()}-${round}`;
    await operator.call("ingestEvents", {
      body: {
        org_id,
        event: "run.completed",
        run_id: id,
        task_id: id,
        agent_name: "bench",
        format: "excel",
        webhook_url: `${input.base}/inbox/bench`,
      },
    });
    await page.getByRole("button", { name: /^\d+\+? new$/ }).waitFor();
    times.push(performance.now() - beganMs);
  }
  await page.context().close();
  return times;
}

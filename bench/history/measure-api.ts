// From the request to the last byte of the answer, on a connection that is open.

import { fillPath, routes } from "@overten/contract";
import type { AskedRequest } from "./requests.ts";

export interface ApiFigure {
  label: string;
  medianMs: number;
  worstMs: number;
  /** Until a screen is full or the list has ended, as the dashboard goes on by itself. */
  filledMs: number;
  /** Of the server and PostgreSQL, for the same. */
  cpuMs: number;
  requests: number;
  rows: number;
}

const fullRows = 30;
const mostRequests = 500;

interface Answer {
  rows: number;
  next: string | null;
  tookMs: number;
}

export async function measureApi(
  deps: { base: string; apiKey: string; cpuMs: () => number },
  input: { requests: readonly AskedRequest[]; rounds: number },
): Promise<ApiFigure[]> {
  const figures: ApiFigure[] = [];
  for (const asked of input.requests) {
    const cursor = await cursorOf(deps, asked);
    const firsts: number[] = [];
    const filled: number[] = [];
    let requests = 0;
    let rows = 0;
    const cpuBeforeMs = deps.cpuMs();
    for (let round = 0; round < input.rounds; round++) {
      // Thrice tells enough of a walk through everything.
      if (round >= 3 && filled.some((ms) => ms > 1000)) break;
      let answer = await ask(deps, asked, cursor);
      firsts.push(answer.tookMs);
      let sumMs = answer.tookMs;
      ({ rows } = answer);
      requests = 1;
      for (; rows < fullRows && answer.next !== null && requests < mostRequests; requests++) {
        answer = await ask(deps, asked, answer.next);
        rows += answer.rows;
        sumMs += answer.tookMs;
      }
      filled.push(sumMs);
    }
    figures.push({
      label: asked.label,
      medianMs: median(firsts),
      worstMs: Math.max(...firsts),
      filledMs: median(filled),
      cpuMs: (deps.cpuMs() - cpuBeforeMs) / filled.length,
      requests,
      rows,
    });
  }
  return figures;
}

/** Where the page that is asked for begins. */
async function cursorOf(deps: { base: string; apiKey: string }, asked: AskedRequest): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 1; page < (asked.page ?? 1); page++) {
    cursor = (await ask(deps, asked, cursor)).next;
    if (cursor === null) return null;
  }
  return cursor;
}

async function ask(
  deps: { base: string; apiKey: string },
  asked: AskedRequest,
  cursor: string | null,
): Promise<Answer> {
  const { route, params = {}, query = {} } = asked;
  const search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) });
  const url = `${deps.base}/api/v1${fillPath(routes[route].path, params)}?${search.toString()}`;
  const beganMs = performance.now();
  const response = await fetch(url, { headers: { "x-api-key": deps.apiKey } });
  const text = await response.text();
  const tookMs = performance.now() - beganMs;
  if (!response.ok) throw new Error(`${asked.label}: ${response.status} ${text}`);
  const body = JSON.parse(text) as Record<string, unknown>;
  const list = Object.values(body).find((value) => Array.isArray(value));
  return {
    rows: list?.length ?? 1,
    next: typeof body["next_cursor"] === "string" ? body["next_cursor"] : null,
    tookMs,
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

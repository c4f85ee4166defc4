import { type Attempt, attemptErrorCodes, attemptOutcomes, eventNames } from "@overten/contract";

/** What narrows the log besides time; each is a parameter of the page's address. */
export const filterNames = ["status", "event", "webhook_id", "http_status", "error_code", "run_id", "task_id"] as const;
export type FilterName = (typeof filterNames)[number];

/** The filters of a page, as its address says them. */
export interface LogFilter {
  fields: Partial<Record<FilterName, string>>;
  /** A name of `spans`, or an instant. */
  since: string;
  until: string | null;
}

/** Spans of time that can be chosen, in milliseconds back from now; null is all that is kept. */
export const spans = {
  "1h": { label: "Last hour", ms: 3_600_000 },
  "24h": { label: "Last 24 h", ms: 86_400_000 },
  "7d": { label: "Last 7 days", ms: 604_800_000 },
  all: { label: "Whole log", ms: null },
} as const;
export type SpanName = keyof typeof spans;

export function isSpan(text: string): text is SpanName {
  return Object.hasOwn(spans, text);
}

const allowed: Partial<Record<FilterName, readonly string[]>> = {
  status: attemptOutcomes,
  event: eventNames,
  error_code: attemptErrorCodes,
};

function isMeant(name: FilterName, value: string): boolean {
  if (name === "http_status") return /^[1-9]\d\d$/.test(value);
  return allowed[name]?.includes(value) ?? true;
}

/** What an address asks for. The last 24 h unless it says otherwise; who looks for one run or task wants it from the whole log. */
export function readFilter(search: URLSearchParams): LogFilter {
  const fields: LogFilter["fields"] = {};
  for (const name of filterNames) {
    const value = search.get(name)?.trim() ?? "";
    if (value !== "" && isMeant(name, value)) fields[name] = value;
  }
  const since = search.get("since") ?? "";
  const isOne = fields.run_id !== undefined || fields.task_id !== undefined;
  return {
    fields,
    since: isSpan(since) || isInstant(since) ? since : isOne ? "all" : "24h",
    until: instantOrNull(search.get("until")),
  };
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));
}

function instantOrNull(text: string | null): string | null {
  return text !== null && isInstant(text) ? text : null;
}

/** The query that reads what a filter means at `nowMs`. */
export function logQueryOf(filter: LogFilter, nowMs: number): Record<string, string | number> {
  const backMs = isSpan(filter.since) ? spans[filter.since].ms : undefined;
  const since = backMs === undefined ? filter.since : backMs === null ? null : new Date(nowMs - backMs).toISOString();
  return {
    ...filter.fields,
    ...(since === null ? {} : { since }),
    ...(filter.until === null ? {} : { until: filter.until }),
  };
}

/** The span of time that a filter means at `nowMs`, as far as the log is kept. */
export function spanOf(
  filter: LogFilter,
  { nowMs, keptDays }: { nowMs: number; keptDays: number },
): { fromMs: number; toMs: number } {
  const { since } = logQueryOf(filter, nowMs);
  const keptFromMs = nowMs - keptDays * spans["24h"].ms;
  const toMs = filter.until === null ? nowMs : Math.min(nowMs, Date.parse(filter.until));
  return { fromMs: typeof since === "string" ? Math.max(keptFromMs, Date.parse(since)) : keptFromMs, toMs };
}

/** Whether an attempt that was recorded just now belongs on the page. */
export function isWanted(filter: LogFilter, attempt: Attempt): boolean {
  if (filter.until !== null && Date.parse(attempt.started_at) >= Date.parse(filter.until)) return false;
  const has: Record<FilterName, string | null> = {
    status: attempt.outcome,
    event: attempt.event,
    webhook_id: attempt.webhook_id,
    http_status: attempt.http_status === null ? null : String(attempt.http_status),
    error_code: attempt.error_code,
    run_id: attempt.run_id,
    task_id: attempt.task_id,
  };
  return filterNames.every((name) => filter.fields[name] === undefined || filter.fields[name] === has[name]);
}

/** Attempts that were planned in all, so that one reads as `3/8`. */
export function plannedInAll(attempt: Attempt, scheduleSteps: number): number {
  const toCome = attempt.remaining_schedule.length;
  return toCome > 0 ? attempt.attempt + toCome : Math.max(attempt.attempt, scheduleSteps + 1);
}

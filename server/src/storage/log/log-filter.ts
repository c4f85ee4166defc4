import { uuidv7Floor, uuidv7UnixMs } from "../../domain/uuid.ts";

/** What rows of the log are asked for; null is any. */
export interface LogFilter {
  subscriptionId: string | null;
  kind: string | null;
  status: "pending" | "succeeded" | "failed" | "cancelled" | null;
  runId: string | null;
  taskId: string | null;
  httpStatus: number | null;
  errorCode: string | null;
}

/** A part of the log by id, newest first: from `fromId` on, before `beforeId`, at most `rows`. Both bounds are also where its partitions are looked for. */
export interface LogSpan {
  fromId: string;
  beforeId: string;
  rows: number;
}

/** Rows found, newest first. Where `completeTo` is null nothing is missing in the span, otherwise down to that id (inclusive) and below it may be more. */
export interface FoundRows<Row> {
  rows: Row[];
  completeTo: string | null;
}

/** Rows that one statement looks at when a filter has no index of its own: a page may then be short (contract §9). */
export const maxScannedRows = 5000;

/** Whether a filter finds failures alone, of which there is an index. A status of 2xx may stand beside an error, any other is a failure by itself. */
export function findsFailuresOnly(filter: LogFilter): boolean {
  const { status, httpStatus, errorCode } = filter;
  return status === "failed" || errorCode !== null || (httpStatus !== null && (httpStatus < 200 || httpStatus > 299));
}

/** A first look goes back this far only: most pages are of the newest days, and each day more costs a plan and some locks (2 against 31 days: 0.4 ms, 3 ms). */
const firstLookMs = 86_400_000;

/** Looks at the newest part of a span first, and at all of it where that did not fill the page. */
export async function lookNearFirst<Row>(
  span: LogSpan,
  look: (span: LogSpan) => Promise<FoundRows<Row>>,
): Promise<FoundRows<Row>> {
  const nearMs = uuidv7UnixMs(span.beforeId) - firstLookMs;
  if (nearMs > uuidv7UnixMs(span.fromId)) {
    const near = await look({ ...span, fromId: uuidv7Floor(nearMs) });
    if (near.completeTo !== null) return near;
  }
  return look(span);
}

/**
 * Goes on behind what a look found for as long as the page is not full and `goesOn` says so. What is common is found by the first look; for what is rare one
 * request does the work of many, and each look still holds little.
 */
export async function lookOn<Row>(
  input: { span: LogSpan; goesOn: () => boolean },
  look: (span: LogSpan) => Promise<FoundRows<Row>>,
): Promise<FoundRows<Row>> {
  const { span, goesOn } = input;
  const rows: Row[] = [];
  let beforeId = span.beforeId;
  for (;;) {
    const found = await look({ ...span, beforeId, rows: span.rows - rows.length });
    rows.push(...found.rows);
    const { completeTo } = found;
    if (completeTo === null || rows.length >= span.rows || !goesOn()) return { rows, completeTo };
    beforeId = completeTo;
  }
}

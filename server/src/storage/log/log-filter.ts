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

/** Rows that one request looks at when a filter has no index of its own: a page may then be short (contract §9). */
export const maxScannedRows = 5000;

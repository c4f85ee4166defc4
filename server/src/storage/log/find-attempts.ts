import type { Connection, Statement } from "../../runtime/connection.ts";
import {
  findsFailuresOnly,
  type FoundRows,
  type LogFilter,
  type LogSpan,
  lookNearFirst,
  lookOn,
  maxScannedRows,
} from "./log-filter.ts";

// Planned anew each time with its values (the cold pool): conditions that are not asked for fold away, and the plan takes the index of organisation,
// destination, run or task. The other filters are applied to a bounded number of rows of that.
const scanned = `
select a.id, a.kind, a.outcome, a.http_status, a.error_code from attempts a
where a.bucket = $1 and a.org_id = $2 and a.id >= $3::uuid and a.id < $4::uuid
  and ($5::uuid is null or a.destination_id = $5) and ($6::text is null or a.run_id = $6) and ($7::text is null or a.task_id = $7)
order by a.id desc`;

const findStatement: Statement = {
  name: "find-attempts",
  text: `
select s.id from (${scanned} limit $8) s
where ($9::text is null or s.kind = $9) and ($10::text is null or s.outcome = $10)
  and ($11::int is null or s.http_status = $11) and ($12::text is null or s.error_code = $12)
order by s.id desc limit $13`,
};

const lastScannedStatement: Statement = {
  name: "last-scanned-attempt",
  text: `select s.id from (${scanned} offset $8 limit 1) s`,
};

export interface AttemptSearch {
  bucket: number;
  orgId: string;
  filter: LogFilter;
  span: LogSpan;
  /** Whether there is time for another look. */
  goesOn: () => boolean;
}

/** Ids of an organisation's attempts, newest first. */
export async function findAttempts(connection: Connection, input: AttemptSearch): Promise<FoundRows<string>> {
  const { status } = input.filter;
  const isNothing = status === "succeeded" && findsFailuresOnly(input.filter);
  if (isNothing || status === "pending" || status === "cancelled") return { rows: [], completeTo: null };
  return lookOn(input, (part) => lookNearFirst(part, (span) => look(connection, { ...input, span })));
}

async function look(connection: Connection, input: Omit<AttemptSearch, "goesOn">): Promise<FoundRows<string>> {
  const { filter, span } = input;
  const { kind, status, httpStatus, errorCode } = filter;
  const where = [
    input.bucket,
    input.orgId,
    span.fromId,
    span.beforeId,
    filter.subscriptionId,
    filter.runId,
    filter.taskId,
  ];
  const rows = await connection.run<{ id: string }>(findStatement, [
    ...where,
    maxScannedRows,
    kind,
    status,
    httpStatus,
    errorCode,
    span.rows,
  ]);
  const ids = rows.map((row) => row.id);
  if (ids.length >= span.rows) return { rows: ids, completeTo: ids.at(-1) ?? null };
  // Whatever was looked at was also found: there is no more.
  if (kind === null && status === null && httpStatus === null && errorCode === null)
    return { rows: ids, completeTo: null };
  const [last] = await connection.run<{ id: string }>(lastScannedStatement, [...where, maxScannedRows - 1]);
  return { rows: ids, completeTo: last?.id ?? null };
}

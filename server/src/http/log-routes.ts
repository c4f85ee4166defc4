import type { LogQuery } from "@overten/contract";
import { decodeId } from "../domain/ids.ts";
import { uuidv7Floor } from "../domain/uuid.ts";
import type { Database } from "../runtime/connection.ts";
import { findAttempts } from "../storage/log/find-attempts.ts";
import { listDeliveries } from "../storage/log/list-deliveries.ts";
import type { LogFilter, LogSpan } from "../storage/log/log-filter.ts";
import { readAttempts } from "../storage/log/read-attempts.ts";
import { readPage } from "../storage/log/read-page.ts";
import { type LogEdge, logEndMs, logFromMs, withinTime } from "./log-edge.ts";
import { decodeCursor, encodeCursor } from "./page-cursor.ts";
import { presentAttempt } from "./present-attempt.ts";
import { presentDelivery } from "./present-delivery.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface LogRouteDeps extends LogEdge {
  database: Database;
}

/** The delivery log by attempt and by delivery (contract §9). `since` and `until` compare with when an attempt was recorded or a delivery made. */
export function logRoutes(deps: LogRouteDeps): Pick<RouteHandlers, "listAttempts" | "listDeliveries"> {
  return {
    // Attempts commit within moments of their ids, in any order: a walk through the pages shows every one exactly once that was committed before its first
    // page was read. Later ones have newer ids, or, committed late, may be missing from this walk; the stream reads back for those.
    listAttempts: async ({ query, caller }) => {
      const { bucket, orgId } = caller;
      const search = searchOf(deps, "attempts", query);
      if (search === null) return { status: 200, body: { attempts: [], next_cursor: null } };
      const page = await withinTime(
        readPage(deps.database, async (connection) => {
          const found = await findAttempts(connection, { bucket, orgId, ...search, span: oneMoreOf(search.span) });
          const attemptIds = found.rows.slice(0, query.limit);
          const completeTo = found.rows.length > query.limit ? (attemptIds.at(-1) ?? null) : found.completeTo;
          return { completeTo, attempts: await readAttempts(connection, { bucket, orgId, attemptIds }) };
        }),
      );
      const nextCursor = page.completeTo === null ? null : encodeCursor("attempts", page.completeTo);
      return { status: 200, body: { attempts: page.attempts.map(presentAttempt), next_cursor: nextCursor } };
    },

    listDeliveries: async ({ query, caller }) => {
      const { bucket, orgId } = caller;
      const search = searchOf(deps, "deliveries", query);
      if (search === null) return { status: 200, body: { deliveries: [], next_cursor: null } };
      const endId = uuidv7Floor(logEndMs(deps));
      const page = await withinTime(
        readPage(deps.database, (connection) => listDeliveries(connection, { bucket, orgId, endId, ...search })),
      );
      const nextCursor = page.completeTo === null ? null : encodeCursor("deliveries", page.completeTo);
      return { status: 200, body: { deliveries: page.rows.map(presentDelivery), next_cursor: nextCursor } };
    },
  };
}

/** The extra row tells whether there is another page. */
function oneMoreOf(span: LogSpan): LogSpan {
  return { ...span, rows: span.rows + 1 };
}

/** What to look for and where; null when nothing can match. Throws a 422 for a wrong cursor. */
function searchOf(
  deps: LogRouteDeps,
  list: "attempts" | "deliveries",
  query: LogQuery,
): { filter: LogFilter; span: LogSpan } | null {
  const beforeCursor = query.cursor === undefined ? null : decodeCursor(list, query.cursor);
  const subscriptionId = query.webhook_id === undefined ? null : decodeId("subscription", query.webhook_id);
  if (query.webhook_id !== undefined && subscriptionId === null) return null;
  // PostgreSQL's text holds no NUL, so no row does.
  if (query.run_id?.includes("\0") === true || query.task_id?.includes("\0") === true) return null;

  const sinceMs = query.since === undefined ? -Infinity : Date.parse(query.since);
  const untilMs = query.until === undefined ? Infinity : Date.parse(query.until);
  const fromMs = Math.max(logFromMs(deps), sinceMs);
  const beforeMs = Math.min(logEndMs(deps), untilMs);
  if (fromMs >= beforeMs) return null;
  const endId = uuidv7Floor(beforeMs);
  return {
    filter: {
      subscriptionId,
      kind: query.event ?? null,
      status: query.status ?? null,
      runId: query.run_id ?? null,
      taskId: query.task_id ?? null,
      httpStatus: query.http_status ?? null,
      errorCode: query.error_code ?? null,
    },
    span: {
      fromId: uuidv7Floor(fromMs),
      beforeId: beforeCursor === null || endId < beforeCursor ? endId : beforeCursor,
      rows: query.limit,
    },
  };
}

import { countedTo, failingBelow, type OrganizationWithTraffic } from "@overten/contract";
import { uuidv7UnixMs } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import { readPage } from "../storage/log/read-page.ts";
import { listTraffic, type OrganizationTraffic, readTraffic, type TrafficSpan } from "../storage/stats/list-traffic.ts";
import { HttpError } from "./http-error.ts";
import { withinTime } from "./log-edge.ts";
import { pathId } from "./path-id.ts";
import { presentOrganization } from "./present-organization.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { decodeTrafficCursor, encodeTrafficCursor } from "./traffic-cursor.ts";

export interface TrafficRouteDeps {
  database: Database;
  clock: Clock;
}

const hourMs = 3_600_000;
const tooSlow = "The organisations could not be counted in time. See what loads the database, or ask for fewer rows.";

/** `GET /operator/traffic` and `GET /operator/organizations/{org_id}`: who sends how much, and how it fares. */
export function trafficRoutes(deps: TrafficRouteDeps): Pick<RouteHandlers, "listTraffic" | "getOrganization"> {
  const { database, clock } = deps;
  return {
    listTraffic: async ({ query }) => {
      const { order, limit, name = "" } = query;
      const cursor = query.cursor === undefined ? null : decodeTrafficCursor(query.cursor, order);
      const untilMs = cursor?.untilMs ?? clock.nowMs();
      const input = { span: spanUntil(untilMs), name, order, after: cursor?.after ?? null, rows: limit + 1 };
      const found = await withinTime(
        readPage(database, (connection) => listTraffic(connection, input)),
        tooSlow,
      );
      const rows = found.slice(0, limit);
      const last = rows.at(-1);
      const isEnd = found.length <= limit || last === undefined;
      return {
        status: 200,
        body: {
          organizations: rows.map(presentTraffic),
          next_cursor: isEnd ? null : encodeTrafficCursor({ order, untilMs, after: last }),
        },
      };
    },

    getOrganization: async ({ params }) => {
      const input = { span: spanUntil(clock.nowMs()), orgId: pathId("organization", params.org_id) };
      const found = await withinTime(
        readPage(database, (connection) => readTraffic(connection, input)),
        tooSlow,
      );
      if (found === null) throw new HttpError("not_found");
      return { status: 200, body: presentTraffic(found) };
    },
  };
}

/** The day before a moment, its first hour whole: the roll-up has nothing finer that far back. */
function spanUntil(untilMs: number): TrafficSpan {
  const fromMs = Math.floor((untilMs - 24 * hourMs) / hourMs) * hourMs;
  return { fromMs, toMs: untilMs, failingBelow, countTo: countedTo };
}

function presentTraffic(traffic: OrganizationTraffic): OrganizationWithTraffic {
  const { succeeded, failed, destinations, failingDestinations, pending, oldestDeliveryId } = traffic;
  return {
    ...presentOrganization(traffic),
    traffic: {
      succeeded,
      failed,
      success_rate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
      destinations,
      failing_destinations: failingDestinations,
      pending,
      oldest_pending_at: oldestDeliveryId === null ? null : new Date(uuidv7UnixMs(oldestDeliveryId)).toISOString(),
    },
  };
}

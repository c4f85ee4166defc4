import { fieldError } from "./http-error.ts";
import type { TrafficOrder, TrafficPosition } from "../storage/stats/list-traffic.ts";

/**
 * Where a page of the organisations by traffic ended, and the moment up to which all its pages count: figures that grow meanwhile would let one organisation
 * be listed twice and leave another out.
 */
export interface TrafficCursor {
  order: TrafficOrder;
  untilMs: number;
  after: TrafficPosition;
}

const shape =
  /^(failing|busiest|newest) (\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function encodeTrafficCursor({ order, untilMs, after }: TrafficCursor): string {
  const text = [order, Math.floor(untilMs), ...after.keys, after.orgId].join(" ");
  return Buffer.from(text).toString("base64url");
}

/** Reads a cursor back. Throws a 422 for any text that `encodeTrafficCursor` does not give for this order. */
export function decodeTrafficCursor(cursor: string, order: TrafficOrder): TrafficCursor {
  const [, ofOrder, untilMs, first, second, third, orgId] =
    shape.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  if (ofOrder !== order || orgId === undefined) {
    throw fieldError(
      "cursor",
      "is not a cursor of this order; pass back the next_cursor of an earlier page as it came",
    );
  }
  return {
    order,
    untilMs: Number(untilMs),
    after: { keys: [Number(first), Number(second), Number(third)], orgId },
  };
}

import type { Untaken } from "./accept-batch.ts";
import type { NewEvent } from "./plan-deliveries.ts";

export type AcceptResult =
  | { outcome: "accepted"; eventId: string }
  | { outcome: "duplicate"; eventId: string }
  /** The same explicit key was used with another body. */
  | { outcome: "conflict" }
  | { outcome: "organization_unknown" }
  | { outcome: "organization_suspended" }
  /** Too much waits for the database, or the organisation keeps changing: nothing was stored, come back later. */
  | { outcome: "overloaded" };

/** What to tell of an event that a statement took or did not take; null when it must be sent again. */
export function resultOf(event: NewEvent, untaken: Untaken | undefined): AcceptResult | null {
  if (untaken === undefined) return { outcome: "accepted", eventId: event.eventId };
  switch (untaken.why) {
    case "stored_before":
      return { outcome: "accepted", eventId: event.eventId };
    case "duplicate":
      return { outcome: "duplicate", eventId: untaken.eventId };
    case "conflict":
      return { outcome: "conflict" };
    case "moved":
    case "not_known":
      return null;
  }
}

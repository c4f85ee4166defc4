import type { EventKind } from "../../domain/payload.ts";

/** A delivery as the log shows it, wherever it is: pending in `due`, or ended in `attempts` or `endings`. */
export interface LoggedDelivery {
  deliveryId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  url: string;
  kind: EventKind;
  runId: string;
  taskId: string;
  status: "pending" | "succeeded" | "failed" | "cancelled";
  failure: "exhausted" | "rejected" | "paused" | null;
  attemptCount: number;
  /** Of a pending one. */
  nextAttemptAtMs: number | null;
  resendOf: string | null;
}

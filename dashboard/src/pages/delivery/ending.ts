import type { Delivery } from "@overten/contract";

/** What an ending needs to be told. */
export type EndedDelivery = Pick<Delivery, "status" | "failure" | "attempt_count" | "webhook_id">;

/** How a delivery ended without arriving, and what brings it back; null for one that arrived or is pending. */
export function endingOf(delivery: EndedDelivery): string | null {
  const { status, failure } = delivery;
  switch (failure) {
    case "exhausted":
      return "Every attempt of the schedule failed, so it was given up. Mend the cause, then resend.";
    case "rejected":
      return "A final answer: it is not tried again by itself. Mend the cause, then resend.";
    case "paused":
      return stopped(delivery);
    case null:
      if (status !== "cancelled") return null;
      return delivery.attempt_count === 0
        ? "The webhook was deleted before the first attempt, so nothing was sent."
        : "The webhook was deleted before it arrived.";
  }
}

/** The log does not hold which of the two it was; a per-request URL cannot be paused. */
function stopped({ attempt_count: attempts, webhook_id: webhookId }: EndedDelivery): string {
  const what = attempts === 0 ? "nothing was sent" : "nothing more is sent";
  return webhookId === null
    ? `It was stopped because the organisation was suspended, so ${what}. Once that is over, resend.`
    : `It was stopped because the webhook was paused or the organisation suspended, so ${what}. Resume the webhook if it still is paused, then resend.`;
}

/** Why a delivery cannot be sent again as it stands, as the server would refuse it; null where nothing speaks against it. */
export function whyNotResend({ status }: Pick<Delivery, "status">): string | null {
  if (status === "pending")
    return "It has not ended: its own schedule still sends it. Resend it once it has arrived or failed.";
  return status === "cancelled" ? "The webhook was deleted, so there is nowhere to send it again." : null;
}

import { failingBelow, type Webhook, type WebhookHealth } from "@overten/contract";
import type { BadgeStatus } from "../../parts/status-badge.tsx";

/** Below this share of attempts that succeeded a webhook is unsteady, and below another failing. */
export const unsteadyBelow = 0.99;

/** How a webhook fares, in a word. */
export function healthStatus(webhook: Pick<Webhook, "active">, health: WebhookHealth | undefined): BadgeStatus | null {
  if (!webhook.active) return "paused";
  if (health === undefined) return null;
  const { success_rate: rate } = health;
  if (rate === null) return "quiet";
  if (rate < failingBelow) return "failing";
  return rate < unsteadyBelow ? "unsteady" : "healthy";
}

/** A share in percent; never "100 %" while something failed. */
export function percent(share: number): string {
  if (share === 1) return "100 %";
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

import type { OrganizationWithTraffic } from "@overten/contract";
import type { BadgeStatus } from "../../parts/status-badge.tsx";
import { unsteadyBelow } from "../webhooks/webhook-health.ts";

/** How an organisation fares, in a word. */
export function organizationStatus(organization: Pick<OrganizationWithTraffic, "suspended" | "traffic">): BadgeStatus {
  const { suspended, traffic } = organization;
  if (suspended) return "suspended";
  if (traffic.failing_destinations > 0) return "failing";
  if (traffic.success_rate === null) return "quiet";
  return traffic.success_rate < unsteadyBelow ? "unsteady" : "healthy";
}

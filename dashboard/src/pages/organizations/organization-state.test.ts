import type { Traffic } from "@overten/contract";
import { expect, test } from "vitest";
import { organizationStatus } from "./organization-state.ts";

const traffic = {
  succeeded: 0,
  failed: 0,
  success_rate: null,
  destinations: 0,
  failing_destinations: 0,
  pending: 0,
  oldest_pending_at: null,
};

test("an organisation is as well as its worst destination, and then as what it delivered", () => {
  const status = (more: Partial<Traffic>, suspended = false): string =>
    organizationStatus({ suspended, traffic: { ...traffic, ...more } });
  expect([
    status({}),
    status({ success_rate: 1 }),
    status({ success_rate: 0.98 }),
    status({ success_rate: 1, failing_destinations: 1 }),
    status({ success_rate: 1, failing_destinations: 1 }, true),
  ]).toEqual(["quiet", "healthy", "unsteady", "failing", "suspended"]);
});

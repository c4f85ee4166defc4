import { expect, it } from "vitest";
import { type EndedDelivery, endingOf, whyNotResend } from "./ending.ts";

const delivery = (given: Partial<EndedDelivery>): EndedDelivery => ({
  status: "failed",
  failure: "paused",
  attempt_count: 0,
  webhook_id: "whk_1",
  ...given,
});

it("says that nothing was sent only where nothing was", () => {
  expect(endingOf(delivery({}))).toContain("so nothing was sent.");
  expect(endingOf(delivery({ attempt_count: 2 }))).toContain("so nothing more is sent.");
  expect(endingOf(delivery({ attempt_count: 2 }))).not.toContain("nothing was sent");
  const cancelled = { status: "cancelled", failure: null } as const;
  expect(endingOf(delivery(cancelled))).toContain("so nothing was sent.");
  expect(endingOf(delivery({ ...cancelled, attempt_count: 1 }))).toBe("The webhook was deleted before it arrived.");
});

it("names all that may have stopped a delivery, and nothing else", () => {
  expect(endingOf(delivery({}))).toContain("the webhook was paused or the organisation suspended");
  const perRequest = endingOf(delivery({ webhook_id: null }));
  expect(perRequest).toContain("the organisation was suspended");
  expect(perRequest).not.toContain("webhook was paused");
});

it("has nothing to say of what is pending or arrived", () => {
  expect(endingOf(delivery({ status: "pending", failure: null }))).toBeNull();
  expect(endingOf(delivery({ status: "succeeded", failure: null, attempt_count: 1 }))).toBeNull();
});

it("offers what ended to be sent again, and says of the rest why not", () => {
  expect(whyNotResend({ status: "failed" })).toBeNull();
  expect(whyNotResend({ status: "succeeded" })).toBeNull();
  expect(whyNotResend({ status: "pending" })).toContain("once it has arrived or failed");
  expect(whyNotResend({ status: "cancelled" })).toContain("was deleted");
});

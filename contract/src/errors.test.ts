import { expect, test } from "vitest";
import { errorBody, errorBodySchema, errorCodes, errorTable, isErrorCode } from "./errors.ts";

// Contract §2, written out again on purpose: a status that moves breaks clients.
const contractStatuses = {
  invalid_json: 400,
  invalid_api_key: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  misdirected_request: 421,
  validation_failed: 422,
  url_not_allowed: 422,
  rate_limited: 429,
  internal_error: 500,
  not_implemented: 501,
  generation_failed: 502,
  unavailable: 503,
};

test("codes and statuses are the contract's", () => {
  const statuses = Object.fromEntries(Object.entries(errorTable).map(([code, kind]) => [code, kind.status]));
  expect(statuses).toEqual(contractStatuses);
  expect(errorCodes).toEqual(Object.keys(contractStatuses));
});

test("every default message is a sentence or two for an end user", () => {
  for (const { message } of Object.values(errorTable)) {
    expect(message).toMatch(/^[A-Z].{20,180}\.$/);
  }
});

test("an error body has the contract's keys and nothing more", () => {
  expect(errorBody("not_found")).toEqual({
    success: false,
    error: "not_found",
    message: errorTable.not_found.message,
  });
  const body = errorBody("validation_failed", {
    message: "`url` is missing.",
    details: [{ path: "url", message: "is missing" }],
  });
  expect(errorBodySchema.parse(body)).toEqual(body);
  expect(body.message).toBe("`url` is missing.");
});

test("only the table's own codes are codes", () => {
  expect(isErrorCode("gone")).toBe(true);
  expect(isErrorCode("toString")).toBe(false);
  expect(isErrorCode("teapot")).toBe(false);
});

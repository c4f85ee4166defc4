import { expect, it } from "vitest";
import { isDatabaseUnavailable } from "./database-pool.ts";
import { wasNeverSent } from "./never-sent.ts";

const withCode = (code: string): Error => Object.assign(new Error("said so"), { code });

// As pg, pg-pool and Node word them.
it.each([
  withCode("ECONNREFUSED"),
  withCode("ENOTFOUND"),
  withCode("53300"),
  withCode("53100"),
  withCode("57P03"),
  withCode("25006"),
  withCode("25P03"),
  withCode("28P01"),
  new Error("timeout exceeded when trying to connect"),
  new Error("Connection terminated due to connection timeout"),
  new Error("timeout expired"),
  new Error("Client has encountered a connection error and is not queryable"),
  new Error("Cannot use a pool after calling end on the pool"),
])("nothing was done after %s", (error) => {
  expect([isDatabaseUnavailable(error), wasNeverSent(error)]).toEqual([true, true]);
});

it.each([
  withCode("ECONNRESET"),
  withCode("EPIPE"),
  withCode("ETIMEDOUT"),
  withCode("57P01"),
  withCode("57P02"),
  withCode("08006"),
  withCode("08P01"),
  new Error("Query read timeout"),
  new Error("Connection terminated unexpectedly"),
  new Error("Connection terminated"),
])("nobody knows what was done after %s", (error) => {
  expect([isDatabaseUnavailable(error), wasNeverSent(error)]).toEqual([true, false]);
});

import { HttpError } from "./http-error.ts";

// The 503s after which nothing was accepted, each with its cause (contract §2). Where that is not known, `unknown-outcome.ts` says so.

const nothingAccepted = "Nothing was accepted; send the request again as Retry-After says.";

export function databaseAway(cause: unknown): HttpError {
  return new HttpError("unavailable", { message: `The database does not answer right now. ${nothingAccepted}`, cause });
}

export function overloaded(): HttpError {
  return new HttpError("unavailable", {
    message: `The server is overloaded: more is waiting than it takes at a time. ${nothingAccepted}`,
  });
}

export function shuttingDown(): HttpError {
  return new HttpError("unavailable", {
    message: `This server is shutting down. ${nothingAccepted} Another node takes it, or this one once it is started again.`,
  });
}

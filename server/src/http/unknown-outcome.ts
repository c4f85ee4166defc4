import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import { HttpError } from "./http-error.ts";

/**
 * For a request that changes something, an error of the database in the middle of it as an answer that claims no more than is known (I10: an unknown outcome
 * is zero or one event). `advice` says how to find out, or that sending again is safe. Any other error comes back as it is.
 */
export function unknownOutcome(error: unknown, advice: string): unknown {
  if (!isDatabaseUnavailable(error)) return error;
  return new HttpError("unavailable", {
    message: `The database stopped answering in the middle of this request, so it is not known whether it was carried out. ${advice}`,
    cause: error,
  });
}

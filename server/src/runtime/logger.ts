import { pino } from "pino";

/** What the code here logs with: an object of fields, then a sentence. pino's levels. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** JSON lines, on standard output unless told otherwise. Credentials never get here; should a whole header object do, pino leaves them out. */
export function createLogger(options: { level: string; to?: "stdout" | "stderr" }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      redact: ["*.authorization", '*["x-api-key"]', "*.secret", "*.api_key", "*.apiKey", "*.connectionString"],
    },
    pino.destination({ fd: options.to === "stderr" ? 2 : 1, sync: true }),
  );
}

/** Of an error what tells what happened: drivers hang whole connections on theirs, keys and statements included. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name: type, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  return { type, message, code, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}

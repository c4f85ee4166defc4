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
      redact: ["*.authorization", '*["x-api-key"]', "*.secret", "*.api_key", "*.apiKey", "*.connectionString"],
    },
    pino.destination({ fd: options.to === "stderr" ? 2 : 1, sync: true }),
  );
}

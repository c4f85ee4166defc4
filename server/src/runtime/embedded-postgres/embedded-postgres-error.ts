/** Why the embedded PostgreSQL could not be started. The codes are stable. */
export type EmbeddedPostgresErrorCode =
  | "folder_taken"
  | "folder_not_writable"
  | "folder_not_usable"
  | "data_missing"
  | "version_mismatch"
  | "port_taken"
  | "unsupported_platform"
  | "binaries_missing"
  | "no_usable_user"
  | "disk_full"
  | "start_failed";

/** The embedded PostgreSQL could not be started; the message says what happened, why, and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The `code` of a system error (`ENOENT`, `EACCES` …), or undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

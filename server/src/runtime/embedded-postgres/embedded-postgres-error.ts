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

/** Whether what a program printed, or an error's text, says that there is no space left. */
export function tellsDiskFull(text: string): boolean {
  return /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/u.test(text);
}

/** The error for something that failed in a folder; ours stay as they are. */
export function explainFolderError(dir: string, error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = systemErrorCode(error);
  if (tellsDiskFull(text)) {
    return new EmbeddedPostgresError(
      "disk_full",
      `The database in ${dir} has no room: the disk is full. Nothing that was committed is lost. ` +
        "Free some space and start again, or name a folder on another disk with OVERTEN_DATA_DIR.",
      { cause: error },
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR" || code === "EEXIST") {
    return new EmbeddedPostgresError(
      "folder_not_writable",
      `The data folder ${dir} cannot be written to (${text}). ` +
        "Give this user the right to write there, or name another folder with OVERTEN_DATA_DIR.",
      { cause: error },
    );
  }
  return new EmbeddedPostgresError(
    "start_failed",
    `PostgreSQL could not be started on ${dir}: ${text}. Its log is ${dir}/postgres.log. ` +
      "Put right what it names, or set DATABASE_URL to a PostgreSQL that you run.",
    { cause: error },
  );
}

/**
 * Whether an error of `isDatabaseUnavailable` means that the statement did nothing: it never reached PostgreSQL, or PostgreSQL itself refused it. After any
 * other it may have been committed, for it was on its way when the connection fell silent or broke.
 */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Of what PostgreSQL says, only that it shuts down or has crashed (57P01, 57P02) may cross with a commit.
  if (/^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return !/^(57P01|57P02|08)/.test(code);
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return true;
  return /timeout exceeded when trying to connect|due to connection timeout|timeout expired|not queryable|after calling end/i.test(
    error.message,
  );
}

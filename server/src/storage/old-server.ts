/** The oldest PostgreSQL that the statements are written for and tried on. */
const oldestMajor = 15;

/** Why a PostgreSQL with this `server_version_num` (150004 is 15.4) cannot be used; null when it can. */
export function oldServerRefusal(versionNumber: number): string | null {
  const major = Math.floor(versionNumber / 10_000);
  if (major >= oldestMajor) return null;
  // Before 10 the first two parts named the version.
  const name = major >= 10 ? String(major) : `${major}.${Math.floor(versionNumber / 100) % 100}`;
  return (
    `This database runs on PostgreSQL ${name}, and Overten needs ${oldestMajor} or newer. Upgrade the server, point DATABASE_URL at a newer one, ` +
    "or unset DATABASE_URL to run with the embedded PostgreSQL."
  );
}

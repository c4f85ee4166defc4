import pg from "pg";

/** Prepares a PostgreSQL that outlives the run: templates of an earlier run may have another schema. Gives back what removes this run's. */
export async function useOwnPostgres(connectionString: string): Promise<() => Promise<void>> {
  const dropTemplates = async (): Promise<void> => {
    const admin = new pg.Client({ connectionString });
    await admin.connect();
    try {
      const found = await admin.query<{ name: string }>(
        "select datname as name from pg_database where datname ~ '^template_buckets_[14](_draft)?$'",
      );
      for (const { name } of found.rows) await admin.query(`drop database if exists ${name} with (force)`);
    } finally {
      await admin.end();
    }
  };
  await dropTemplates();
  return dropTemplates;
}

import pg from "pg";
import { describe, expect, it } from "vitest";
import { openDatabases } from "../../server/src/runtime/database.ts";
import { withTestDatabase } from "../support/postgres.ts";

async function look(connectionString: string): Promise<{ pooled: boolean; searchPath: string; seqScans: string }> {
  const databases = await openDatabases({ connectionString, maxConnections: 5, onConnectionError: () => {} });
  try {
    const [row] = await databases.hot.run<{ searchPath: string; seqScans: string }>(
      {
        name: "look",
        text: `select current_setting('search_path') as "searchPath", current_setting('enable_seqscan') as "seqScans"`,
      },
      [],
    );
    return { pooled: databases.pooled, searchPath: row?.searchPath ?? "", seqScans: row?.seqScans ?? "" };
  } finally {
    await databases.close();
  }
}

describe("a pooler", () => {
  it("is noticed, and a direct connection is none", async () => {
    await withTestDatabase(async ({ connectionString, directConnectionString }) => {
      expect(await look(connectionString)).toMatchObject({ pooled: true, seqScans: "on" });
      expect(await look(directConnectionString)).toMatchObject({ pooled: false, seqScans: "off" });
    });
  });

  it("is noticed where the database has the settings of its own that we ask for", async () => {
    await withTestDatabase(async ({ connectionString, directConnectionString }) => {
      const admin = new pg.Client({ connectionString: directConnectionString });
      await admin.connect();
      const name = pg.escapeIdentifier(new URL(connectionString).pathname.slice(1));
      await admin.query(`alter database ${name} set plan_cache_mode = force_generic_plan`);
      await admin.query(`alter database ${name} set enable_seqscan = off`);
      await admin.end();
      expect(await look(connectionString)).toMatchObject({ pooled: true });
      expect(await look(directConnectionString)).toMatchObject({ pooled: false });
    });
  });

  it("is not seen in a direct URL with session options, and both theirs and ours hold", async () => {
    await withTestDatabase(async ({ directConnectionString }) => {
      const url = new URL(directConnectionString);
      url.searchParams.set("options", "-c search_path=public,pg_temp");
      expect(await look(url.href)).toEqual({ pooled: false, searchPath: "public,pg_temp", seqScans: "off" });
    });
  });
});

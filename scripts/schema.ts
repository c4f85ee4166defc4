// Lists the schema of a freshly migrated database: `write` puts it into server/schema.sql, `check` fails where the file
// says something else, so that every change of the schema is seen in review. `check <file>` compares another file.

import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { startEmbeddedPostgres } from "../server/src/runtime/embedded-postgres/start-embedded-postgres.ts";
import { migrate } from "../server/src/storage/migrate.ts";
import { describeSchema } from "./describe-schema.ts";
import { lineDiff } from "./line-diff.ts";

const heading =
  "-- The schema after all migrations, day partitions left out. Written by `npm run schema`; change server/migrations/ instead.\n\n";

async function listSchema(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "overten-schema-"));
  // PostgreSQL runs as another user where this script runs as root, and must get in.
  await chmod(dataDir, 0o755);
  try {
    const log = (): void => {};
    const postgres = await startEmbeddedPostgres({ log }, { dataDir });
    try {
      await migrate({ connectionString: postgres.connectionString, log }, { buckets: 1 });
      const client = new Client({ connectionString: postgres.connectionString });
      await client.connect();
      try {
        return heading + (await describeSchema(client));
      } finally {
        await client.end();
      }
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const [mode, path = join(import.meta.dirname, "../server/schema.sql")] = process.argv.slice(2);
const file = resolve(path);

if (mode === "write") {
  await writeFile(file, await listSchema());
  console.log(`Wrote ${file}.`);
} else if (mode === "check") {
  const found = await listSchema();
  const written = existsSync(file) ? await readFile(file, "utf8") : "";
  if (found !== written) {
    console.error(`${file} is not what the migrations make (- in the file, + in the database):`);
    console.error(lineDiff(written, found).join("\n"));
    process.exit(1);
  }
  console.log("The schema is as written in server/schema.sql.");
} else {
  console.error("Say `write` or `check`: node scripts/schema.ts write|check [file]");
  process.exit(2);
}

// A program that owns an embedded PostgreSQL, to be killed: it says what it started, in one line of JSON, and stays.
// Ends in order at SIGTERM, and at once, without stopping anything, at SIGUSR2. SIGINT is ignored.
import { EmbeddedPostgresError } from "../../server/src/runtime/embedded-postgres/embedded-postgres-error.ts";
import { startEmbeddedPostgres } from "../../server/src/runtime/embedded-postgres/start-embedded-postgres.ts";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("usage: embedded-postgres-owner.ts <data folder>");

process.on("SIGINT", () => undefined);
process.on("SIGUSR2", () => {
  process.exit(3);
});

try {
  const postgres = await startEmbeddedPostgres({ log: () => undefined }, { dataDir });
  process.on("SIGTERM", () => {
    void postgres.stop();
    clearInterval(staying);
  });
  const staying = setInterval(() => undefined, 60_000);
  const { connectionString, port, reused } = postgres;
  process.stdout.write(
    `${JSON.stringify({ outcome: "started", connectionString, port, dataDir: postgres.dataDir, reused })}\n`,
  );
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  process.stdout.write(`${JSON.stringify({ outcome: "refused", code: error.code, message: error.message })}\n`);
}

import { createLogger } from "../runtime/logger.ts";
import { startEmbeddedPostgres } from "../runtime/embedded-postgres/start-embedded-postgres.ts";
import { readLocalKeys } from "./local-keys.ts";
import { readSettings } from "./settings.ts";
import { startServer } from "./start-server.ts";

const read = readSettings(process.env);
if (!read.ok) {
  process.stderr.write(
    `Overten cannot start. Mend these settings:\n${read.problems.map((problem) => `  ${problem}\n`).join("")}`,
  );
  process.exit(2);
}
const { settings } = read;
const log = createLogger({ level: "info" });
const local = settings.databaseUrl === null ? await readLocalKeys(settings.dataDir) : null;
const embedded =
  settings.databaseUrl === null
    ? await startEmbeddedPostgres(
        { log: (message) => log.info({}, message) },
        { dataDir: `${settings.dataDir}/postgres` },
      )
    : null;
const server = await startServer(
  { log },
  {
    settings,
    connectionString: settings.databaseUrl ?? embedded?.connectionString ?? "",
    secretKeys: settings.secretKeys.length > 0 ? settings.secretKeys : [local?.secretKey ?? ""],
    operatorKey: settings.operatorKey ?? local?.operatorKey ?? "",
  },
);
log.info({ url: server.url }, "Overten listens");

/** SIGTERM and Ctrl-C: what is in flight finishes within this; a second signal ends the process at once. */
const stopWithinMs = 19_000;
let signals = 0;
const stop = (): void => {
  signals++;
  if (signals > 1) process.exit(1);
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  server
    .stop()
    .then(() => embedded?.stop())
    .then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "could not stop in order");
        process.exit(1);
      },
    );
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

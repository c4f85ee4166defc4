import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "./choose-home.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { choosePort, portTaken } from "./free-port.ts";
import { type RunningPostmaster, launchPostmaster } from "./launch-postmaster.ts";
import type { Binaries } from "./prepare-binaries.ts";
import { portOf, readSettings, writeSettings } from "./server-settings.ts";

// Between finding a free port and listening on it another program can take it.
const portTries = 5;
const inUseRetryMs = 100;
const inUseLimitMs = 10_000;

/** Starts the server on the wanted port (throws `port_taken`), else on the one it had before, else on any free one. */
export async function launchOnPort(
  deps: { readonly log: (message: string) => void },
  input: {
    readonly home: Home;
    readonly binaries: Binaries;
    readonly settingsFor: (port: number) => string;
    readonly wantedPort: number | undefined;
  },
): Promise<{ readonly postmaster: RunningPostmaster; readonly port: number }> {
  const { home, binaries, wantedPort } = input;
  const giveUpMs = performance.now() + inUseLimitMs;
  let portsTaken = 0;
  for (;;) {
    const port = await choosePort(deps, { wanted: wantedPort, remembered: portOf(await readSettings(home)) });
    await writeSettings(home, input.settingsFor(port));
    const launched = await launchPostmaster(deps, { home, binaries });
    switch (launched.outcome) {
      case "ready":
        return { postmaster: launched.postmaster, port };
      case "port_taken":
        portsTaken += 1;
        if (wantedPort !== undefined || portsTaken === portTries) throw portTaken(port);
        break;
      case "still_in_use":
        if (performance.now() > giveUpMs) throw stillInUse(home, launched.said);
        await sleep(inUseRetryMs);
        break;
    }
  }
}

function stillInUse(home: Home, said: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "folder_taken",
    `PostgreSQL could not start on ${home.clusterDir}: processes of an earlier PostgreSQL server still use it. ` +
      `Stop them (look for "postgres" in the list of processes) and start again. PostgreSQL said:\n${said}`,
  );
}

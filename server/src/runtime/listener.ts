import pg from "pg";
import { startWorkLoop } from "./work-loop.ts";

const reconnectMs = 1000;

export interface Listener {
  stop(): Promise<void>;
}

/**
 * Calls back for every NOTIFY on a channel, and once after each reconnect, since what was said meanwhile was missed. Notices are a nudge; polling is the net.
 */
export function startListener(options: {
  connectionString: string;
  channel: string;
  onNotice: () => void;
  onError: (error: Error) => void;
}): Listener {
  let ended: (() => void) | null = null;
  let stopped = false;
  const loop = startWorkLoop({
    round: async () => {
      const client = new pg.Client({
        connectionString: options.connectionString,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
        application_name: "overten listener",
      });
      const closed = new Promise<void>((resolve) => {
        ended = resolve;
        client.on("end", resolve);
      });
      client.on("error", options.onError);
      client.on("notification", options.onNotice);
      try {
        await client.connect();
        await client.query(`listen ${pg.escapeIdentifier(options.channel)}`);
        options.onNotice();
        if (!stopped) await closed;
      } finally {
        // Also where `listen` itself was refused, or each try would leave a connection behind.
        await client.end().catch(() => {});
      }
      return reconnectMs;
    },
    onError: (error) => options.onError(error instanceof Error ? error : new Error(String(error))),
    retryMs: reconnectMs,
  });
  return {
    async stop() {
      stopped = true;
      ended?.();
      await loop.stop();
    },
  };
}

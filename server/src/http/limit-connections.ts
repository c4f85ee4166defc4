import type { Server } from "node:http";
import type { Logger } from "../runtime/logger.ts";

const tellEveryMs = 60_000;

/** Turns away clients beyond so many (I9); null takes as many as come. Says so once in a while. */
export function limitConnections(
  server: Server,
  deps: { log: Logger; monotonicMs: () => number },
  { maxConnections }: { maxConnections: number | null },
): void {
  if (maxConnections === null) return;
  server.maxConnections = maxConnections;
  let tellAtMs = 0;
  server.on("drop", () => {
    const nowMs = deps.monotonicMs();
    if (nowMs < tellAtMs) return;
    tellAtMs = nowMs + tellEveryMs;
    deps.log.warn(
      { maxConnections },
      "as many clients are connected as the limit of open files (ulimit -n) allows: more are turned away",
    );
  });
}

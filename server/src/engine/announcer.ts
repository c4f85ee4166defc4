import type { Database, Statement } from "../runtime/connection.ts";

/** What nodes tell each other: something is due. */
export const dueChannel = "overten_due";

const notifyStatement: Statement = { name: "announce-due", text: `select pg_notify('${dueChannel}', '')` };

const atMostEveryMs = 20;

/** Tells the other nodes at most every 20 ms, outside the accepts' transactions: a NOTIFY inside serialises commits database-wide. */
export function createAnnouncer(deps: { database: Database; onError: (error: unknown) => void }): () => void {
  let timer: NodeJS.Timeout | null = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      deps.database.run(notifyStatement, []).catch(deps.onError);
    }, atMostEveryMs);
  };
}

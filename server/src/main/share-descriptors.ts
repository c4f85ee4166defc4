import { readFile } from "node:fs/promises";

/** Files, pipes, threads, name servers: what a node has open beside connections. Measured: some 40. */
const reserve = 64;

export interface DescriptorShares {
  /** Requests to receivers at the same time; less than wished where they would take more than half of what there is. */
  concurrency: number;
  /** Clients' connections; null where there is no limit to divide. */
  maxConnections: number | null;
}

/**
 * Divides what this process may have open, so that strangers who connect leave enough for deliveries and the database (I9). Receivers' connections and
 * clients' get half each, or clients what receivers do not need.
 */
export function shareDescriptors(
  limit: number | null,
  wished: { concurrency: number; databaseConnections: number },
): DescriptorShares {
  if (limit === null) return { concurrency: wished.concurrency, maxConnections: null };
  const free = Math.max(2, limit - reserve - wished.databaseConnections);
  const concurrency = Math.min(wished.concurrency, Math.floor(free / 2));
  return { concurrency, maxConnections: free - concurrency };
}

/** The limit of open files of this process; null where the system does not say or there is none. Node has raised it as far as it may. */
export async function readDescriptorLimit(): Promise<number | null> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const soft = /^Max open files +(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}

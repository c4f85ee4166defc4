import { readFile } from "node:fs/promises";

/** Files, pipes, threads, name servers: what a node has open beside connections. Measured: some 40. */
const reserve = 64;

export interface DescriptorShares {
  /** Requests to receivers at the same time; less than wished where they would take more than half of what there is. */
  concurrency: number;
  /** Connections to receivers that may be open when one more is to stay so for its next request; null where there is no limit to divide. */
  keptSockets: number | null;
  /** Clients' connections; null where there is no limit to divide. */
  maxConnections: number | null;
}

/**
 * Divides what this process may have open, so that strangers who connect leave enough for deliveries and the database (I9). Requests under way get half,
 * or what they need; the rest is halved between clients and the connections that idle until a receiver's next request.
 */
export function shareDescriptors(
  limit: number | null,
  wished: { concurrency: number; databaseConnections: number },
): DescriptorShares {
  if (limit === null) return { concurrency: wished.concurrency, keptSockets: null, maxConnections: null };
  const free = Math.max(3, limit - reserve - wished.databaseConnections);
  const concurrency = Math.min(wished.concurrency, Math.floor(free / 2));
  const keptSockets = Math.floor((free - concurrency) / 2);
  return { concurrency, keptSockets, maxConnections: free - concurrency - keptSockets };
}

/** The limit of open files of this process; null where the system does not say or there is none. Node has raised it as far as it may. */
export async function readDescriptorLimit(): Promise<number | null> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const soft = /^Max open files +(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}

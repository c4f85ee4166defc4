import { lookup } from "node:dns/promises";

/** One answer for a name. */
export type ResolvedAddress = { address: string; family: number };

/** Gives every address of a name, best first; rejects when there is none. */
export type Resolve = (hostName: string) => Promise<readonly ResolvedAddress[]>;

/**
 * The system's resolver, hosts file included. Nothing is cached, but dials that ask for a name while it is being looked up
 * share that lookup: each takes a thread of a pool of four (UV_THREADPOOL_SIZE) until the name server answers, so a
 * name that hangs would otherwise take all of them.
 */
export function createSystemResolve(): Resolve {
  const underWay = new Map<string, Promise<readonly ResolvedAddress[]>>();
  return (hostName) => {
    const joined = underWay.get(hostName);
    if (joined !== undefined) return joined;
    const started = lookup(hostName, { all: true, order: "verbatim" }).finally(() => underWay.delete(hostName));
    underWay.set(hostName, started);
    return started;
  };
}

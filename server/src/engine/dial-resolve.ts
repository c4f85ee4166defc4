import { lookup, Resolver } from "node:dns/promises";

/** One answer for a name. */
export type ResolvedAddress = { address: string; family: number };

/** Gives every address of a name, best first; rejects when there is none. */
export type Resolve = (hostName: string) => Promise<readonly ResolvedAddress[]>;

/** A name server has this long for an answer, twice; the dial's own deadline is over all of it. */
const queryTimeoutMs = 4000;

/**
 * Asks name servers itself for the names of customers, on sockets of its own: the system's resolver holds one of the process's four threads until it
 * answers, so that names that hang would stop everyone's DNS (I8). Names that the operator permits go to the system's resolver, for they may stand in
 * its hosts file. Nothing is cached; dials that ask for a name while it is being looked up share the answer.
 */
export function createResolve(options: { systemNames: ReadonlySet<string> }): Resolve {
  const resolver = new Resolver({ timeout: queryTimeoutMs, tries: 2 });
  const underWay = new Map<string, Promise<readonly ResolvedAddress[]>>();
  return (hostName) => {
    const joined = underWay.get(hostName);
    if (joined !== undefined) return joined;
    const asked = options.systemNames.has(hostName)
      ? lookup(hostName, { all: true, order: "verbatim" })
      : askNameServers(resolver, hostName);
    const started = asked.finally(() => underWay.delete(hostName));
    underWay.set(hostName, started);
    return started;
  };
}

/** IPv4 first: every machine that sends has it, and an address that cannot be reached costs the dial its patience. */
async function askNameServers(resolver: Resolver, hostName: string): Promise<readonly ResolvedAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostName), resolver.resolve6(hostName)]);
  if (four.status === "rejected" && six.status === "rejected") throw four.reason;
  return [
    ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
}

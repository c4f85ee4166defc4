import { ApiError } from "../../contract/src/index.ts";
import type { TestServer } from "../../tests/support/server.ts";

export interface SteadyLoad {
  /** Events that were acknowledged so far. */
  accepted(): number;
  /** Events that were refused with 422, as those of a suspended organisation are. */
  refused(): number;
  stop(): Promise<void>;
}

/** Sends `run.completed` events for one organisation to the nodes in turn, one every `everyMs`, until it is stopped. */
export function startSteadyLoad(
  nodes: readonly TestServer[],
  input: { org_id: string; everyMs: number; webhook_url?: string },
): SteadyLoad {
  const { everyMs, ...fields } = input;
  const underWay = new Set<Promise<void>>();
  const problems: unknown[] = [];
  let sent = 0;
  let accepted = 0;
  let refused = 0;
  const send = async (node: TestServer, n: number): Promise<void> => {
    const names = { run_id: `run ${n}`, task_id: `task ${n}`, agent_name: "load", format: "excel" };
    try {
      await node.operator.call("ingestEvents", { body: { event: "run.completed", ...fields, ...names } });
      accepted++;
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) refused++;
      else problems.push(error);
    }
  };
  const timer = setInterval(() => {
    const node = nodes[sent % nodes.length];
    if (node === undefined) return;
    const sending = send(node, sent++).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }, everyMs);
  return {
    accepted: () => accepted,
    refused: () => refused,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      if (problems.length > 0) throw new AggregateError(problems, `${problems.length} events were not taken`);
    },
  };
}

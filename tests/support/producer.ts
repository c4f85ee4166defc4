import { setTimeout as sleep } from "node:timers/promises";
import type { ProducerEntry, ProducerLedger } from "./ledgers.ts";
import { testOperatorKey } from "./server.ts";

export interface Producer {
  ledger: ProducerLedger;
  /** Sends one event, and notes what came of it; a task that was sent before is sent again. */
  send(taskId: string): Promise<ProducerEntry>;
  /** Sends all that was not acknowledged once more, as a producer does: what had been stored all the same is one event. */
  sendAgain(): Promise<void>;
  /** Sends events one after another on so many lines until it is closed. */
  keepSending(lines: number): { close(): Promise<void> };
}

/** A platform that sends events for an organisation to a node and keeps books. */
export function startProducer(input: { url: () => string; orgId: string }): Producer {
  const ledger: ProducerLedger = new Map();
  let sent = 0;

  const post = async (taskId: string): Promise<ProducerEntry> => {
    const event = { org_id: input.orgId, event: "run.completed", run_id: "run", agent_name: "agent", format: "excel" };
    try {
      const response = await fetch(`${input.url()}/api/v1/operator/events`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": testOperatorKey },
        body: JSON.stringify({ ...event, task_id: taskId, occurred_at_ms: 0 }),
      });
      if (response.status === 202) {
        const answer: { event_id: string } = JSON.parse(await response.text());
        return { answer: "acknowledged", eventId: answer.event_id };
      }
      await response.body?.cancel();
      return { answer: "refused", status: response.status, retryAfter: response.headers.get("retry-after") };
    } catch {
      return { answer: "unknown" };
    }
  };

  const send = async (taskId: string): Promise<ProducerEntry> => {
    const entry = await post(taskId);
    ledger.set(taskId, entry);
    return entry;
  };

  return {
    ledger,
    send,
    async sendAgain() {
      const open = [...ledger].filter(([, entry]) => entry.answer !== "acknowledged").map(([taskId]) => taskId);
      while (open.length > 0) await Promise.all(open.splice(0, 20).map(send));
    },
    keepSending(lines) {
      let stopping = false;
      const line = async (): Promise<void> => {
        while (!stopping) {
          const { answer } = await send(`task ${sent++}`);
          if (answer !== "acknowledged") await sleep(100);
        }
      };
      const running = Promise.all(Array.from({ length: lines }, line));
      return {
        async close() {
          stopping = true;
          await running;
        },
      };
    },
  };
}

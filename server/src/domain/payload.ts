/** An event as its producer describes it; what a kind does not carry is absent. */
export type EventDescription = {
  runId: string;
  taskId: string;
  agentName: string;
  format: string;
  occurredAtMs: number;
} & (
  | { kind: "run.completed"; downloadUrl: string | null; editUrl: string | null; summary: string | null }
  | { kind: "run.failed"; error: { code: string; message: string } }
);

/** The kinds of event that a subscription may name. */
export const eventKinds = ["run.completed", "run.failed"] as const;
export type EventKind = (typeof eventKinds)[number];

/** The exact bytes that every receiver and every attempt of an event gets: keys in the contract's order (contract §7). */
export function payloadBytes(event: EventDescription): Buffer {
  const { runId, taskId, agentName, format, occurredAtMs } = event;
  const head = { event: event.kind, run_id: runId, task_id: taskId, agent_name: agentName, format };
  const payload =
    event.kind === "run.completed"
      ? {
          ...head,
          status: "completed",
          download_url: event.downloadUrl,
          edit_url: event.editUrl,
          summary: event.summary,
          occurred_at_ms: occurredAtMs,
        }
      : { ...head, error: { code: event.error.code, message: event.error.message }, occurred_at_ms: occurredAtMs };
  return Buffer.from(JSON.stringify(payload), "utf8");
}

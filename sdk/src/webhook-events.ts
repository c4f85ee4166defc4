/** A document is finished. Links and summary are null where the platform gave none. */
export interface RunCompletedEvent {
  event: "run.completed";
  run_id: string;
  task_id: string;
  agent_name: string;
  format: string;
  status: "completed";
  download_url: string | null;
  edit_url: string | null;
  summary: string | null;
  occurred_at_ms: number;
}

/** A document could not be made. */
export interface RunFailedEvent {
  event: "run.failed";
  run_id: string;
  task_id: string;
  agent_name: string;
  format: string;
  error: { code: string; message: string };
  occurred_at_ms: number;
}

/** What a webhook's body holds; `event` tells which. Newer servers may send events that are not here: ignore those. */
export type WebhookEvent = RunCompletedEvent | RunFailedEvent;

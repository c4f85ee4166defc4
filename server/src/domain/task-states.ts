// The life of a task (contract §5):
//
//   queued ──claim──► running ──complete──► completed   (event run.completed)
//     │  ▲               │ ├─────fail──────► failed      (event run.failed)
//     │  └─lease ran out─┘ └─third death───► failed      (event run.failed, internal_error)
//     ├──24 h──► expired (event run.failed, expired)
//     └──cancel, from queued and running──► cancelled    (no event)

export const taskStatuses = ["queued", "running", "completed", "failed", "cancelled", "expired"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Whether a task in this status can still end. */
export function isOpen(status: TaskStatus): status is "queued" | "running" {
  return status === "queued" || status === "running";
}

/** Leases of a task that may run out before it fails: its document may be what kills the agents. */
export const maxDeaths = 3;

/** What a task fails with after its last death: fit for an end user. */
export const deathError = {
  code: "internal_error",
  message: `The agent stopped working on this ${maxDeaths} times. Try again; if it stays, shorten the prompt or tell whoever runs this server.`,
};

/** A task waits this long for an agent, in hours, then it expires. */
export const queueHours = 24;

export const expiredError = {
  code: "expired",
  message: `No agent took this up within ${queueHours} hours. Send it again; if it stays, ask whoever runs this server whether an agent for the format is running.`,
};

/** Who made a document, as events and answers name it: `excel_agent_api`. */
export function agentNameOf(format: string): string {
  return `${format}_agent_api`;
}

/** Formats that the product knows: 501 until an agent is named in the settings, where any other word is 404 (contract §5). */
export const knownFormats: readonly string[] = ["excel", "word", "slides"];

/** One turn as an agent gets it. */
export interface AgentTask {
  prompt: string;
  /** The name that the caller wishes for the file; null leaves it to the agent. */
  fileName: string | null;
  /** The run's document as it is; null begins one. */
  previous: Uint8Array | null;
}

export interface AgentContext {
  nowMs: number;
  /** `progress` from 0 to 1. */
  onProgress: (phase: string, progress: number) => void;
  /** Aborted when the task was cancelled or its lease is lost: the agent is to stop, whatever it returns then is ignored. */
  signal: AbortSignal;
}

export type AgentResult =
  | { outcome: "built"; fileName: string; contentType: string; file: Uint8Array; summary: string }
  /** What it cannot do: a code, and a message fit for an end user. */
  | { outcome: "refused"; code: string; message: string };

/** Makes documents of one format. The planner for workbooks is one; an agent with a language model comes behind the same. */
export interface Agent {
  readonly format: string;
  run(task: AgentTask, context: AgentContext): Promise<AgentResult>;
  stop(): Promise<void>;
}

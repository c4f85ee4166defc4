import type { EventDescription, EventKind } from "./payload.ts";

/** What a test of a webhook sends: an event of its kind with every field filled, so that a receiver can be tried as it will be used. */
export function sampleEvent(
  kind: EventKind,
  ids: { runId: string; taskId: string },
  occurredAtMs: number,
): EventDescription {
  const common = { ...ids, agentName: "excel_agent_api", format: "excel", occurredAtMs };
  switch (kind) {
    case "run.completed":
      return {
        ...common,
        kind,
        // RFC 2606: nothing is there.
        downloadUrl: "https://example.com/overten-test/report.xlsx",
        editUrl: "https://example.com/overten-test/edit",
        summary: "This is a test of your webhook. No document was made.",
      };
    case "run.failed":
      return {
        ...common,
        kind,
        error: { code: "test", message: "This is a test of your webhook. No run has failed." },
      };
  }
}

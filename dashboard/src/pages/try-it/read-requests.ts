/** What the page shows of a request that arrived in an inbox. */
export interface InboxRequest {
  requestId: string;
  receivedAt: string;
  event: string;
  taskId: string | null;
  body: string;
  isVerified: boolean;
  message: string;
}

/** Takes what is needed from the inbox's answer; anything else in it does no harm. */
export function readRequests(answer: unknown): InboxRequest[] {
  const requests = record(answer)["requests"];
  if (!Array.isArray(requests)) return [];
  return requests.map((request: unknown) => {
    const { request_id, received_at, body, verification } = record(request);
    const sent = parseBody(text(body));
    return {
      requestId: text(request_id),
      receivedAt: text(received_at),
      event: text(sent["event"]),
      taskId: typeof sent["task_id"] === "string" ? sent["task_id"] : null,
      body: text(body),
      isVerified: record(verification)["verified"] === true,
      message: text(record(verification)["message"]),
    };
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parseBody(body: string): Record<string, unknown> {
  try {
    return record(JSON.parse(body));
  } catch {
    return {};
  }
}

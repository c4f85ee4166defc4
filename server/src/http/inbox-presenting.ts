import { isUtf8 } from "node:buffer";
import type { InboxChange, InboxRequest } from "./inbox-store.ts";

/** A request as the inbox's API shows it. `body` is text where it is UTF-8, else base64. */
export function presentInboxRequest(request: InboxRequest): object {
  const { rawHeaders, body, bodyBytes } = request;
  const isText = isUtf8(body) || isCutText(request);
  return {
    request_id: request.requestId,
    received_at: new Date(request.receivedAtMs).toISOString(),
    path: request.path,
    headers: rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [])),
    body: body.toString(isText ? "utf8" : "base64"),
    body_encoding: isText ? "text" : "base64",
    body_bytes: bodyBytes,
    body_truncated: body.length < bodyBytes,
    answered: request.answered,
    verification: request.verification,
  };
}

/** What a watcher gets, as the name and the data of a server-sent event. */
export function presentInboxChange(change: InboxChange): { event: string; data: object } {
  switch (change.kind) {
    case "request":
      return { event: "request", data: presentInboxRequest(change.request) };
    case "answer":
      return { event: "answer", data: { answer: change.answer } };
    case "cleared":
      return { event: "cleared", data: {} };
  }
}

/** Text that was cut within a character is text all the same. */
function isCutText({ body, bodyBytes }: InboxRequest): boolean {
  return body.length < bodyBytes && [1, 2, 3].some((more) => isUtf8(body.subarray(0, body.length - more)));
}

import type { Verification } from "./inbox-verification.ts";

/** What an inbox answers to whatever it receives. */
export const inboxAnswers = ["200", "500", "400", "hang"] as const;
export type InboxAnswer = (typeof inboxAnswers)[number];

/** One request as it arrived. */
export interface InboxRequest {
  requestId: string;
  receivedAtMs: number;
  path: string;
  /** Names and values in turn, in the order and spelling of the wire. */
  rawHeaders: readonly string[];
  /** What is kept of the body. */
  body: Buffer;
  /** How long the whole body was. */
  bodyBytes: number;
  answered: InboxAnswer;
  verification: Verification;
}

/** What watchers of an inbox are told. */
export type InboxChange =
  | { kind: "request"; request: InboxRequest }
  | { kind: "answer"; answer: InboxAnswer }
  | { kind: "cleared" };

export interface InboxStore {
  answerOf(name: string): InboxAnswer;
  setAnswer(name: string, answer: InboxAnswer): void;
  add(name: string, request: Omit<InboxRequest, "requestId">): void;
  /** Newest first. */
  requestsOf(name: string): InboxRequest[];
  clear(name: string): void;
  /** Calls back for every change until the returned function is called. */
  watch(name: string, onChange: (change: InboxChange) => void): () => void;
}

interface Inbox {
  answer: InboxAnswer;
  requests: InboxRequest[];
}

/** I9: what all inboxes of a node keep. */
export const inboxLimits = { inboxes: 100, requests: 200, keptBodyBytes: 64 * 1024, totalBytes: 64 * 1024 * 1024 };

/** Inboxes in the memory of this node, bounded: the inbox that was used longest ago goes first, and within one the oldest request. */
export function createInboxStore(limits: typeof inboxLimits = inboxLimits): InboxStore {
  const inboxes = new Map<string, Inbox>(); // in the order of use, the last used at the end
  const watchers = new Map<string, Set<(change: InboxChange) => void>>(); // who watches keeps no inbox alive
  let nextId = 1;
  let keptBytes = 0;

  const sizeOf = (request: InboxRequest): number =>
    request.body.length + request.path.length + request.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  const dropOldest = (inbox: Inbox): void => {
    const dropped = inbox.requests.shift();
    if (dropped !== undefined) keptBytes -= sizeOf(dropped);
  };
  const empty = (inbox: Inbox): void => {
    while (inbox.requests.length > 0) dropOldest(inbox);
  };
  const use = (name: string): Inbox => {
    const inbox = inboxes.get(name) ?? { answer: "200", requests: [] };
    inboxes.delete(name);
    inboxes.set(name, inbox);
    if (inboxes.size > limits.inboxes) {
      const [oldest] = inboxes;
      if (oldest !== undefined) {
        empty(oldest[1]);
        inboxes.delete(oldest[0]);
      }
    }
    return inbox;
  };
  const tell = (name: string, change: InboxChange): void => watchers.get(name)?.forEach((watcher) => watcher(change));

  return {
    answerOf: (name) => inboxes.get(name)?.answer ?? "200",
    setAnswer(name, answer) {
      use(name).answer = answer;
      tell(name, { kind: "answer", answer });
    },
    add(name, received) {
      const inbox = use(name);
      const request = { ...received, requestId: String(nextId++) };
      inbox.requests.push(request);
      keptBytes += sizeOf(request);
      if (inbox.requests.length > limits.requests) dropOldest(inbox);
      for (const other of inboxes.values()) {
        while (keptBytes > limits.totalBytes && other.requests.length > 1) dropOldest(other);
      }
      tell(name, { kind: "request", request });
    },
    requestsOf: (name) => (inboxes.get(name)?.requests ?? []).toReversed(),
    clear(name) {
      const inbox = inboxes.get(name);
      if (inbox !== undefined) empty(inbox);
      tell(name, { kind: "cleared" });
    },
    watch(name, onChange) {
      const ofInbox = watchers.get(name) ?? new Set();
      watchers.set(name, ofInbox.add(onChange));
      return () => {
        ofInbox.delete(onChange);
        if (ofInbox.size === 0) watchers.delete(name);
      };
    },
  };
}

import { describe, expect, it } from "vitest";
import { createInboxStore, type InboxChange } from "./inbox-store.ts";

const request = {
  receivedAtMs: 0,
  path: "",
  rawHeaders: [],
  body: Buffer.from("0123456789"),
  bodyBytes: 10,
  answered: "200",
  verification: { verified: false, code: "missing_header", message: "" },
} as const;
const limits = { inboxes: 2, requests: 3, keptBodyBytes: 64, totalBytes: 45 };

describe("the inboxes of a node", () => {
  it("keep the newest requests, newest first", () => {
    const store = createInboxStore({ ...limits, totalBytes: 1000 });
    for (let n = 0; n < 5; n++) store.add("a", { ...request, receivedAtMs: n });
    expect(store.requestsOf("a").map((kept) => kept.receivedAtMs)).toEqual([4, 3, 2]);
  });

  it("forget the inbox that was used longest ago", () => {
    const store = createInboxStore(limits);
    store.add("a", request);
    store.add("b", request);
    store.setAnswer("a", "500");
    store.add("c", request);
    expect([store.requestsOf("a").length, store.requestsOf("b").length, store.requestsOf("c").length]).toEqual([
      1, 0, 1,
    ]);
    expect(store.answerOf("a")).toBe("500");
  });

  it("keep no more than so many bytes in all", () => {
    const store = createInboxStore(limits);
    for (const name of ["a", "b", "a", "b", "a", "b"]) store.add(name, request);
    expect(store.requestsOf("a").length + store.requestsOf("b").length).toBe(4);
    store.clear("a");
    store.clear("b");
    for (let n = 0; n < 3; n++) store.add("b", request);
    expect(store.requestsOf("b").length).toBe(3);
  });

  it("tell who watches, until they stop", () => {
    const store = createInboxStore(limits);
    const seen: InboxChange["kind"][] = [];
    const stop = store.watch("a", (change) => seen.push(change.kind));
    store.add("a", request);
    store.add("b", request);
    store.setAnswer("a", "hang");
    store.clear("a");
    stop();
    store.add("a", request);
    expect(seen).toEqual(["request", "answer", "cleared"]);
  });
});

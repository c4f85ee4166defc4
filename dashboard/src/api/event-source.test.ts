import { expect, test } from "vitest";
import { createEventParser, type ServerEvent } from "./event-source.ts";

test("events come whole, however the stream was cut, and heartbeats as null", () => {
  const seen: (ServerEvent | null)[] = [];
  const parse = createEventParser((event) => seen.push(event));
  for (const part of [
    "retry: 2000\n\n",
    "id: att_1\nda",
    'ta: {"a":1}\n',
    "\n:\n\nid: att_2\ndata: x\ndata: y\n\nid: att_3",
  ])
    parse(part);
  expect(seen).toEqual([null, { id: "att_1", data: '{"a":1}' }, null, { id: "att_2", data: "x\ny" }]);
});

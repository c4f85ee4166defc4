import { describe, expect, it } from "vitest";
import { made, refusal } from "./excel-opened.ts";
import { moreAuditRequests } from "./excel-requests-audit-more.ts";
import { auditRequests } from "./excel-requests-audit.ts";
import { ordinaryRequests } from "./excel-requests-ordinary.ts";
import { ownRequests } from "./excel-requests-own.ts";
import { relationRequests } from "./excel-requests-relations.ts";
import { auditRefusals, ownRefusals } from "./excel-requests-refused.ts";
import { expectWanted } from "./excel-wanted.ts";

describe("a request is built as a person means it", () => {
  it.each([...auditRequests, ...ordinaryRequests, ...moreAuditRequests, ...ownRequests, ...relationRequests])(
    "$prompt",
    async ({ prompt, sheets }) => {
      await expectWanted((await made(prompt)).file, sheets);
    },
  );
});

describe("a request with a part that cannot be built is refused with that part", () => {
  it.each([...auditRefusals, ...ownRefusals])("$prompt", async ({ prompt, reason }) => {
    expect(await refusal(prompt)).toContain(reason);
  });
});

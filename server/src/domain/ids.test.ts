import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeId, encodeId } from "./ids.ts";
import { uuidv7, uuidv7Floor, uuidv7UnixMs } from "./uuid.ts";

describe("ids on the wire", () => {
  it("come back as the uuid they were made from", () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(decodeId("event", encodeId("event", uuid))).toBe(uuid);
      }),
    );
  });

  it("are the prefix and the Crockford base32 of the 128 bits", () => {
    expect(encodeId("run", "ffffffff-ffff-ffff-ffff-ffffffffffff")).toBe("run_7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    expect(encodeId("task", "00000000-0000-0000-0000-000000000021")).toBe("task_00000000000000000000000011");
  });

  it("of any other look are no id", () => {
    const good = encodeId("delivery", uuidv7(Date.now()));
    for (const bad of [
      "",
      "x",
      good.slice(0, -1),
      `${good}0`,
      good.toLowerCase(),
      good.replace("dlv", "evt"),
      good.replace(/.$/, "U"),
      "dlv_8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    ]) {
      expect(decodeId("delivery", bad)).toBeNull();
    }
  });

  it("carry their moment and sort by it", () => {
    const now = 1_780_000_000_123;
    expect(uuidv7UnixMs(uuidv7(now))).toBe(now);
    expect(uuidv7(now)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidv7Floor(now) <= uuidv7(now)).toBe(true);
    expect(uuidv7(now) < uuidv7Floor(now + 1)).toBe(true);
  });
});

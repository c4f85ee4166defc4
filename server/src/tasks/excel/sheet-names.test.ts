import fc from "fast-check";
import { expect, it } from "vitest";
import { sheetName } from "./sheet-names.ts";

it("makes a name that Excel takes of any text, other than those that are taken", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(fc.string({ maxLength: 31 })),
      (wished, names) => {
        const taken = [...names, sheetName(wished.toWellFormed(), [])];
        const name = sheetName(wished.toWellFormed(), taken);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(31);
        expect(name).not.toMatch(/[\\/?*[\]:]|^'|'$|^history$/i);
        expect(name.isWellFormed()).toBe(true);
        expect(taken.map((one) => one.toLowerCase())).not.toContain(name.toLowerCase());
      },
    ),
  );
});

it("leaves a good name alone", () => {
  expect(sheetName("North & South's", ["Sales"])).toBe("North & South's");
  expect(sheetName("Sales", ["sales"])).toBe("Sales 2");
  expect(sheetName("  ", [])).toBe("Sheet");
});

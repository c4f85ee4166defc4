import { describe, expect, it } from "vitest";
import { moneyCases } from "./excel-cases-money.ts";
import { otherCases } from "./excel-cases-other.ts";
import { made, seen, valuesOf } from "./excel-opened.ts";
import { rawSheets } from "./excel-package.ts";

const cases = [...moneyCases, ...otherCases];
const dollars = '"$"#,##0.00;-"$"#,##0.00';

describe("a new workbook", () => {
  it.each(cases)("$prompt", async ({ prompt, fileName, summary, sheets }) => {
    const built = await made(prompt);
    const found = await seen(built.file);
    for (const sheet of Object.values(found))
      sheet.columns = sheet.columns.map((column) => column.replace(dollars, "$"));
    expect({ fileName: built.fileName, summary: built.summary, sheets: found }).toEqual({ fileName, summary, sheets });
  });

  it.each(cases)("has a bold frozen header, a filter over the rows and widths: $prompt", async ({ prompt, sheets }) => {
    for (const raw of rawSheets((await made(prompt)).file)) {
      const table = sheets[raw.name];
      const width = table?.columns.length ?? 0;
      const last = String.fromCharCode(64 + width);
      expect(raw.frozenRows).toBe(1);
      expect(raw.filter).toBe(raw.name === "Summary" ? null : `A1:${last}${(table?.rows ?? 0) + 1}`);
      expect(raw.widths).toHaveLength(width);
      expect(raw.widths.every((one) => one >= 9 && one <= 45)).toBe(true);
      for (let column = 0; column < width; column++)
        expect(raw.cells.get(`${String.fromCharCode(65 + column)}1`)?.bold).toBe(true);
    }
  });

  it.each(cases)("caches what its sums, averages and products come to: $prompt", async ({ prompt }) => {
    const { file } = await made(prompt);
    const values = await valuesOf(file);
    for (const raw of rawSheets(file)) {
      for (const [address, cell] of raw.cells) {
        if (cell.formula === null) continue;
        const cached = Number(cell.value ?? Number.NaN);
        // Formulas of other forms must have a value; these must have the right one.
        const expected = recompute(cell.formula, values.get(raw.name) ?? []) ?? cached;
        expect(cached, `${raw.name}!${address} =${cell.formula}`).toBeCloseTo(expected, 6);
      }
    }
  });

  it("tells a row of totals from a column of that name", async () => {
    const totals = await seen((await made("A sales report with 12 rows and a total")).file);
    expect([totals["Sales"]?.columns.length, totals["Sales"]?.below.length]).toEqual([6, 1]);
    const column = await seen((await made("Table with columns Item, Qty, Price and Total")).file);
    expect(column["Sheet1"]?.columns.at(-1)).toContain("Total | number");
    expect(column["Sheet1"]?.below).toEqual([]);
  });

  it("leaves cells empty where that is asked, and says so", async () => {
    const { file, summary } = await made("A blank timesheet for 3 employees");
    expect(summary).toContain("The other cells are left empty.");
    const rows = (await valuesOf(file)).get("Timesheet") ?? [];
    expect(rows.slice(1, 4)).toEqual([1, 2, 3].map(() => [null, null, null, null, null, null, 0]));
  });

  it("makes the same cells from the same prompt", async () => {
    const prompt = "Create a sales report with 40 rows sorted by revenue descending";
    const [one, other] = [await made(prompt), await made(prompt)];
    expect(await valuesOf(one.file)).toEqual(await valuesOf(other.file));
    expect(one.summary).toBe(other.summary);
  });

  it("sorts by the values, computed ones too", async () => {
    const values =
      (
        await valuesOf((await made("Create a sales report with 30 rows sorted by revenue descending, no totals")).file)
      ).get("Sales") ?? [];
    const revenue = values.slice(1).map((row) => Number(row[5]));
    expect(revenue).toHaveLength(30);
    expect(revenue).toEqual(revenue.toSorted((one, other) => other - one));
  });

  it("keeps the dates of a quarter in it and gives a person one name", async () => {
    const values = (await valuesOf((await made("Q3 2025 sales report with 20 rows")).file)).get("Sales") ?? [];
    const dates = values.slice(1, 21).map((row) => (row[0] instanceof Date ? row[0].toISOString() : ""));
    expect(dates.every((date) => date >= "2025-07-01" && date < "2025-10-01")).toBe(true);
    expect(dates).toEqual(dates.toSorted());
    const people =
      (await valuesOf((await made("list of 300 employees with name and email")).file)).get("Employees") ?? [];
    expect(new Set(people.slice(1).map((row) => row[0])).size).toBe(300);
    expect(people[1]?.[1]).toBe(`${String(people[1]?.[0]).toLowerCase().replace(" ", ".")}@example.com`);
  });

  it("writes what was pasted, as what it is", async () => {
    const { file } = await made(
      "Make a table of this:\n| Item | Price | Bought | Code |\n|---|---|---|---|\n| Tea | $4.50 | yes | 007 |\n| =HYPERLINK(1) | $12.00 | no | +49 30 |",
    );
    expect((await valuesOf(file)).get("Sheet1")).toEqual([
      ["Item", "Price", "Bought", "Code"],
      ["Tea", 4.5, true, "007"],
      ["=HYPERLINK(1)", 12, false, "+49 30"],
    ]);
  });
});

/** What a plain sum, average or product comes to, from the values that another library read; null for other formulas. */
function recompute(formula: string, values: readonly unknown[][]): number | null {
  const at = (text: string): number => {
    const match = /^([A-Z])\$?(\d+)$/.exec(text);
    return Number(values[Number(match?.[2]) - 1]?.[(match?.[1] ?? "A").charCodeAt(0) - 65] ?? 0);
  };
  const range = /^(SUM|AVERAGE)\(([A-Z])(\d+):([A-Z])(\d+)\)$/.exec(formula);
  if (range !== null) {
    const cells: number[] = [];
    for (let column = (range[2] ?? "A").charCodeAt(0); column <= (range[4] ?? "A").charCodeAt(0); column++) {
      for (let row = Number(range[3]); row <= Number(range[5]); row++)
        cells.push(at(`${String.fromCharCode(column)}${row}`));
    }
    const sum = cells.reduce((total, value) => total + value, 0);
    return range[1] === "SUM" ? sum : sum / cells.length;
  }
  const pair = /^([A-Z]\d+)([-+*/])([A-Z]\d+)$/.exec(formula);
  if (pair === null) return null;
  const [left, right] = [at(pair[1] ?? ""), at(pair[3] ?? "")];
  return pair[2] === "*"
    ? left * right
    : pair[2] === "/"
      ? left / right
      : pair[2] === "+"
        ? left + right
        : left - right;
}

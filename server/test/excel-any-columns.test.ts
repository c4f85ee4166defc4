import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask, seen, type TableSeen } from "./excel-opened.ts";

// Requests out of a grammar: a subject, some columns, some that mean a calculation, a number of rows. What is built must hold
// no typed-in value where a calculation is meant, and what is not understood must not be built.

const subjects = [
  "sales report",
  "employee list",
  "budget",
  "order list",
  "expense report",
  "inventory",
  "project plan",
  "gradebook",
  "payroll",
  "product list",
  "booking list",
  "table",
  "membership register",
];
const plainColumns = [
  "name",
  "region",
  "amount",
  "quantity",
  "unit price",
  "price",
  "cost",
  "revenue",
  "hours",
  "hourly rate",
  "start date",
  "end date",
  "date of birth",
  "planned",
  "actual",
  "target",
  "salary",
  "score 1",
  "score 2",
  "Q1, Q2, Q3 and Q4",
  "money in",
  "money out",
  "status",
];
/** What is asked for, and how its header begins; where it may be a row below instead, what that is called. */
const derivedColumns: readonly { words: string; header: RegExp; below?: string }[] = [
  { words: "total", header: /^(?:line )?total$/i, below: "Total" },
  { words: "total per name", header: /^total per name$/i },
  { words: "average", header: /^average$/i, below: "Average" },
  { words: "maximum", header: /^maximum$/i, below: "Maximum" },
  { words: "margin %", header: /^margin/i },
  { words: "growth %", header: /^growth/i },
  { words: "variance", header: /^variance$/i },
  { words: "variance in percent", header: /^variance %$/i },
  { words: "achievement %", header: /^achievement/i },
  { words: "percentage of total", header: /^percentage of total$/i },
  { words: "running total", header: /^running total$/i },
  { words: "a discount of 10%", header: /^discount 10%$/i },
  { words: "19% VAT", header: /^VAT 19%$/ },
  { words: "commission 5%", header: /^commission 5%$/i },
  { words: "years of service", header: /^years of service$/i },
  { words: "duration in days", header: /^duration in days$/i },
  { words: "days left", header: /^days left$/i },
  { words: "profit", header: /^profit$/i },
  { words: "remaining", header: /^remaining$/i },
  { words: "net pay", header: /^net pay$/i },
  { words: "rank", header: /^rank$/i },
  { words: "weekly total", header: /^weekly total$/i },
];
const counts = [1, 3, 7, 12, 40];
/** Words that ask for something that no table of the planner has. */
const beyond = [
  "except on Mondays",
  "rounded up to the next ten",
  "where Anna is missing",
  "twice as large as usual",
  "in size 14",
  "like last year's",
  "but only for the night shift",
  "as agreed with Peter",
  "mirrored from right to left",
  "starting at 500",
  "grouped by month",
  "without duplicates",
  "valid until Friday",
  "for each of the 3 plants",
];

const request = fc.record({
  subject: fc.constantFrom(...subjects),
  plain: fc.uniqueArray(fc.constantFrom(...plainColumns), { minLength: 1, maxLength: 4 }),
  derived: fc.uniqueArray(fc.constantFrom(...derivedColumns), { minLength: 0, maxLength: 2 }),
  rows: fc.constantFrom(...counts),
  explicit: fc.boolean(),
});

type Parts = typeof request extends fc.Arbitrary<infer T> ? T : never;

function promptOf({ subject, plain, derived, rows, explicit }: Parts): string {
  const items = [...plain, ...derived.map((one) => one.words)];
  const list = items.length === 1 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
  return `Create a ${subject} with ${explicit ? "columns " : ""}${list}, ${rows} rows`;
}

const nameOf = (column: string): string => column.split(" | ")[0] ?? "";
const isNumber = (column: string): boolean => column.split(" | ")[1] === "number";
const formulaOf = (column: string): string | undefined =>
  column.split(" | ").find((part, n) => n > 0 && part.startsWith("="));

/** What every reader of a header takes for a calculation; written without a look at the planner's own rules. */
const calculated =
  /\b(?:totals?|sum|average|max(?:imum)?|min(?:imum)?|margin|growth|variance|difference|achievement|percentage of|share of|running|cumulative|years of service|duration in days|days left|remaining|net pay|rank|profit)\b|\b(?:discount|vat|tax|commission|raise|bonus)\b.*%/i;

function constantsUnderCalculations(table: TableSeen): string[] {
  return table.columns.filter(
    (column) =>
      calculated.test(nameOf(column)) &&
      formulaOf(column) === undefined &&
      // A total of nothing else that was typed in is a value of its own.
      table.columns.some((other) => other !== column && isNumber(other) && formulaOf(other) === undefined),
  );
}

/** "12-row … 5 columns": the numbers that a summary of one sheet says. */
function counted(summary: string): number[] {
  const match = /an? ([\d,]+)-row .*? (\d+) columns? on sheet/.exec(summary);
  return [Number((match?.[1] ?? "").replaceAll(",", "")), Number(match?.[2])];
}

/** Plain columns alone are never too much; a calculation is refused with what it lacks. */
function expectRightRefusal(parts: Parts, prompt: string, message: string): void {
  expect(parts.derived.length, `${prompt}\n${message}`).toBeGreaterThan(0);
  expect(message, prompt).toMatch(/is a calculation, and|would be computed from itself|has no column/);
}

/** Everything that was asked for is there, and nothing typed in stands for a calculation; how many columns are computed. */
function expectBuilt(parts: Parts, prompt: string, table: TableSeen): number {
  const headers = table.columns.map((column) => nameOf(column).toLowerCase());
  expect(constantsUnderCalculations(table), prompt).toEqual([]);
  expect(table.rows, prompt).toBe(parts.rows);
  for (const name of parts.plain.flatMap((one) => one.split(/, | and /)))
    expect(headers, prompt).toContain(name.toLowerCase());
  const found = parts.derived.map(({ header, below }) => ({
    column: table.columns.find((one) => header.test(nameOf(one))),
    row: table.below.some((line) => below !== undefined && line.includes(below)),
    header,
  }));
  for (const { column, row, header } of found)
    expect(column !== undefined || row, `${prompt}: ${header.source}`).toBe(true);
  return found.filter(({ column }) => column !== undefined && formulaOf(column) !== undefined).length;
}

describe("any columns", () => {
  it("hold formulas where their names mean a calculation, and the summary counts what is there", async () => {
    const ended = { built: 0, computed: 0, refused: 0 };
    const property = fc.asyncProperty(request, async (parts) => {
      const prompt = promptOf(parts);
      const result = await ask(prompt);
      if (result.outcome === "refused") {
        expectRightRefusal(parts, prompt, result.message);
        ended.refused++;
        return;
      }
      ended.built++;
      const [table] = Object.values(await seen(result.file));
      if (table === undefined) throw new Error(prompt);
      ended.computed += expectBuilt(parts, prompt, table);
      expect(counted(result.summary), `${prompt}\n${result.summary}`).toEqual([table.rows, table.columns.length]);
    });
    await fc.assert(property, { numRuns: 400, seed: 20_260_615 });
    expect(ended.built).toBeGreaterThan(150);
    expect(ended.computed).toBeGreaterThan(60);
    expect(ended.refused).toBeGreaterThan(50);
  });

  it("are not built when the request asks for more than was understood", async () => {
    let tried = 0;
    const property = fc.asyncProperty(request, fc.constantFrom(...beyond), async (parts, words) => {
      const prompt = promptOf(parts);
      if ((await ask(prompt)).outcome === "refused") return;
      tried++;
      for (const longer of [`${prompt}, ${words}`, `${prompt}. It should be ${words}.`, `${prompt} ${words}`])
        expect((await ask(longer)).outcome, longer).toBe("refused");
    });
    await fc.assert(property, { numRuns: 120, seed: 20_260_615 });
    expect(tried).toBeGreaterThan(50);
  });
});

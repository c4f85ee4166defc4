import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask, seen } from "./excel-opened.ts";

const subjects = [
  "sales report",
  "employee list",
  "budget",
  "invoice",
  "timesheet",
  "inventory",
  "contact list",
  "workout log",
  "table",
  "project plan",
  "order list",
  "gradebook",
];
const parts = [
  "with 7 rows",
  "12 rows",
  "columns Name, Price and Quantity",
  "columns: Date, Amount (currency), Done (yes/no)",
  "a total row",
  "and averages",
  "sorted by price descending",
  "for March 2026",
  "by month",
  "in euros",
  "with 19% VAT",
  "two sheets: North and South",
  "on a sheet called 'Q3'",
  "with a notes column",
  "a pie chart",
  "for regions North, South and West",
  "3 exams",
  "no totals",
  "with name, email and salary",
  "called 'Summer'",
  "Thanks!",
  "=1+1",
  "(",
  '"',
  "100%",
  "and",
  ";",
  "\n- Item\n- Price",
  "a\u0000b",
  "columns A, B = A * 2",
];
const orders = [
  "add 3 rows",
  "add a column Tax = 10% of price",
  "add a total row",
  "sort by name",
  "rename the sheet to X",
  "delete the last row",
  "add a sheet called More",
  "add a notes column",
  "delete column Price",
  "add an average row",
  "move the first column",
  "add profit",
  "add 20% tax",
  "give everyone a 5% raise",
  "keep only North",
  "change the currency to EUR",
  "change VAT to 7%",
  "make the header blue",
  "put the first column last",
  "replace North with N",
  "add a column for discount of 10%",
  "add a rank column",
  "add a row with the highest price",
  "add a birthday and an age column",
  "=",
  "'",
  "and",
];

const request = fc
  .record({ subject: fc.constantFrom(...subjects), parts: fc.array(fc.constantFrom(...parts), { maxLength: 4 }) })
  .map(({ subject, parts: some }) => [`Create a ${subject}`, ...some].join(" "));
const change = fc.array(fc.constantFrom(...orders), { minLength: 1, maxLength: 3 }).map((some) => some.join(" and "));

/** "12-row", "(12 rows,", "has 12 rows,": the numbers of rows and columns that a summary says, sheet by sheet. */
function said(summary: string): [number, number][] {
  const numbers = [
    ...summary.matchAll(/(?:an? ([\d,]+)-row|'[^']*' (?:\(|has )([\d,]+) rows?,)[^;]*?\b(\d+) columns?/g),
  ];
  return numbers.map((match) => [Number((match[1] ?? match[2] ?? "").replaceAll(",", "")), Number(match[3])]);
}

describe("any request", () => {
  it("is built as its summary says, or refused; and so is any change to what was built", async () => {
    let built = 0;
    const property = fc.asyncProperty(request, change, async (prompt, order) => {
      const first = await ask(prompt);
      if (first.outcome === "refused") return;
      built++;
      const tables = Object.values(await seen(first.file)).map((table) => [table.rows, table.columns.length]);
      expect(said(first.summary), `${prompt}\n${first.summary}`).toEqual(tables.slice(0, 6));
      const second = await ask(order, first.file);
      if (second.outcome === "refused") return;
      const changed = Object.values(await seen(second.file)).filter((table) => table.columns.length > 0);
      expect(
        said(second.summary.slice(second.summary.lastIndexOf(". ", second.summary.length - 2))),
        `${prompt}\n${order}\n${second.summary}`,
      ).toEqual(changed.map((table) => [table.rows, table.columns.length]).slice(0, 6));
    });
    await fc.assert(property, { numRuns: 150, seed: 20_260_615 });
    expect(built).toBeGreaterThan(40);
  });
});

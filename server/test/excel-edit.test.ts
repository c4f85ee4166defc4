import { beforeAll, describe, expect, it } from "vitest";
import { made, refusal, seen, type TableSeen, valuesOf } from "./excel-opened.ts";

const money = '"$"#,##0.00;-"$"#,##0.00';
const first =
  "Create a 6-row sales report with columns Region, Product, Units, Unit price, Revenue, Cost and a total row";
const columns = [
  "Region | text",
  "Product | text",
  "Units | number | #,##0",
  `Unit price | number | ${money}`,
  `Revenue | number | ${money} | =C{r}*D{r}`,
  `Cost | number | ${money}`,
];
const below = ["Total |  | =SUM(C2:C7) |  | =SUM(E2:E7) | =SUM(F2:F7)"];

let sales: Uint8Array;
let people: Uint8Array;
let budget: Uint8Array;
beforeAll(async () => {
  sales = (await made(first)).file;
  people = (await made("employee list of 8 people with name, department, salary and start date")).file;
  budget = (await made("Monthly budget, two sheets: Income and Expenses")).file;
});

interface Turn {
  prompt: string;
  summary: string;
  sheets: Record<string, TableSeen>;
}

const turns: readonly Turn[] = [
  {
    prompt: "add a column with margin = revenue - cost",
    summary:
      "Added column 'Margin' (= Revenue - Cost) to sheet 'Sales'. Sheet 'Sales' has 6 rows, totals and 7 columns.",
    sheets: {
      Sales: {
        rows: 6,
        columns: [...columns, `Margin | number | ${money} | =E{r}-F{r}`],
        below: ["Total |  | =SUM(C2:C7) |  | =SUM(E2:E7) | =SUM(F2:F7) | "],
      },
    },
  },
  {
    prompt: "Add tax at 20%",
    summary:
      "Added column 'Tax 20%' (= Revenue * 20%) to sheet 'Sales'. Sheet 'Sales' has 6 rows, totals and 7 columns.",
    sheets: {
      Sales: {
        rows: 6,
        columns: [...columns, `Tax 20% | number | ${money} | =E{r}*20%`],
        below: [`${below[0]} | =SUM(G2:G7)`],
      },
    },
  },
  {
    prompt: "add 5 more rows",
    summary:
      "Added 5 rows of sample values to sheet 'Sales', which now has 11. Sheet 'Sales' has 11 rows, totals and 6 columns.",
    sheets: { Sales: { rows: 11, columns, below: ["Total |  | =SUM(C2:C12) |  | =SUM(E2:E12) | =SUM(F2:F12)"] } },
  },
  {
    prompt: "Now add an average row for revenue and cost",
    summary:
      "Added an 'Average' row for 'Revenue' and 'Cost' to sheet 'Sales'. Sheet 'Sales' has 6 rows, a total row, an average row and 6 columns.",
    sheets: { Sales: { rows: 6, columns, below: [...below, "Average |  |  |  | =AVERAGE(E2:E7) | =AVERAGE(F2:F7)"] } },
  },
  {
    prompt: "Add a sheet called Costs with columns Item, Amount and 4 rows",
    summary:
      "Added sheet 'Costs' with 4 rows and 2 columns of sample values. The workbook has 2 sheets: 'Sales' has 6 rows, totals and 6 columns; 'Costs' has 4 rows, 2 columns.",
    sheets: {
      Sales: { rows: 6, columns, below },
      Costs: { rows: 4, columns: ["Item | text", `Amount | number | ${money}`], below: [] },
    },
  },
  {
    prompt: "add a summary sheet",
    summary:
      "Added sheet 'Summary' with totals of the other sheets. The workbook has 2 sheets: 'Sales' has 6 rows, totals and 6 columns; 'Summary' has 1 row, 3 columns.",
    sheets: {
      Sales: { rows: 6, columns, below },
      Summary: {
        rows: 1,
        columns: [
          "Sales: Units | number | #,##0 | =SUM(Sales!C{r}:C7)",
          `Sales: Revenue | number | ${money} | =SUM(Sales!E{r}:E7)`,
          `Sales: Cost | number | ${money} | =SUM(Sales!F{r}:F7)`,
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Rename column Units to Quantity, then rename the sheet to 'Q3 numbers'. Call the file Summer.",
    summary:
      "Renamed column 'Units' to 'Quantity' on sheet 'Sales'; renamed sheet 'Sales' to 'Q3 numbers'; renamed the workbook to 'Summer'. Sheet 'Q3 numbers' has 6 rows, totals and 6 columns.",
    sheets: { "Q3 numbers": { rows: 6, columns: columns.map((column) => column.replace("Units", "Quantity")), below } },
  },
  {
    prompt: "delete the Product column",
    summary: "Removed column 'Product' from sheet 'Sales'. Sheet 'Sales' has 6 rows, totals and 5 columns.",
    sheets: {
      Sales: {
        rows: 6,
        columns: [
          "Region | text",
          "Units | number | #,##0",
          `Unit price | number | ${money}`,
          `Revenue | number | ${money} | =B{r}*C{r}`,
          `Cost | number | ${money}`,
        ],
        below: ["Total | =SUM(B2:B7) |  | =SUM(D2:D7) | =SUM(E2:E7)"],
      },
    },
  },
  {
    prompt: "remove the last 2 rows and the total row",
    summary:
      "Removed 2 rows from sheet 'Sales', which now has 4; removed the 'Total' row from sheet 'Sales'. Sheet 'Sales' has 4 rows, 6 columns.",
    sheets: { Sales: { rows: 4, columns, below: [] } },
  },
  {
    prompt: "Insert a status column (Open, Done) after Region",
    summary: "Added column 'Status' (sample values) to sheet 'Sales'. Sheet 'Sales' has 6 rows, totals and 7 columns.",
    sheets: {
      Sales: {
        rows: 6,
        columns: [
          "Region | text",
          "Status | text",
          "Product | text",
          "Units | number | #,##0",
          `Unit price | number | ${money}`,
          `Revenue | number | ${money} | =D{r}*E{r}`,
          `Cost | number | ${money}`,
        ],
        below: ["Total |  |  | =SUM(D2:D7) |  | =SUM(F2:F7) | =SUM(G2:G7)"],
      },
    },
  },
  {
    prompt: "Add a share column = revenue as a percentage of total",
    summary:
      "Added column 'Share' (= Revenue / sum of all Revenue) to sheet 'Sales'. Sheet 'Sales' has 6 rows, totals and 7 columns.",
    sheets: {
      Sales: {
        rows: 6,
        columns: [...columns, "Share | number | 0.0% | =E{r}/SUM(E$2:E$7)"],
        below: [`${below[0]} | `],
      },
    },
  },
  {
    prompt: "move the product column to the front and format units as a number with 2 decimals",
    summary:
      "Moved column 'Product' to position 1 on sheet 'Sales'; formatted column 'Units' as #,##0.00 on sheet 'Sales'. Sheet 'Sales' has 6 rows, totals and 6 columns.",
    sheets: {
      Sales: {
        rows: 6,
        columns: ["Product | text", "Region | text", "Units | number | #,##0.00", ...columns.slice(3)],
        below,
      },
    },
  },
];

describe("a second turn", () => {
  it.each(turns)("$prompt", async ({ prompt, summary, sheets }) => {
    const built = await made(prompt, sales);
    expect({ summary: built.summary, sheets: await seen(built.file) }).toEqual({ summary, sheets });
  });

  it("sorts whole rows by computed values and by dates", async () => {
    const before = (await valuesOf(sales)).get("Sales") ?? [];
    const after = (await valuesOf((await made("sort by revenue descending", sales)).file)).get("Sales") ?? [];
    const body = before.slice(1, 7).toSorted((one, other) => Number(other[4]) - Number(one[4]));
    expect(after.slice(1, 7)).toEqual(body);
    expect(after[7]).toEqual(before[7]);
    const dated =
      (await valuesOf((await made("sort by start date, newest first", people)).file)).get("Employees") ?? [];
    const times = dated.slice(1).map((row) => (row[3] instanceof Date ? row[3].getTime() : 0));
    expect(times).toEqual(times.toSorted((one, other) => other - one));
  });

  it("adds rows that go on as the others: new names, values within their range", async () => {
    const rows = (await valuesOf((await made("add 3 employees", people)).file)).get("Employees") ?? [];
    const salaries = rows.slice(1).map((row) => Number(row[2]));
    expect(rows).toHaveLength(12);
    expect(new Set(rows.map((row) => row[0])).size).toBe(12);
    expect(Math.max(...salaries.slice(8))).toBeLessThanOrEqual(Math.max(...salaries.slice(0, 8)));
    const ids =
      (await valuesOf((await made("add 2 orders", (await made("order list with 3 orders")).file)).file)).get(
        "Orders",
      ) ?? [];
    expect(ids.slice(1, 6).map((row) => row[0])).toEqual(["ORD-0001", "ORD-0002", "ORD-0003", "ORD-0004", "ORD-0005"]);
  });

  it("adds a row of given values and sets one cell", async () => {
    const one = await made("add a row for Bob Miller with salary 50000", people);
    expect((await valuesOf(one.file)).get("Employees")?.at(-1)).toEqual(["Bob Miller", null, 50_000, null]);
    const two = await made("set the department of Bob Miller to Legal", one.file);
    expect((await valuesOf(two.file)).get("Employees")?.at(-1)).toEqual(["Bob Miller", "Legal", 50_000, null]);
    const three = await made("remove rows where salary is below 60000", two.file);
    const left = (await valuesOf(three.file)).get("Employees") ?? [];
    expect(left.slice(1).every((row) => Number(row[2]) >= 60_000)).toBe(true);
  });

  it("means the sheet that is named, or the one that the order fits", async () => {
    const named = await seen((await made("add a notes column to the Expenses sheet", budget)).file);
    expect([named["Income"]?.columns.length, named["Expenses"]?.columns.length]).toEqual([4, 5]);
    const fits = await made("sort by category", budget);
    expect(fits.summary).toContain("Sorted sheet 'Expenses' by 'Category' ascending.");
    const all = await seen((await made("add an average row to all sheets", budget)).file);
    expect(all["Income"]?.below.at(-1)).toBe("Average | =AVERAGE(B2:B7) | =AVERAGE(C2:C7) | =AVERAGE(D2:D7)");
    expect(all["Expenses"]?.below.at(-1)).toBe("Average | =AVERAGE(B2:B13) | =AVERAGE(C2:C13) | =AVERAGE(D2:D13)");
  });

  it("carries a name into the formulas of other sheets", async () => {
    const summary = await made("add a summary sheet", sales);
    const renamed = await made("rename sheet Sales to 'North & South'", summary.file);
    const sheets = await seen(renamed.file);
    expect(sheets["Summary"]?.columns[0]).toBe("Sales: Units | number | #,##0 | =SUM('North & South'!C{r}:C7)");
    expect((await valuesOf(renamed.file)).get("Summary")?.[1]).toEqual(
      (await valuesOf(summary.file)).get("Summary")?.[1],
    );
  });

  it("goes on for many turns, each on the file of the one before", async () => {
    let file = (await made("invoice for 4 items with VAT 19%")).file;
    const orders = [
      "add 2 more items",
      "add a SKU column at the start",
      "sort by line total descending",
      "rename the sheet to Offer",
      "add a column called Checked (yes/no)",
    ];
    for (const order of orders) file = (await made(order, file)).file;
    const sheets = await seen(file);
    expect(sheets).toEqual({
      Offer: {
        rows: 6,
        columns: [
          "SKU | text",
          "Description | text",
          "Quantity | number | #,##0",
          `Unit price | number | ${money}`,
          `Line total | number | ${money} | =C{r}*D{r}`,
          "Checked | boolean",
        ],
        below: ["Subtotal |  |  |  | =SUM(E2:E7) | ", "VAT 19% |  |  |  | =E8*19% | ", "Total |  |  |  | =E8+E9 | "],
      },
    });
  });

  it("puts a new table beside what is there, and starts over only when told", async () => {
    const beside = await seen((await made("Create an employee list with 5 people", sales)).file);
    expect(Object.keys(beside)).toEqual(["Sales", "Employees"]);
    const over = await seen((await made("Start over: invoice for 3 items", sales)).file);
    expect(Object.keys(over)).toEqual(["Invoice"]);
  });
});

describe("a second turn that cannot be done", () => {
  const refused: readonly [string, string][] = [
    ["add a pie chart", "It cannot make charts or diagrams ('pie chart')."],
    ["add a notes column and a chart", "It cannot make charts or diagrams ('chart')."],
    ["sort by colour", "Sheet 'Sales' has no column 'colour' to sort by."],
    ["rename column Price list to X", "There is no column 'Price list'."],
    ["delete the Units column", "Column 'Revenue' is computed from 'Units'; remove 'Revenue' too, or keep both."],
    ["add a column profit = revenue - bananas", "There is no column 'bananas'."],
    ["add a column Units", "Sheet 'Sales' has a column 'Units' already."],
    ["add 20000 rows", "20,006 rows on sheet 'Sales' are more than the limit of 10,000 rows."],
    ["remove all rows", "A table needs at least one row; sheet 'Sales' has 6."],
    ["undo", "It cannot take a change back: it has the run's latest document alone."],
    ["What is the total revenue?", "It does not understand 'What is the total revenue'."],
    ["hello", "The request asks for no change."],
    ["translate it to German", "It cannot make translations or other languages ('translate')."],
    ["add a notes column on sheet 'Nowhere'", "There is no sheet 'Nowhere'."],
    ["delete the sheet Sales", "A workbook needs at least one sheet."],
  ];

  it.each(refused)("%s", async (prompt, reason) => {
    const message = await refusal(prompt, sales);
    expect(message).toContain(reason);
    expect(message).toContain("a planner without a language model");
    expect(message).toContain("With this document it can add columns");
  });
});

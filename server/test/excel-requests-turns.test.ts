import { describe, expect, it } from "vitest";
import { made, refusal, valuesOf } from "./excel-opened.ts";
import { partsOf } from "./excel-package.ts";
import { dollars, euros, expectWanted, type Wanted } from "./excel-wanted.ts";

// Second turns as a business person types them, each on the file of the one before.

const team = "Employee list with name, department and salary, 8 rows";
const offer = "Invoice for 3 items with 19% VAT";

async function after(...prompts: string[]): Promise<{ file: Uint8Array; summary: string }> {
  let result = await made(prompts[0] ?? "");
  for (const prompt of prompts.slice(1)) result = await made(prompt, result.file);
  return result;
}

async function rowsOf(file: Uint8Array): Promise<unknown[][]> {
  return [...(await valuesOf(file)).values()][0] ?? [];
}

interface Turn {
  before: readonly string[];
  prompt: string;
  sheets: Readonly<Record<string, Wanted>>;
  /** What the summary must say beside the counts. */
  says?: string;
}

const report = ["Date", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"];
const lines = ["Description", "Quantity", "Unit price", "Line total =B{r}*C{r}"];

const turns: readonly Turn[] = [
  {
    before: ["Sales report with 6 rows"],
    prompt: "add a column for discount of 10%",
    sheets: {
      Sales: {
        rows: 6,
        columns: [...report, "Discount 10% =F{r}*10%"],
        below: ["Total |  |  | =SUM(D2:D7) |  | =SUM(F2:F7) | =SUM(G2:G7)"],
        formats: { "Discount 10%": dollars },
      },
    },
    says: "'Discount 10%' (= Revenue * 10%)",
  },
  {
    before: ["Contact list with 4 people"],
    prompt: "add a column birthday",
    sheets: {
      Contacts: {
        rows: 4,
        columns: ["Name", "Company", "Email", "Phone", "City", "Birthday"],
        holds: { Birthday: (value) => value instanceof Date && value.getUTCFullYear() < 2008 },
      },
    },
    says: "'Birthday' (sample values)",
  },
  {
    before: ["Invoice for 3 items"],
    prompt: "add a customer name column",
    sheets: { Invoice: { rows: 3, columns: [...lines, "Customer name"], below: ["Total |  |  | =SUM(D2:D4) | "] } },
    says: "'Customer name' (sample values)",
  },
  {
    before: ["Invoice for 3 items", "add a customer name column"],
    prompt: "add one item: Delivery, quantity 1, price 15",
    sheets: {
      Invoice: {
        rows: 4,
        columns: [...lines, "Customer name"],
        below: ["Total |  |  | =SUM(D2:D5) | "],
        cells: { A5: "Delivery", B5: 1, C5: 15, D5: 15, E5: null },
      },
    },
  },
  {
    before: [team],
    prompt: "add an average salary row",
    sheets: {
      Employees: { rows: 8, columns: ["Name", "Department", "Salary"], below: ["Average |  | =AVERAGE(C2:C9)"] },
    },
  },
  {
    before: [team],
    prompt: "add a row with the highest salary",
    sheets: {
      Employees: { rows: 8, columns: ["Name", "Department", "Salary"], below: ["Maximum |  | =MAX(C2:C9)"] },
    },
  },
  {
    before: [team],
    prompt: "change the currency to EUR",
    sheets: { Employees: { rows: 8, columns: ["Name", "Department", "Salary"], formats: { Salary: euros } } },
    says: "without converting the numbers",
  },
  {
    before: ["Contact list with 4 people"],
    prompt: "put the phone column first",
    sheets: { Contacts: { rows: 4, columns: ["Phone", "Name", "Company", "Email", "City"] } },
  },
  {
    before: ["Budget with planned and actual for 5 categories"],
    prompt: "add a sheet with expenses, 4 rows",
    sheets: {
      Budget: { rows: 5, columns: ["Category", "Planned", "Actual"] },
      Expenses: {
        rows: 4,
        columns: ["Date", "Category", "Description", "Payment method", "Amount"],
        below: ["Total |  |  |  | =SUM(E2:E5)"],
      },
    },
    says: "of sample values",
  },
  {
    before: [offer],
    prompt: "change VAT to 7%",
    sheets: {
      Invoice: {
        rows: 3,
        columns: lines,
        below: ["Subtotal |  |  | =SUM(D2:D4)", "VAT 7% |  |  | =D5*7%", "Total |  |  | =D5+D6"],
      },
    },
  },
  {
    before: [team, "add a start date column"],
    prompt: "add a column years of service",
    sheets: {
      Employees: {
        rows: 8,
        columns: ["Name", "Department", "Salary", "Start date", 'Years of service =DATEDIF(D{r},TODAY(),"Y")'],
      },
    },
  },
  {
    before: ["Sales report with 6 rows", "add a bonus of 5% on revenue"],
    prompt: "add a rank column",
    sheets: {
      Sales: {
        rows: 6,
        columns: [...report, "Bonus 5% =F{r}*5%", "Rank =RANK(F{r},F$2:F$7)"],
        below: ["Total |  |  | =SUM(D2:D7) |  | =SUM(F2:F7) | =SUM(G2:G7) | "],
      },
    },
  },
  {
    before: [team],
    prompt: "add an empty column for signature",
    sheets: {
      Employees: {
        rows: 8,
        columns: ["Name", "Department", "Salary", "Signature"],
        holds: { Signature: (value) => value === null },
      },
    },
    says: "'Signature' (empty)",
  },
  {
    before: ["Invoice for 3 items"],
    prompt: "add a shipping fee of 15",
    sheets: {
      Invoice: {
        rows: 3,
        columns: [...lines, "Shipping fee"],
        below: ["Total |  |  | =SUM(D2:D4) | =SUM(E2:E4)"],
        holds: { "Shipping fee": (value) => value === 15 },
      },
    },
    says: "the same value in every row",
  },
  {
    before: [team],
    prompt: "add a new employee: Max Power, IT, 55000",
    sheets: {
      Employees: {
        rows: 9,
        columns: ["Name", "Department", "Salary"],
        cells: { A10: "Max Power", B10: "IT", C10: 55_000 },
      },
    },
  },
  {
    before: [team],
    prompt: "add a target column with value 100 and sort by salary descending",
    sheets: {
      Employees: {
        rows: 8,
        columns: ["Name", "Department", "Salary", "Target"],
        holds: { Target: (value) => value === 100 },
      },
    },
    says: "the same value in every row",
  },
];

describe("a second turn does what it says", () => {
  it.each(turns)("$prompt", async ({ before, prompt, sheets, says }) => {
    const built = await after(...before, prompt);
    await expectWanted(built.file, sheets);
    expect(built.summary).toContain(says ?? "");
  });

  it("raises and lowers numbers in place", async () => {
    const first = await after(team);
    const before = (await rowsOf(first.file)).slice(1).map((row) => Number(row[2]));
    const raised = await made("give everyone a 5% raise", first.file);
    expect((await rowsOf(raised.file)).slice(1).map((row) => row[2])).toEqual(
      before.map((value) => Number((value * 1.05).toFixed(2))),
    );
    expect(raised.summary).toContain("Raised 'Salary' by 5% in 8 rows");
    const lowered = await made("reduce all salaries by 1000", first.file);
    expect((await rowsOf(lowered.file)).slice(1).map((row) => row[2])).toEqual(before.map((value) => value - 1_000));
    const some = await made("give everyone in Finance a 10% raise", first.file);
    const rows = (await rowsOf(some.file)).slice(1);
    expect(rows.map((row) => row[2])).toEqual(
      before.map((value, index) => (rows[index]?.[1] === "Finance" ? Number((value * 1.1).toFixed(2)) : value)),
    );
  });

  it("takes out the rows of a value, or all others", async () => {
    const { file } = await after(team);
    const before = (await rowsOf(file)).slice(1);
    const without = await made("delete everyone in Finance", file);
    expect((await rowsOf(without.file)).slice(1)).toEqual(before.filter((row) => row[1] !== "Finance"));
    const only = await made("keep only Finance", file);
    expect((await rowsOf(only.file)).slice(1)).toEqual(before.filter((row) => row[1] === "Finance"));
    const one = await made(`remove ${String(before[0]?.[0])}`, file);
    expect((await rowsOf(one.file)).slice(1)).toEqual(before.slice(1));
    const rich = await made("only keep rows where salary is above 60000", file);
    expect((await rowsOf(rich.file)).slice(1)).toEqual(before.filter((row) => Number(row[2]) > 60_000));
  });

  it("replaces whole words in texts", async () => {
    const { file } = await after(team);
    const renamed = await made("replace Finance with Accounting", file);
    expect((await rowsOf(renamed.file)).slice(1).map((row) => row[1])).toEqual(
      (await rowsOf(file)).slice(1).map((row) => (row[1] === "Finance" ? "Accounting" : row[1])),
    );
  });

  it("converts at a rate that is said, and at no other", async () => {
    const { file } = await after(team);
    const converted = await made("convert to EUR at 0.92", file);
    expect((await rowsOf(converted.file)).slice(1).map((row) => row[2])).toEqual(
      (await rowsOf(file)).slice(1).map((row) => Number((Number(row[2]) * 0.92).toFixed(2))),
    );
    expect(await refusal("convert to EUR", file)).toContain("It knows no exchange rates. Say one");
  });

  it("colours a header, in the first turn too", async () => {
    const { file } = await after(team);
    expect(partsOf((await made("make the header dark green", file)).file).get("xl/styles.xml")).toMatch(/274E13/i);
    expect(partsOf((await after("Sales report with 5 rows and a green header")).file).get("xl/styles.xml")).toMatch(
      /375623/i,
    );
  });

  it("goes on with rows whose weekday and country are those of their date and city", async () => {
    const { file } = await after(
      "Create a table with columns Date, Weekday, City, Country and 6 rows",
      "add 4 more rows",
    );
    const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    const rows = (await rowsOf(file)).slice(1);
    expect(rows).toHaveLength(10);
    for (const [date, weekday] of rows) expect(weekday).toBe(date instanceof Date ? names[date.getUTCDay()] : "");
    const american = rows.filter((row) => /^(?:Boston|Chicago|Denver|Seattle)$/.test(String(row[2])));
    expect(american.length).toBeGreaterThan(0);
    expect(american.every((row) => row[3] === "United States")).toBe(true);
  });
});

describe("a second turn that cannot be done says why", () => {
  const refused: readonly [string, string, string][] = [
    [team, "undo that", "It cannot take a change back"],
    [team, "hide the salary column", "hidden parts"],
    [team, "translate the headers to German", "translations"],
    [team, "replace Zacharias with Zach", "No text of sheet 'Employees' has 'Zacharias' in it."],
    [team, "add a growth column", "Column 'Growth' is a calculation"],
    [team, "add a column years of service", "it needs a start date"],
    [team, "add a VAT column", "it needs its rate, as in 'VAT 19%'"],
    [team, "give everyone in Space a raise", "It does not understand"],
    [team, "give everyone in Space a 5% raise", "It is not clear who 'everyone in Space' is"],
    [team, "make it bold", "It does not understand 'make it bold'."],
    [team, "delete everyone in Space", "no row of sheet 'Employees' has the value 'Space'"],
    ["Sales report with 6 rows", "add a profit column", "it needs a revenue and a cost"],
    ["Sales report with 6 rows", "add a percentage column", "that it is the percentage of"],
    ["Sales report with 6 rows", "add a column called Fee 15 flat rate", "put it in quotes"],
    ["Invoice for 3 items", "change VAT to 7%", "has no VAT with a rate to change"],
    ["Sales report with 6 rows", "increase revenue by 5%", "Column 'Revenue' is computed"],
  ];

  it.each(refused)("%s: %s", async (first, prompt, reason) => {
    expect(await refusal(prompt, (await made(first)).file)).toContain(reason);
  });
});

import { describe, expect, it } from "vitest";
import { ask, made, refusal, seen, valuesOf } from "./excel-opened.ts";
import { partsOf, rawSheets } from "./excel-package.ts";

const refusals: readonly [string, string][] = [
  ["Create a sales report with a bar chart", "It cannot make charts or diagrams ('bar chart')."],
  ["Sales report with a pivot table and a logo of our company", "It cannot make pivot tables ('pivot')"],
  [
    "Expense tracker with category, amount, date and a chart of spending",
    "It cannot make charts or diagrams ('chart').",
  ],
  [
    "Create a sales report. Highlight the top 3 values in red.",
    "It cannot make conditional formatting, colours or highlighting",
  ],
  ["Create a budget with a macro that sends mails", "It cannot make macros, scripts or buttons"],
  ["Table of current stock prices", "It cannot make live or downloaded data ('current stock prices')."],
  ["Generate a CSV of sales", "It cannot make other file formats (it makes .xlsx)"],
  ["Employee list in German", "It cannot make translations or other languages ('in German')."],
  ["Create a task list with a dropdown for status", "It cannot make drop-down lists or input rules"],
  ["Create a password protected budget", "It cannot make protection or passwords"],
  ["a table of the 10 largest cities", "It has no facts about the world ('largest cities')"],
  ["Make a table of US presidents", "It has no facts about the world"],
  ["List of countries with population", "It has no facts about the world"],
  ["What is the capital of France?", "It has no facts about the world"],
  ["hello", "This is not a request for a spreadsheet."],
  ["Write me a poem about sales", "It cannot make anything but a spreadsheet"],
  [
    "Create a spreadsheet of my plants",
    "It does not know what this table should hold: 'Create a spreadsheet of my plants'. Name the columns",
  ],
  [
    "Create a list of employees with their manager and calculate years of service",
    "It does not understand this part of the request: 'and calculate years of service'.",
  ],
  ["Create a sales report. Sing it to me.", "It does not understand this part of the request: 'Sing it to me'."],
  ["Table with 5 columns: A, B", "The request asks for 5 columns and names 2: A, B."],
  ["sales report with 12 rows and 15 rows", "are two numbers of rows"],
  ["Table with columns A, B = C * 2", "Column 'B': There is no column 'C'."],
  ["Add a column with margin", "This asks for a change, and there is no document in this run yet."],
  ["Create a contact list sorted by shoe size", "has no column 'shoe size' to sort by"],
  ["Create a contact list with a total row", "Sheet 'Contacts' has no column of numbers to total."],
  ["Create a sales report with 20000 rows", "20,000 rows on sheet 'Sales' are more than the limit of 10,000 rows."],
  ["Create a sales report with 0 rows", "A table needs at least 1 row."],
  ["Create a table with 61 columns and 5 rows", "61 columns on sheet 'Sheet1' are more than the limit of 60 columns."],
  ["Create a workbook with 21 sheets", "21 sheets are more than the limit of 20 sheets in a workbook."],
  [
    "Create a table with 50 columns and 5000 rows",
    "250,000 cells are more than the limit of 200,000 cells in a workbook.",
  ],
  [`Create a sales report ${"for us ".repeat(300)}`, "the planner reads 2,000."],
];

describe("a request that cannot be carried out", () => {
  it.each(refusals)("%s", async (prompt, reason) => {
    const message = await refusal(prompt);
    expect(message).toContain(reason);
    expect(message).toContain(
      "It is a planner without a language model and knows English only. It can make a workbook",
    );
  });

  it("takes names in quotes, negations and harmless words for what they are", async () => {
    const fine = [
      'Table with columns "Chart", "Pivot" and "Image URL"',
      "Create a sales report without charts",
      "Create a product list with columns Name, Color, Size and Photo",
      "Please create a nicely formatted sales report with sample data, bold headers, a frozen header row and filters. Thanks!",
      "Create a chart of accounts list with columns Account, Type and Balance",
    ];
    for (const prompt of fine) expect((await ask(prompt)).outcome, prompt).toBe("built");
  });

  it("refuses a previous document that it cannot read, and says why", async () => {
    expect(await refusal("add 2 rows", new TextEncoder().encode("no workbook"))).toContain(
      "The run's document is no .xlsx workbook",
    );
    expect(await refusal("add 2 rows", new Uint8Array())).toContain("The run's document is no .xlsx workbook");
    const bomb = new Uint8Array((await made("budget")).file);
    const view = new DataView(bomb.buffer);
    let at = bomb.length - 22;
    at = view.getUint32(at + 16, true);
    view.setUint32(at + 24, 0xfffffff0, true);
    expect(await refusal("add 2 rows", bomb)).toContain("the planner reads up to 64 MiB");
  });
});

describe("text that could do harm", () => {
  it("stays text where a spreadsheet would see a formula", async () => {
    const prompt = "Table with columns \"=HYPERLINK(1)\", '@SUM(A1)', +cmd and Name, 2 rows";
    const { file } = await made(prompt);
    const [raw] = rawSheets(file);
    expect((await valuesOf(file)).get("Sheet1")?.[0]).toEqual(["=HYPERLINK(1)", "@SUM(A1)", "+cmd", "Name"]);
    expect([...(raw?.cells.values() ?? [])].filter((cell) => cell.formula !== null)).toEqual([]);
    const column = await made("Add a column named \"=cmd|' /C calc'!A0\" filled with '=1+1'", file);
    const values = (await valuesOf(column.file)).get("Sheet1") ?? [];
    expect(values.map((row) => row.at(-1))).toEqual(["=cmd|' /C calc'!A0", "=1+1", "=1+1"]);
    const row = await made("add a row: =2+2, +3, -4, @x, '=5'", column.file);
    const raws = [...(rawSheets(row.file)[0]?.cells.values() ?? [])];
    expect((await valuesOf(row.file)).get("Sheet1")?.at(-1)).toEqual(["=2+2", "+3", "-4", "@x", "=5"]);
    expect(raws.filter((cell) => cell.formula !== null)).toEqual([]);
  });

  it("does not break the file with characters that XML forbids, half characters or escapes", async () => {
    const prompt = 'Table with columns "A\u0000\u0001\u000bB", "C\ud800D", "_x0041_", "<&>]]>" and "E\uffffF", 1 row';
    const { file } = await made(prompt);
    expect((await valuesOf(file)).get("Sheet1")?.[0]).toEqual(["AB", "C\ufffdD", "_x0041_", "<&>]]>", "EF"]);
    for (const part of partsOf(file).values())
      expect(part).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    const again = await made("add 1 row", file);
    expect(Object.values(await seen(again.file))[0]?.columns.map((column) => column.split(" | ")[0])).toEqual([
      "AB",
      "C\ufffdD",
      "_x0041_",
      "<&>]]>",
      "EF",
    ]);
  });

  it("keeps sheet names to Excel's rules", async () => {
    const { file } = await made(
      "Create a workbook with sheets named 'Costs: [2026]/Q1*?', 'costs 2026 Q1', 'History' and 'An extremely long name of a sheet that goes on'",
    );
    expect(rawSheets(file).map((sheet) => sheet.name)).toEqual([
      "Costs 2026 Q1",
      "costs 2026 Q1 2",
      "History 1",
      "An extremely long name of a she",
    ]);
  });

  it("names the file so that any system takes it", async () => {
    const input = {
      prompt: "budget",
      previous: null,
      nowMs: 0,
      onProgress: () => {},
      signal: new AbortController().signal,
    };
    const { buildWorkbook } = await import("../src/tasks/excel/build-workbook.ts");
    const names = ["../../etc/passwd", "Q3.xlsx", "a\u0000b\nc", "  ", "x".repeat(300)];
    const built = await Promise.all(names.map((fileName) => buildWorkbook({ ...input, fileName })));
    expect(built.map((one) => (one.outcome === "built" ? one.fileName : one.message))).toEqual([
      "etc passwd.xlsx",
      "Q3.xlsx",
      "ab c.xlsx",
      "workbook.xlsx",
      `${"x".repeat(100)}.xlsx`,
    ]);
  });
});

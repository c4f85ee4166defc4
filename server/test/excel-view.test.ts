import { writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { buildWorkbook } from "../src/tasks/excel/build-workbook.ts";
import { viewWorkbook } from "../src/tasks/excel/view-workbook.ts";
import { made, nowMs } from "./excel-opened.ts";

describe("what the edit page shows", () => {
  it("is formatted text: money, dates, percentages, yes and no, formulas by their value", async () => {
    const prompt =
      "Make a table of this:\nItem,Price,Since,Share,Paid\nTea,$1234.50,2026-02-01,12.5%,yes\nCup,$3.00,2025-12-31,7%,no";
    const { file } = await made("add a column Double = Price * 2 and add a total row", (await made(prompt)).file);
    const view = await viewWorkbook(file);
    expect(view).toEqual({
      problem: null,
      sheets: [
        {
          name: "Sheet1",
          columns: [
            { letter: "A", name: "Item", align: "left" },
            { letter: "B", name: "Price", align: "right" },
            { letter: "C", name: "Since", align: "left" },
            { letter: "D", name: "Share", align: "right" },
            { letter: "E", name: "Paid", align: "left" },
            { letter: "F", name: "Double", align: "right" },
          ],
          rows: [
            ["Tea", "$1,234.50", "2026-02-01", "12.5%", "TRUE", "$2,469.00"],
            ["Cup", "$3.00", "2025-12-31", "7.0%", "FALSE", "$6.00"],
            ["Total", "", "", "", "", "$2,475.00"],
          ],
          totalRows: 3,
          totalColumns: 6,
        },
      ],
    });
  });

  it("is bounded, and says how much there is", async () => {
    const rows = Array.from({ length: 301 }, (_, row) => Array.from({ length: 70 }, (_, column) => `${row}/${column}`));
    const view = await viewWorkbook(await writeXlsx({ sheets: [{ name: "Wide", rows }] }));
    const [sheet] = view.sheets;
    expect([sheet?.rows.length, sheet?.rows[0]?.length, sheet?.totalRows, sheet?.totalColumns]).toEqual([
      200, 50, 300, 70,
    ]);
  });

  it("shows a formula without a known value by its text, and an empty sheet", async () => {
    const cells = new Map([["1,0", { formula: "NOW()" }]]);
    const view = await viewWorkbook(
      await writeXlsx({
        sheets: [
          { name: "A", rows: [["When"], [null]], cells },
          { name: "Empty", rows: [] },
        ],
      }),
    );
    expect(view.sheets.map((sheet) => [sheet.name, sheet.rows])).toEqual([
      ["A", [["=NOW()"]]],
      ["Empty", []],
    ]);
  });

  it("says so when a file cannot be shown", async () => {
    expect(await viewWorkbook(new TextEncoder().encode("PK not really"))).toEqual({
      sheets: [],
      problem: "This file cannot be shown as a table. Download it instead.",
    });
  });
});

describe("the work", () => {
  it("tells its phases, ever further", async () => {
    const steps: [string, number][] = [];
    const input = {
      prompt: "Sales report",
      fileName: null,
      previous: null,
      nowMs,
      signal: new AbortController().signal,
    };
    await buildWorkbook({ ...input, onProgress: (phase, progress) => steps.push([phase, progress]) });
    expect([...new Set(steps.map(([phase]) => phase))]).toEqual([
      "reading the request",
      "planning",
      "writing rows",
      "saving",
    ]);
    const progress = steps.map(([, value]) => value);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    expect(progress.every((value) => value > 0 && value < 1)).toBe(true);
  });

  it.each(["reading the request", "planning", "writing rows", "saving"])(
    "stops when it is told to while %s, with the reason it was given",
    async (at) => {
      const controller = new AbortController();
      const reason = new Error("the lease was lost");
      const onProgress = (phase: string): void => {
        if (phase === at) controller.abort(reason);
      };
      const input = {
        prompt: "Sales report",
        fileName: null,
        previous: null,
        nowMs,
        onProgress,
        signal: controller.signal,
      };
      await expect(buildWorkbook(input)).rejects.toBe(reason);
    },
  );

  it("fills the largest table there may be", async () => {
    const { file, summary } = await made("Create a sales report with 10,000 rows");
    expect(summary).toBe(
      "Created a 10,000-row sales report with totals and 6 columns on sheet 'Sales'. Revenue = Units * Unit price. The values are samples.",
    );
    const more = await made("remove the last 1 rows and sort by revenue descending", file);
    expect(more.summary).toContain("Sheet 'Sales' has 9,999 rows, totals and 6 columns.");
  });
});

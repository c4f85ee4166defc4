import { writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { made, refusal, seen, valuesOf } from "./excel-opened.ts";
import { partsOf, rawSheets } from "./excel-package.ts";

// A run's document may come from another agent. These are made with two other hands: write-excel-file, and hucre used directly.

async function byWriteExcelFile(): Promise<Uint8Array> {
  const header = ["Item", "Bought on", "Price", "Paid"].map((value) => ({
    value,
    fontWeight: "bold" as const,
    backgroundColor: "#ffcc00",
  }));
  const row = (item: string, day: number, price: number, paid: boolean) => [
    { value: item, fontStyle: "italic" as const },
    { value: new Date(Date.UTC(2026, 0, day)), format: "dd/mm/yyyy" },
    { value: price, format: '#,##0.00 "€"' },
    { value: paid },
  ];
  const rows = [row("Tea", 3, 4.5, true), row("Coffee", 1, 9, false), row("Bread", 2, 3.2, true)];
  return new Uint8Array(await writeExcelFile([header, ...rows], { stickyRowsCount: 1 }).toBuffer());
}

describe("a document that another agent made", () => {
  it("is carried on from its cells, formats and styles", async () => {
    const file = await byWriteExcelFile();
    const built = await made("sort by price descending, add a total row and add VAT of 7% on price", file);
    expect(await seen(built.file)).toEqual({
      Sheet1: {
        rows: 3,
        columns: [
          "Item | text",
          "Bought on | date | dd/mm/yyyy",
          'Price | number | #,##0.00 "€"',
          "Paid | boolean",
          'VAT 7% | number | #,##0.00 "€" | =C{r}*7%',
        ],
        below: ["Total |  | =SUM(C2:C4) |  | =SUM(E2:E4)"],
      },
    });
    expect(
      (await valuesOf(built.file))
        .get("Sheet1")
        ?.slice(1, 4)
        .map((row) => row[0]),
    ).toEqual(["Coffee", "Tea", "Bread"]);
    const [raw] = rawSheets(built.file);
    const styles = partsOf(built.file).get("xl/styles.xml") ?? "";
    expect(styles).toMatch(/FFCC00/i);
    expect(styles).toContain("<i/>");
    expect(raw?.frozenRows).toBe(1);
    expect(raw?.filter).toBeNull();
  });

  const plain = {
    name: "Data",
    rows: [
      ["Name", "Hours"],
      ["Ann", 2],
      ["Ben", 3],
    ],
  };

  it("keeps a sheet that is no plain table as it is, and edits the others", async () => {
    const cells = new Map([["3,1", { formula: "VLOOKUP(A1,Data!A2:B3,2,FALSE)", formulaResult: 2 }]]);
    const report = {
      name: "Report",
      rows: [
        ["Hours of the week", null],
        [null, null],
        ["Who", "How long"],
        ["Ann", null],
      ],
      cells,
    };
    const file = await writeXlsx({ sheets: [report, plain] });
    const built = await made("add a column Pay = hours * 20", file);
    const sheets = rawSheets(built.file);
    expect(sheets.map((sheet) => sheet.name)).toEqual(["Report", "Data"]);
    expect(sheets[0]?.cells.get("B4")).toMatchObject({ formula: "VLOOKUP(A1,Data!A2:B3,2,FALSE)", value: "2" });
    expect((await valuesOf(built.file)).get("Data")).toEqual([
      ["Name", "Hours", "Pay"],
      ["Ann", 2, 40],
      ["Ben", 3, 60],
    ]);
    expect(await refusal("add a column X on the Report sheet", file)).toContain(
      "Sheet 'Report' is no plain table (its first row is not a row of column names)",
    );
    expect(await refusal("rename sheet Data to Log", file)).toContain(
      "Formulas that the planner cannot follow name sheet 'Data'.",
    );
  });

  it("leaves formulas alone that it does not know", async () => {
    const cells = new Map([
      ["1,2", { formula: "IF(B2>2,1,0)", formulaResult: 0 }],
      ["2,2", { formula: "IF(B3>2,1,0)", formulaResult: 1 }],
    ]);
    const file = await writeXlsx({
      sheets: [
        {
          name: "Data",
          rows: [
            ["Name", "Hours", "Long"],
            ["Ann", 2],
            ["Ben", 3],
          ],
          cells,
        },
      ],
    });
    expect(await refusal("sort by hours", file)).toContain(
      "sheet 'Data': the planner does not know the formulas of column 'Long'",
    );
    const built = await made("add a sheet called Notes with columns Day and Note", file);
    expect(rawSheets(built.file)[0]?.cells.get("C3")).toMatchObject({ formula: "IF(B3>2,1,0)", value: "1" });
  });

  it("reads the formulas that it knows back from any hand", async () => {
    const cells = new Map([
      ["1,2", { formula: "(B2 + 1) * 2", formulaResult: 6 }],
      ["2,2", { formula: "(B3 + 1) * 2", formulaResult: 8 }],
      ["1,3", { formula: "B2/SUM($B$2:$B$3)", formulaResult: 0.4 }],
      ["2,3", { formula: "B3/SUM($B$2:$B$3)", formulaResult: 0.6 }],
      ["3,1", { formula: "SUM(B2:B3)", formulaResult: 5 }],
    ]);
    const file = await writeXlsx({
      sheets: [
        { name: "Data", rows: [["Name", "Hours", "Double", "Share"], ["Ann", 2], ["Ben", 3], ["Total"]], cells },
      ],
    });
    const built = await made("add a row: Cleo, 5. Then insert a column Id at the start.", file);
    const [raw] = rawSheets(built.file);
    expect(raw?.cells.get("D4")).toMatchObject({ formula: "(C4+1)*2", value: "12" });
    expect(raw?.cells.get("E2")).toMatchObject({ formula: "C2/SUM(C$2:C$4)", value: "0.2" });
    expect(raw?.cells.get("C5")).toMatchObject({ formula: "SUM(C2:C4)", value: "10" });
  });

  it("refuses to write again what it would lose", async () => {
    const merged = await writeXlsx({
      sheets: [{ ...plain, merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }] }],
    });
    expect(await refusal("add 2 rows", merged)).toContain(
      "The run's document has merged cells on sheet 'Data', which the planner would lose",
    );
    const charted = await writeXlsx({
      sheets: [
        {
          ...plain,
          conditionalRules: [{ type: "cellIs", priority: 1, operator: "greaterThan", formula: "2", range: "B2:B3" }],
        },
      ],
    });
    expect(await refusal("rename the sheet to X", charted)).toContain("conditional formatting on sheet 'Data'");
    const macros = await writeXlsx({ sheets: [plain], vbaProject: new Uint8Array([1, 2, 3]) });
    expect(await refusal("add 2 rows", macros)).toContain("The run's document has macros, which");
  });
});

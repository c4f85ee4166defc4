import { expect } from "vitest";
import { seen, valuesOf } from "./excel-opened.ts";
import { rawSheets } from "./excel-package.ts";

// What a person who asked would look for in the file, written down by hand for each request and checked in what other code
// than the writer's reads out of it. The summary is not asked.

export interface Wanted {
  rows: number;
  /** Every header in its order; behind an equals sign the formula of its cells, with {r} for the row. */
  columns: readonly string[];
  /** The rows below the body, cells between bars. */
  below?: readonly string[];
  /** Values by address, for what the request itself gives. */
  cells?: Readonly<Record<string, unknown>>;
  /** Number formats by header. */
  formats?: Readonly<Record<string, string>>;
  /** What must hold of the values of a column, by header. */
  holds?: Readonly<Record<string, (value: unknown, row: readonly unknown[]) => boolean>>;
}

export interface Request {
  prompt: string;
  sheets: Readonly<Record<string, Wanted>>;
}

export async function expectWanted(file: Uint8Array, sheets: Readonly<Record<string, Wanted>>): Promise<void> {
  const found = await seen(file);
  const values = await valuesOf(file);
  expect(Object.keys(found)).toEqual(Object.keys(sheets));
  for (const [name, wanted] of Object.entries(sheets)) {
    const table = found[name];
    const rows = values.get(name) ?? [];
    expect(table?.rows, "rows").toBe(wanted.rows);
    expect(table?.columns.map(headerAndFormula), "columns").toEqual(wanted.columns);
    expect(table?.below ?? [], "below the rows").toEqual(wanted.below ?? []);
    for (const [address, value] of Object.entries(wanted.cells ?? {})) {
      const at = /^([A-Z])(\d+)$/.exec(address);
      expect(rows[Number(at?.[2]) - 1]?.[(at?.[1] ?? "A").charCodeAt(0) - 65], address).toEqual(value);
    }
    const headers = wanted.columns.map((column) => column.split(" =")[0] ?? "");
    for (const [header, format] of Object.entries(wanted.formats ?? {}))
      expect(formatOf(file, name, headers.indexOf(header)), header).toBe(format);
    for (const [header, test] of Object.entries(wanted.holds ?? {})) {
      for (const row of rows.slice(1, wanted.rows + 1))
        expect(test(row[headers.indexOf(header)], row), `${header}: ${String(row[headers.indexOf(header)])}`).toBe(
          true,
        );
    }
  }
}

/** "Revenue | number | $ | =C{r}*D{r}" as "Revenue =C{r}*D{r}". */
function headerAndFormula(column: string): string {
  const parts = column.split(" | ");
  const formula = parts.find((part, index) => index > 0 && part.startsWith("="));
  return formula === undefined ? (parts[0] ?? "") : `${parts[0]} ${formula}`;
}

function formatOf(file: Uint8Array, sheet: string, column: number): string | undefined {
  return rawSheets(file)
    .find((raw) => raw.name === sheet)
    ?.cells.get(`${String.fromCharCode(65 + column)}2`)?.format;
}

export const euros = '#,##0.00 "€"';
export const pounds = '"£"#,##0.00;-"£"#,##0.00';
export const dollars = '"$"#,##0.00;-"$"#,##0.00';

/** Days from a date to another, as a spreadsheet counts them. */
export const daysBetween = (from: unknown, to: unknown): number =>
  from instanceof Date && to instanceof Date ? Math.round((to.getTime() - from.getTime()) / 86_400_000) : Number.NaN;

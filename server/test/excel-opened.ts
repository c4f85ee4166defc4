import readExcelFile from "read-excel-file/node";
import { buildWorkbook, type BuildResult } from "../src/tasks/excel/build-workbook.ts";
import { type RawSheet, rawSheets } from "./excel-package.ts";

/** 2026-06-15, a Monday. */
export const nowMs = Date.UTC(2026, 5, 15, 12);

/** What the tests say of a table, and what is read out of the file again with other means than it was written with. */
export interface TableSeen {
  /** Rows between the header and those below. */
  rows: number;
  /** Name, type of the values, number format, and the formula of its cells with {r} for the row. */
  columns: string[];
  /** The rows below the body: texts and formulas, "" for an empty cell. */
  below: string[];
}

export async function ask(prompt: string, previous: Uint8Array | null = null): Promise<BuildResult> {
  return await buildWorkbook({
    prompt,
    fileName: null,
    previous,
    nowMs,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
}

/** The file of a request that must succeed. */
export async function made(
  prompt: string,
  previous: Uint8Array | null = null,
): Promise<{ file: Uint8Array; summary: string; fileName: string }> {
  const result = await ask(prompt, previous);
  if (result.outcome === "refused") throw new Error(`refused: ${result.message}`);
  return result;
}

/** The message of a request that must be refused. */
export async function refusal(prompt: string, previous: Uint8Array | null = null): Promise<string> {
  const result = await ask(prompt, previous);
  if (result.outcome === "built") throw new Error(`built: ${result.summary}`);
  return result.message;
}

/** The values of every sheet as read-excel-file gives them. */
export async function valuesOf(file: Uint8Array): Promise<Map<string, unknown[][]>> {
  const sheets = await readExcelFile(Buffer.from(file), { trim: false });
  return new Map(sheets.map((sheet) => [sheet.sheet, sheet.data]));
}

/** Every sheet of the file in the tests' words. */
export async function seen(file: Uint8Array): Promise<Record<string, TableSeen>> {
  const values = await valuesOf(file);
  const entries = rawSheets(file).map((raw) => [raw.name, describeTable(raw, values.get(raw.name) ?? [])] as const);
  return Object.fromEntries(entries);
}

function describeTable(raw: RawSheet, values: readonly unknown[][]): TableSeen {
  const [header = [], ...others] = values;
  // A row below the body is bold and the body is not.
  const bodyRows = others.findIndex((_, index) => isBold(raw, index + 2, header.length));
  const rows = bodyRows < 0 ? others.length : bodyRows;
  return {
    rows,
    columns: header.map((name, column) => [String(name), ...columnOf(raw, others.slice(0, rows), column)].join(" | ")),
    below: others
      .slice(rows)
      .map((row, index) =>
        header.map((_, column) => cellText(raw, row[column], `${letter(column)}${index + rows + 2}`)).join(" | "),
      ),
  };
}

function columnOf(raw: RawSheet, body: readonly unknown[][], column: number): string[] {
  const types = new Set(body.map((row) => typeOf(row[column])).filter((type) => type !== "empty"));
  const cells = body.map((_, index) => raw.cells.get(`${letter(column)}${index + 2}`));
  const formats = new Set(cells.map((cell) => cell?.format ?? "General"));
  const formulas = new Set(
    cells.map((cell, index) => (cell?.formula ?? "").replace(new RegExp(`(?<=[A-Z])${index + 2}\\b`, "g"), "{r}")),
  );
  const formula = [...formulas].join(" or ");
  return [
    types.size === 0 ? "empty" : [...types].join(" or "),
    ...[...formats].filter((format) => format !== "General"),
    ...(formula === "" ? [] : [`=${formula}`]),
  ];
}

function cellText(raw: RawSheet, value: unknown, address: string): string {
  const formula = raw.cells.get(address)?.formula ?? null;
  return formula === null
    ? typeof value === "string" || typeof value === "number"
      ? String(value)
      : ""
    : `=${formula}`;
}

function isBold(raw: RawSheet, row: number, width: number): boolean {
  return Array.from({ length: width }, (_, column) => raw.cells.get(`${letter(column)}${row}`)).some(
    (cell) => cell?.bold === true,
  );
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (value instanceof Date) return "date";
  return typeof value === "string" ? "text" : typeof value;
}

/** A, B … Z, AA … */
function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26);
}

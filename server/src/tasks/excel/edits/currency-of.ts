import type { TableSheet, WorkbookDocument } from "../model/document.ts";
import type { Currency } from "../model/number-formats.ts";

const signs: readonly [RegExp, Currency][] = [
  [/€|EUR/, "EUR"],
  [/£|GBP/, "GBP"],
  [/¥|JPY/, "JPY"],
  [/₹|INR/, "INR"],
  [/CHF/, "CHF"],
  [/\$|USD/, "USD"],
];

/** The currency that a document counts in, from the formats of its money columns, the sheet's own first; US dollars when it has none. */
export function currencyOf(sheet: TableSheet, document: WorkbookDocument): Currency {
  const others = document.sheets.filter((one) => one.shape === "table");
  for (const column of [sheet, ...others].flatMap((one) => one.columns)) {
    if (column.kind !== "currency") continue;
    const found = signs.find(([pattern]) => pattern.test(column.format));
    if (found !== undefined) return found[1];
  }
  return "USD";
}

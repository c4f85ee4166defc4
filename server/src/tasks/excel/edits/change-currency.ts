import type { TableSheet } from "../model/document.ts";
import { currencyFormat } from "../model/number-formats.ts";
import { currencyNamed } from "../request/read-money.ts";
import { setFormat } from "./arrange.ts";
import { done, type EditInput, type EditResult, quotedList, refused } from "./edit.ts";

const form =
  /^(change|switch|set|convert|put|show|use|make|turn|display)\s+(?:(?:the|all|everything|it|of)\s+)*(?:(?:currency|amounts|prices|values|money|figures|numbers)\s*)?(?:(?:to|in|into|as|from \S+ to)\s+)?(?:be\s+)?(\S+(?: \S+)?)(?:\s+(?:at|with|using)\s+(?:a\s+|the\s+)?(?:(?:exchange\s+)?rate\s+(?:of\s+)?)?(\d+(?:\.\d+)?))?$/i;

/** "change the currency to EUR": other formats, the same numbers; "convert to EUR at 0.92" multiplies the typed-in ones. */
export function changeCurrency(input: EditInput): EditResult | null {
  const match = form.exec(input.clause);
  const currency = match === null ? null : currencyNamed((match[2] ?? "").replace(/\s+(?:instead|please)$/i, ""));
  if (match === null || currency === null) return null;
  const rate = match[3] === undefined ? null : Number(match[3]);
  if (rate === null && /^convert/i.test(match[1] ?? ""))
    return refused(
      `It knows no exchange rates. Say one, as in 'convert to ${currency} at 0.92', or ask to change the currency without converting.`,
    );
  const sheets = input.scoped
    ? [input.sheet]
    : input.document.sheets.filter((sheet): sheet is TableSheet => sheet.shape === "table");
  const changed = sheets.flatMap((sheet) => {
    const money = sheet.columns.filter((column) => column.kind === "currency");
    for (const column of money) {
      setFormat(sheet, column, "currency", currencyFormat(currency));
      if (rate === null || column.formula !== null) continue;
      for (const cell of column.cells)
        if (typeof cell.value === "number") cell.value = Number((cell.value * rate).toFixed(2));
    }
    return money.map((column) => column.name);
  });
  if (changed.length === 0) return refused(`Sheet '${input.sheet.name}' has no column of money.`);
  const names = quotedList([...new Set(changed)]);
  return done(
    rate === null
      ? `changed the currency of ${names} to ${currency}, without converting the numbers`
      : `converted ${names} to ${currency} at ${rate}`,
  );
}

import type { Kind } from "./document.ts";

export const integerFormat = "#,##0";
export const decimalFormat = "#,##0.00";
export const percentFormat = "0.0%";
export const dateFormat = "yyyy-mm-dd";
export const monthFormat = "mmm yyyy";
const timeFormat = "hh:mm";

export type Currency = "USD" | "EUR" | "GBP" | "JPY" | "INR" | "CHF";

const currencyFormats: Readonly<Record<Currency, string>> = {
  USD: '"$"#,##0.00;-"$"#,##0.00',
  EUR: '#,##0.00 "€"',
  GBP: '"£"#,##0.00;-"£"#,##0.00',
  JPY: '"¥"#,##0;-"¥"#,##0',
  INR: '"₹"#,##0.00;-"₹"#,##0.00',
  CHF: '"CHF" #,##0.00',
};

export function currencyFormat(currency: Currency): string {
  return currencyFormats[currency];
}

/** The format a column of that kind gets unless it has a reason for another. */
export function defaultFormat(kind: Kind, currency: Currency): string {
  switch (kind) {
    case "text":
    case "boolean":
      return "General";
    case "integer":
      return integerFormat;
    case "decimal":
      return decimalFormat;
    case "currency":
      return currencyFormat(currency);
    case "percent":
      return percentFormat;
    case "date":
      return dateFormat;
    case "time":
      return timeFormat;
  }
}

/** What a number format says about the numbers under it, also in documents of another making. */
export function kindOfFormat(format: string): Kind | null {
  const bare = format.replace(/\[\$([^\]-]*)[^\]]*\]/g, '"$1"');
  const outside = bare.replace(/"[^"]*"|\\./g, "").replace(/\[[^\]]*\]/g, "");
  if (/[yd]|mmm/i.test(outside)) return "date";
  if (/h|s/i.test(outside.replace(/general/i, ""))) return "time";
  if (outside.includes("%")) return "percent";
  if (/[$€£¥₹]|CHF|USD|EUR|GBP/.test(bare)) return "currency";
  if (/0\.0/.test(outside)) return "decimal";
  if (/[0#]/.test(outside)) return "integer";
  return null;
}

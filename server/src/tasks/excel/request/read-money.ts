import type { Currency } from "../model/number-formats.ts";
import { type Reading, takeMatch } from "./reading.ts";
import type { TaxWish } from "./table-wish.ts";

const currencies: readonly [RegExp, Currency][] = [
  [/€|\beuros?\b|\bEUR\b/i, "EUR"],
  [/£|\b(?:british )?pounds?(?: sterling)?\b(?! of)|\bGBP\b|\bsterling\b/i, "GBP"],
  [/¥|\byen\b|\bJPY\b/i, "JPY"],
  [/₹|\brupees?\b|\bINR\b/i, "INR"],
  [/\bCHF\b|\bswiss francs?\b/i, "CHF"],
  [/\$|\b(?:us )?dollars?\b|\bUSD\b/i, "USD"],
];

/** The currency that the text names; US dollars when it names none. */
export function readCurrency(reading: Reading): Currency {
  const found = currencies.find(([pattern]) => pattern.test(reading.original))?.[1] ?? "USD";
  takeMatch(
    reading,
    /,?\s*\b(?:(?:all|with|and) )?(?:(?:amounts|prices|values|currency|costs|figures|numbers)\s+)?(?:(?:are|should be|is)\s+)?(?:in|using|as)\s+(?:€|£|\$|¥|₹|euros?|eur|(?:british )?pounds?(?: sterling)?|gbp|(?:us )?dollars?|usd|yen|jpy|rupees?|inr|chf|swiss francs?)(?=[\s.,;\uE000]|$)/i,
  );
  return found;
}

/** Takes "with VAT 19%", "20% tax", "plus 7.5 % sales tax". */
export function readTax(reading: Reading): TaxWish | null {
  const match =
    takeMatch(
      reading,
      /,?\s*(?:\b(?:and|with|plus|including|incl\.?|add|at|using)\s+){0,6}(?:(?:a|an|the)\s+)?\b(?:VAT|tax|sales tax|GST|MwSt)(?:\s+rate)?(?:\s+(?:of|at|is))?\s*:?\s*\(?(\d{1,2}(?:\.\d+)?)\s?(?:%|percent)\)?/i,
    ) ??
    takeMatch(
      reading,
      /,?\s*(?:\b(?:and|with|plus|including|incl\.?|add|at|using)\s+){0,6}(?:(?:a|an|the)\s+)?(\d{1,2}(?:\.\d+)?)\s?(?:%|percent)\s+(?:of\s+)?(?:VAT|sales tax|tax|GST|MwSt)\b(?!\s+(?:column|rate))/i,
    );
  if (match === null) return null;
  const name = /\b(?:VAT|GST|MwSt|sales tax)\b/i.exec(match[0])?.[0] ?? "Tax";
  return {
    name: /^sales/i.test(name)
      ? "Sales tax"
      : /^mwst/i.test(name)
        ? "MwSt"
        : name === "Tax"
          ? name
          : name.toUpperCase(),
    rate: Number(match[1]) / 100,
  };
}

import type { Currency } from "../model/number-formats.ts";
import { rateNoun } from "./column-wish.ts";
import { type Reading, takeMatch } from "./reading.ts";
import type { RateWish } from "./table-wish.ts";

const currencies: readonly [RegExp, Currency][] = [
  [/€|\beuros?\b|\bEUR\b/i, "EUR"],
  [/£|\b(?:british )?pounds?(?: sterling)?\b(?! of)|\bGBP\b|\bsterling\b/i, "GBP"],
  [/¥|\b(?:japanese )?yen\b|\bJPY\b/i, "JPY"],
  [/₹|\b(?:indian )?rupees?\b|\bINR\b/i, "INR"],
  [/\bCHF\b|\b(?:swiss )?francs?\b/i, "CHF"],
  [/\$|\b(?:us )?dollars?\b|\bUSD\b/i, "USD"],
];
const unknown =
  /\b(?:in|to|as)\s+((?:turkish )?lira|(?:mexican )?pesos?|(?:polish )?zloty|(?:chinese )?yuan|(?:korean )?won|rubles?|riyals?|(?:swedish|danish|norwegian) kron\w*|kron(?:a|er|or)|rand|baht|reais|real|bitcoin|(?:canadian|australian|hong kong|singapore) dollars?|CAD|AUD|CNY|SEK|NOK|DKK|PLN|TRY|BRL|MXN|ZAR|HKD|SGD|BTC)\b/i;
const currencyWords =
  "(?:€|£|\\$|¥|₹|euros?|eur|(?:british )?pounds?(?: sterling)?|gbp|(?:us )?dollars?|usd|(?:japanese )?yen|jpy|(?:indian )?rupees?|inr|chf|(?:swiss )?francs?)";

/** The currencies that the planner has formats for, in words. */
const known = "US dollars, euros, pounds, yen, rupees and Swiss francs";

/** The currency that the text names, US dollars when it names none; why it cannot be, where it names another or two. */
export function readCurrency(reading: Reading): Currency | { problem: string } {
  const other = unknown.exec(reading.original);
  if (other !== null) return { problem: `It knows no format for '${other[1]}'; it knows ${known}.` };
  const named = currencies.filter(([pattern]) => pattern.test(reading.original));
  if (named.length > 1)
    return {
      problem: `It counts in one currency a table, and the request names ${named.map(([, one]) => one).join(" and ")}.`,
    };
  takeMatch(
    reading,
    new RegExp(
      `,?\\s*\\b(?:(?:all|with|and) )?(?:(?:amounts|prices|values|currency|costs|figures|numbers)\\s+)?(?:(?:are|should be|is)\\s+)?(?:in|using|as)\\s+${currencyWords}(?=[\\s.,;\\uE000)]|$)`,
      "i",
    ),
  );
  return named[0]?.[1] ?? "USD";
}

/** The currency that words name on their own: "EUR", "US dollars"; null for any other words. */
export function currencyNamed(words: string): Currency | null {
  return new RegExp(`^${currencyWords}$`, "i").test(words.trim())
    ? (currencies.find(([pattern]) => pattern.test(words))?.[1] ?? null)
    : null;
}

const before =
  "(?:\\b(?:and|with|plus|less|minus|including|incl\\.?|add|at|using|after)\\s+){0,6}(?:(?:a|an|the)\\s+)?";
const noColumn = "(?!\\s+(?:column|rate|on|of|off)\\b)";

/** Takes "with VAT 19%", "20% tax", "plus 7.5 % sales tax". */
export function readTax(reading: Reading): RateWish | null {
  return readRate(reading, "VAT|sales tax|tax|GST|MwSt");
}

/** Takes "a 10% discount", "discount of 10%". */
export function readDiscount(reading: Reading): RateWish | null {
  return readRate(reading, "discount|rebate");
}

function readRate(reading: Reading, names: string): RateWish | null {
  const match =
    takeMatch(
      reading,
      new RegExp(
        `,?\\s*${before}\\b(?:${names})(?:\\s+rate)?(?:\\s+(?:of|at|is))?\\s*:?\\s*\\(?(\\d{1,2}(?:\\.\\d+)?)\\s?(?:%|percent)\\)?${noColumn}`,
        "i",
      ),
    ) ??
    takeMatch(
      reading,
      new RegExp(
        `,?\\s*${before}(\\d{1,2}(?:\\.\\d+)?)\\s?(?:%|percent)\\s+(?:of\\s+)?(?:${names})\\b${noColumn}`,
        "i",
      ),
    );
  if (match === null) return null;
  const name = new RegExp(`\\b(?:${names})\\b`, "i").exec(match[0])?.[0] ?? "Tax";
  const title = /^(?:vat|gst)$/i.test(name)
    ? name.toUpperCase()
    : /^mwst$/i.test(name)
      ? "MwSt"
      : name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase();
  return { name: title, rate: Number(match[1]) / 100 };
}

/** Takes a rate that stands outside every list: "10% commission on sales". The item's words. */
export function readLooseRate(reading: Reading): string | null {
  const match = takeMatch(
    reading,
    new RegExp(
      `,?\\s*(?:\\b(?:and|with|plus|less|minus)\\s+){0,3}(?:an?\\s+|the\\s+)?(\\d{1,2}(?:\\.\\d+)?\\s?(?:%|percent)\\s+(?:of\\s+)?${rateNoun}(?:\\s+(?:on|of)\\s+(?:the\\s+|all\\s+)?(?!\\d)[a-z]+)?)(?=\\s*(?:[.,;\\n\\uE000]|$|\\b(?:for|and|with)\\b))`,
      "i",
    ),
  );
  return match?.[1] ?? null;
}

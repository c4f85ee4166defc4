import type { HeaderColour } from "../file/looks.ts";
import { type Reading, takeMatch } from "./reading.ts";
import type { FormatWish } from "./table-wish.ts";

const colours =
  "dark blue|light blue|navy|blue|dark green|light green|green|red|orange|yellow|purple|grey|gray|black|white|teal|pink|brown";
const header =
  "(?:headers?|header rows?|heading rows?|headings|top row|first row|column headers?|column names|column titles)";
const colourForms: readonly RegExp[] = [
  new RegExp(
    `,?\\s*(?:\\b(?:with|and|use|give (?:it|the table)|make|add|set)\\s+){0,3}(?:an?\\s+|the\\s+)?(?:bold\\s+)?(${colours})\\s+(?:colou?red\\s+)?(?:background (?:for|on|in) the )?${header}\\b`,
    "i",
  ),
  new RegExp(
    `,?\\s*(?:\\b(?:and|with|please)\\s+){0,3}(?:make|colou?r|turn|set|change|paint|give|fill|have|use)?\\s*(?:the\\s+)?${header}(?:'s)?\\s*(?:colou?r|background(?: colou?r)?|fill)?\\s*(?:should be|to be|is|be|to|in|with|as|a)*\\s*(?:an?\\s+)?(?:bold(?: and)?\\s+)?(${colours})(?:\\s+(?:background|colou?r|fill))?\\b`,
    "i",
  ),
];

const hues: Readonly<Record<string, HeaderColour>> = {
  blue: "1F4E78",
  "dark blue": "1F3864",
  navy: "1F3864",
  "light blue": "9DC3E6",
  green: "375623",
  "dark green": "274E13",
  "light green": "A9D08E",
  red: "9C0006",
  orange: "C55A11",
  yellow: "FFD966",
  purple: "5B3A8C",
  grey: "595959",
  gray: "595959",
  black: "000000",
  white: "FFFFFF",
  teal: "1F6F6F",
  pink: "F4B6C2",
  brown: "6B4226",
};

/** Takes "with a blue header", "make the header green": the header's colour as RRGGBB. */
export function readHeaderColour(reading: Reading): { name: string; colour: HeaderColour } | null {
  for (const form of colourForms) {
    const match = takeMatch(reading, form);
    const name = (match?.[1] ?? "").toLowerCase();
    const colour = hues[name];
    if (colour !== undefined) return { name, colour };
  }
  return null;
}

/** Takes "a blank timesheet", "without sample data": cells for a person to fill in. A column that is to be empty is another matter. */
export function readBlank(reading: Reading): boolean {
  return (
    // "5 empty rows" are counted by another reader.
    /\d\s+(?:empty|blank)\s+(?:rows|lines|entries)\b/i.test(reading.rest) ||
    takeMatch(
      reading,
      /,?\s*\b(?:with|without|no|but|and)?\s*(?:(?:any|sample|example|dummy)\s+)*(?<=\b(?:without|no)\s+(?:(?:any|sample|example|dummy)\s+)*)(?:data|values|content)\b|,?\s*\b(?:with\s+)?(?:only|just)\s+(?:the\s+)?(?:headers?|column names|headings)\b|\b(?:headers?|headings) only\b/i,
    ) !== null ||
    takeMatch(
      reading,
      /\b(?:empty|blank)\b(?!\s+(?:(?!with\b)[\w-]+\s+){0,3}columns?\b|\s+for\b|\s*\))(?=\s+[a-z])/i,
    ) !== null
  );
}

/** Takes "dates as dd.mm.yyyy", "without decimals". */
export function readFormats(reading: Reading): FormatWish {
  const date = takeMatch(
    reading,
    /,?\s*(?:\b(?:and|with|the|all|show|format)\s+){0,4}dates?\s+(?:shown\s+|written\s+|formatted\s+|format\s+)?(?:as|in|like)\s+(?:the (?:format|form)\s+)?["']?((?:dd|d|mm|m|mmm|yyyy|yy)(?:[./ -](?:dd|d|mm|m|mmm|yyyy|yy)){2})["']?(?:\s+format)?/i,
  );
  const whole = takeMatch(
    reading,
    /,?\s*(?:\b(?:and|but|with)\s+)?\b(?:without(?: any)?|no|zero|0)\s+(?:decimals?|decimal places|cents|pence)\b|,?\s*\b(?:rounded|in)\s+(?:to\s+)?whole\s+(?:numbers|dollars|euros|pounds)\b/i,
  );
  return { date: date?.[1]?.toLowerCase() ?? null, wholeAmounts: whole !== null };
}

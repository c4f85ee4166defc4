import { unquoted } from "./lists.ts";
import { type Reading, takeMatch } from "./reading.ts";

const name = `("[^"\\n]+"|'[^'\\n]+'|[A-Z0-9][^\\s,.;:()]*(?: (?:&|and|of|for|[A-Z0-9][^\\s,.;:()]*))*)`;
const thing = "(?:workbook|file|spread ?sheet|document|excel(?: file)?|report|table|tracker|list|it)";

/** Takes what the text calls the workbook: "a spreadsheet called Summer Fair", "titled 'Q3'", "save it as costs.xlsx". */
export function readTitle(reading: Reading): string | null {
  const match =
    takeMatch(
      reading,
      new RegExp(
        `,?\\s*(?:\\band\\s+)?\\b(?:name|call|title|save)\\s+(?:the\\s+)?${thing}\\s+(?:as\\s+)?("[^"\\n]+"|'[^'\\n]+'|[\\w-]+\\.xlsx|${name.slice(1, -1)})`,
      ),
    ) ??
    takeMatch(
      reading,
      new RegExp(
        `\\b(?<=${thing}\\s+)(?:called|named|titled|entitled|with (?:the |a )?title)\\s+${name}(?!\\s+(?:sheet|tab))`,
      ),
    ) ??
    takeMatch(reading, new RegExp(`,?\\s*\\b(?:titled|entitled|with the title)\\s+${name}`)) ??
    takeMatch(reading, /^\s*title\s*:\s*([^\n.]+)/i);
  if (match?.[1] === undefined) return null;
  const title = unquoted(match[1])
    .replace(/\.xlsx$/i, "")
    .replace(/\s+(?:and|of|for)$/, "")
    .trim();
  return title === "" ? null : title;
}

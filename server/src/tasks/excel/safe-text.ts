import { maxCellCharacters } from "./limits.ts";

// XML 1.0 has no way to write these (section 2.2), and no reader agrees on what an escaped one means.
const forbiddenInXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;

/** The prompt as the readers expect it: one kind of quote, space and line end, no control characters, no half surrogates. */
export function cleanPrompt(prompt: string): string {
  return cleanText(prompt)
    .replace(/\r\n?/g, "\n")
    .replace(/[\u00A0\u2000-\u200A\u202F\t]/g, (space) => (space === "\t" ? "\t" : " "))
    .replace(/[\u200B-\u200D\uFEFF\u00AD]/g, "")
    .replace(/[\u2018\u2019\u02BC]/g, "'")
    .replace(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replace(/[\u2013\u2014\u2212]/g, "-")
    .trim();
}

/** Text that may stand in a cell: no character that would break the file, no longer than a cell can hold. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(forbiddenInXml, "").slice(0, maxCellCharacters).toWellFormed();
}

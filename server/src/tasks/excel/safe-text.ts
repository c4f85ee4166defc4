import { maxCellCharacters, maxColumns } from "./limits.ts";

// XML 1.0 has no way to write these (section 2.2), and no reader agrees on what an escaped one means.
const forbiddenInXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;

// The readers' patterns take time with the cube of a run of white space, so that runs end here: 9,900 spaces took two minutes.
// Tabs and line ends part the cells of pasted rows and stay; more empty cells than a table may have columns are refused anyhow.
const longSpace = new RegExp(`(\\s{${maxColumns + 1}})\\s+`, "g");

/** The prompt as the readers expect it: one kind of quote, space and line end, no long runs of them, no control characters, no half surrogates. */
export function cleanPrompt(prompt: string): string {
  return cleanText(prompt)
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[\u200B-\u200D\uFEFF\u00AD]/g, "")
    .replace(/[^\S\t\n]+/g, " ")
    .replace(/ ?([\t\n]) ?/g, "$1")
    .replace(/\n{3,}/g, "\n\n")
    .replace(longSpace, "$1")
    .replace(/:(?:\s?:){2,}/g, "::")
    .replace(/[\u2018\u2019\u02BC]/g, "'")
    .replace(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replace(/[\u2013\u2014\u2212]/g, "-")
    .trim();
}

/** Text that may stand in a cell: no character that would break the file, no longer than a cell can hold. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(forbiddenInXml, "").slice(0, maxCellCharacters).toWellFormed();
}

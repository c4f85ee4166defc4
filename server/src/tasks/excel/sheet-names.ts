// Excel: 1 to 31 characters, none of \ / ? * [ ] :, no apostrophe at either end, "History" is taken, unique whatever the case.

const longest = 31;

/** The nearest name that Excel accepts and that is not taken yet. */
export function sheetName(wished: string, taken: readonly string[]): string {
  const clean = wished
    .replace(/[\\/?*[\]:\s]+/g, " ")
    .trim()
    .replace(/^'+|'+$/g, "")
    .trim();
  const base = clean === "" || clean.toLowerCase() === "history" ? (clean === "" ? "Sheet" : `${clean} 1`) : clean;
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let name = cut(base, longest);
  for (let n = 2; used.has(name.toLowerCase()); n++) name = `${cut(base, longest - ` ${n}`.length)} ${n}`;
  return name;
}

/** Cuts by UTF-16 units, as Excel counts, without leaving half a character. */
function cut(text: string, units: number): string {
  if (text.length <= units) return text;
  const short = text.slice(0, units);
  return (short.isWellFormed() ? short : short.slice(0, -1)).replace(/['\s]+$/, "");
}

/** Where a list that starts at an index ends: at a full stop, a line that starts something else, or a phrase that does. */
export function endOfList(text: string, start: number, stop: RegExp): number {
  let depth = 0;
  let quote: string | null = null;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote !== null) {
      if (character === quote) quote = null;
      continue;
    }
    // An apostrophe inside a word (driver's) opens nothing.
    if (
      character === '"' ||
      (character === "'" && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "") && text.includes("'", at + 1))
    )
      quote = character;
    else if (character === "(") depth++;
    else if (character === ")") depth = Math.max(0, depth - 1);
    if (depth > 0) continue;
    if (
      /[.!?]/.test(character) &&
      /^[.!?](\s|$|\uE000)/.test(text.slice(at, at + 2)) &&
      !/\b(no|nr|incl|approx|qty|avg|min|max|est)$/i.test(text.slice(Math.max(0, at - 7), at))
    )
      return at;
    if (
      character === ";" ||
      (character === "\n" &&
        !/^\n\s*([-*•+]|\d+[.)])\s/.test(text.slice(at)) &&
        !/[,:]\s*$/.test(text.slice(start, at)) &&
        text.slice(start, at).trim() !== "")
    )
      return at;
    stop.lastIndex = at;
    if (stop.exec(text)?.index === at) return at;
  }
  return text.length;
}

/** The items of a list: parts between commas, "and", "&" or bullets, outside quotes and brackets. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let item = "";
  let depth = 0;
  let quote: string | null = null;
  const flush = (): void => {
    items.push(item);
    item = "";
  };
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? "";
    if (
      quote === null &&
      (character === '"' ||
        (character === "'" && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "") && text.includes("'", at + 1)))
    )
      quote = character;
    else if (quote === character) quote = null;
    else if (quote === null && character === "(") depth++;
    else if (quote === null && character === ")") depth = Math.max(0, depth - 1);
    if (quote === null && depth === 0) {
      const separator = separatorAt(text, at);
      if (separator > 0) {
        flush();
        at += separator;
        continue;
      }
    }
    item += character;
    at++;
  }
  flush();
  return items.map(trimItem).filter((one) => one !== "");
}

const separator =
  /\s*(?:,|;|\||\n)\s*(?:and\s+|or\s+|plus\s+(?!one\b)|&\s*)?(?:(?:[-*•]|\d+[.)])\s+)?|\s+(?:and|as well as|plus(?! one\b))\s+(?:also\s+)?|\s+&\s+/iy;

function separatorAt(text: string, at: number): number {
  separator.lastIndex = at;
  return separator.exec(text)?.[0].length ?? 0;
}

function trimItem(item: string): string {
  const text = item
    .trim()
    .replace(/^(?:[-*•]|\d+[.)])\s+/, "")
    .replace(/^(?:and|or|plus(?! one\b)|also)\s+/i, "")
    .replace(/[\s,:]+$/, "")
    .trim();
  return text;
}

/** Text between matching quotes without them. */
export function unquoted(text: string): string {
  const match = /^(["'`])(.*)\1$/s.exec(text.trim());
  return (match?.[2] ?? text).trim();
}

import { looksLikeFormula } from "./column-wish.ts";
import { type Reading, take } from "./reading.ts";

export interface StatedFormula {
  column: string;
  formula: string;
}

const statement =
  /(?:^|[,.;]\s*|\b(?:where|and)\s+(?:the\s+)?)((?!(?:it|this|that|which|there|what|sum|total row)\b)[a-z][\w%-]*(?:\s+[a-z%][\w%-]*){0,2}?)\s+(?:is|being|should be|equals)\s+((?:the\s+)?[(\w][^.;,\n]*)/gi;

/** Takes "margin is (price - cost) / price" where it stands as a sentence of its own, for a column that is listed elsewhere. */
export function readStatedFormulas(reading: Reading): StatedFormula[] {
  const found: StatedFormula[] = [];
  for (const match of reading.rest.matchAll(statement)) {
    const [whole, column = "", formula = ""] = match;
    if (!looksLikeFormula(formula)) continue;
    found.push({ column: column.trim(), formula: formula.trim() });
    take(reading, match.index, match.index + whole.length);
  }
  return found;
}

import type { Expression } from "../model/expression.ts";
import { rateNoun } from "../request/column-wish.ts";
import { percentText } from "../request/table-wish.ts";
import { done, type EditInput, type EditResult, refused } from "./edit.ts";

const form = new RegExp(
  `^(?:change|set|update|make|adjust)\\s+(?:the\\s+)?(${rateNoun})(?:\\s+rate)?(?:\\s+(?:of|from)\\s+\\d+(?:\\.\\d+)?\\s?%)?\\s+(?:to|=|into)?\\s*(\\d+(?:\\.\\d+)?)\\s?(?:%|percent)$`,
  "i",
);

/** "change VAT to 7%": the rate in the rows below and in the columns that carry it in their name. */
export function changeRate(input: EditInput): EditResult | null {
  const match = form.exec(input.clause);
  if (match === null) return null;
  const { sheet } = input;
  const [, noun = "", number = ""] = match;
  const rate = Number(number) / 100;
  const named = new RegExp(`^${noun}\\s+[\\d.]+\\s?%$`, "i");
  const renamed = (name: string): string => name.replace(/[\d.]+\s?%$/, percentText(rate));
  const changed: string[] = [];
  for (const footer of sheet.footers.filter((one) => named.test(one.label))) {
    for (const [column, formula] of footer.formulas) footer.formulas.set(column, withRate(formula, rate));
    footer.label = renamed(footer.label);
    changed.push(`row '${footer.label}'`);
  }
  for (const column of sheet.columns) {
    if (column.formula === null || !named.test(column.name)) continue;
    column.formula = withRate(column.formula, rate);
    column.name = renamed(column.name);
    changed.push(`column '${column.name}'`);
  }
  return changed.length === 0
    ? refused(`Sheet '${sheet.name}' has no ${noun} with a rate to change; ask for it, as in 'add ${number}% ${noun}'.`)
    : done(`changed the rate to ${percentText(rate)} in ${changed.join(" and ")} of sheet '${sheet.name}'`);
}

/** The formula with its percentage replaced. */
function withRate(formula: Expression, rate: number): Expression {
  if (formula.node === "number" && formula.percent) return { ...formula, value: rate };
  if (formula.node === "binary")
    return { ...formula, left: withRate(formula.left, rate), right: withRate(formula.right, rate) };
  return formula;
}

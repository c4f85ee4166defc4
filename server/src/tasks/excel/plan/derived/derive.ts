import type { Expression } from "../../model/expression.ts";
import type { DerivedRule } from "./rule.ts";
import { acrossRules } from "./rules-across.ts";
import { compareRules } from "./rules-compare.ts";
import { flowRules } from "./rules-flow.ts";
import { moneyRules } from "./rules-money.ts";
import { timeRules } from "./rules-time.ts";
import type { TableView } from "./table-view.ts";

const rules: readonly DerivedRule[] = [...timeRules, ...moneyRules, ...compareRules, ...flowRules, ...acrossRules];

export type Derived =
  | { outcome: "formula"; formula: Expression }
  /** The name says no calculation, or stands for a value of its own in this table. */
  | { outcome: "given" }
  /** The name means a calculation, and the columns for it are not there. */
  | { outcome: "missing"; needs: string };

/** What a column of that name is beside these columns: sample values must never stand where a calculation is meant. */
export function derive(view: TableView): Derived {
  const named = rulesFor(view.target.name);
  for (const rule of named) {
    const formula = rule.build(view);
    if (formula !== null) return { outcome: "formula", formula };
  }
  const strict = named.find((rule) => rule.given?.(view) !== true);
  return strict === undefined ? { outcome: "given" } : { outcome: "missing", needs: strict.needs };
}

/** Whether a name can mean a calculation at all. */
export function canBeDerived(name: string): boolean {
  return rulesFor(name).length > 0;
}

function rulesFor(name: string): DerivedRule[] {
  const plain = name.trim();
  return rules.filter((rule) => rule.name.test(plain));
}

/** The refusal of a column whose calculation has nothing to start from. */
export function missingSources(name: string, needs: string): string {
  return `Column '${name}' is a calculation, and there is nothing in the table to compute it from: it needs ${needs}. Name those columns, or write the formula, as in '${name} = …'.`;
}

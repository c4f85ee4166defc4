import type { Expression } from "../../model/expression.ts";
import type { TableView } from "./table-view.ts";

/** A name that means a calculation. The tables of these are the planner's whole knowledge of computed columns. */
export interface DerivedRule {
  name: RegExp;
  /** What the calculation is about, for a refusal: "it needs …". */
  needs: string;
  /** The formula beside these columns; null when they are not what it needs. */
  build: (view: TableView) => Expression | null;
  /** Whether such a table may hold it as a value of its own. Without it the name never stands for a typed-in value. */
  given?: (view: TableView) => boolean;
}

export const always = (): boolean => true;

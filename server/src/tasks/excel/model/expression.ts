// Formulas as the planner understands them. They name columns and footers by id, never cells, so that sorting, adding and
// removing rows or columns cannot make one point at the wrong place.

export type Aggregate = "SUM" | "AVERAGE" | "MIN" | "MAX" | "COUNT" | "COUNTA";
export type Operator = "+" | "-" | "*" | "/";

export type Expression =
  | { node: "number"; value: number; percent: boolean }
  /** The cell of a column in the same row. */
  | { node: "cell"; column: number }
  /** All body cells of a column, on this sheet (null) or another. */
  | { node: "column"; aggregate: Aggregate; column: number; sheet: number | null }
  /** The column's body cells from the first row to this one. */
  | { node: "running"; column: number }
  /** Several cells of the same row. */
  | { node: "across"; aggregate: Aggregate; columns: number[] }
  /** A cell of a row below the body. */
  | { node: "footer"; footer: number; column: number }
  | { node: "binary"; operator: Operator; left: Expression; right: Expression }
  | { node: "negate"; of: Expression }
  /** What is above zero, else 0. */
  | { node: "positive"; of: Expression }
  | { node: "today" }
  /** Whole years from a date until today. */
  | { node: "years"; from: Expression }
  /** The place of the row's cell among the column's, the largest first. */
  | { node: "rank"; column: number };

export const percent = (value: number): Expression => ({ node: "number", value, percent: true });
export const number = (value: number): Expression => ({ node: "number", value, percent: false });
export const cell = (column: number): Expression => ({ node: "cell", column });
export const binary = (operator: Operator, left: Expression, right: Expression): Expression => ({
  node: "binary",
  operator,
  left,
  right,
});
export const aggregateOf = (aggregate: Aggregate, column: number): Expression => ({
  node: "column",
  aggregate,
  column,
  sheet: null,
});

/** Every node of the expression, itself first. */
export function* nodesOf(expression: Expression): Generator<Expression> {
  yield expression;
  if (expression.node === "binary") {
    yield* nodesOf(expression.left);
    yield* nodesOf(expression.right);
  } else if (expression.node === "negate" || expression.node === "positive") yield* nodesOf(expression.of);
  else if (expression.node === "years") yield* nodesOf(expression.from);
}

/** The columns of the formula's own sheet that it reads. */
export function columnsRead(expression: Expression): number[] {
  const found: number[] = [];
  for (const node of nodesOf(expression)) {
    if (node.node === "cell" || node.node === "running" || node.node === "footer" || node.node === "rank")
      found.push(node.column);
    else if (node.node === "column" && node.sheet === null) found.push(node.column);
    else if (node.node === "across") found.push(...node.columns);
  }
  return found;
}

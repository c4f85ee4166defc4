import type { Kind, Value } from "../model/document.ts";
import { type Currency, defaultFormat, monthFormat } from "../model/number-formats.ts";
import { additiveName } from "../model/read-column-kind.ts";
import type { ColumnWish } from "../request/column-wish.ts";
import type { FooterWish } from "../request/footer-wish.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { amount, type Maker, oneOf, share, whole } from "../values/maker.ts";

/** What a column will be: decided before any value is made. */
export interface ColumnPlan {
  name: string;
  kind: Kind;
  /** Whether the request says the kind; a computed column otherwise takes that of what it is computed from. */
  kindWished: boolean;
  format: string;
  additive: boolean;
  maker: Maker;
  /** In the request's or the subject's words. */
  formula: string | null;
  fill: { value: Value } | null;
  /** What to put below the table when there is nothing to compute the column from. */
  orBelow: FooterWish | null;
  /** Values for this column that set how many rows there are. */
  turns: readonly string[] | null;
  /** Whether the values are the request's own. */
  given: boolean;
}

/** What one column will be; the subject, where there is one, knows its own columns best. */
export function planOne(one: ColumnWish, subject: Subject | null, currency: Currency): ColumnPlan {
  const own = subject?.makers?.[one.name];
  const rule = ruleFor(one.name);
  // A column of the subject means what the subject says, a word like "Name" otherwise what it usually says.
  const found = own ?? (rule === null ? (subject?.unnamed ?? null) : { kind: rule.kind, maker: rule.maker });
  const counted =
    (one.kind === "decimal" || one.kind === "integer") && /\b(?:id|no\.?|nr\.?|number|#)$/i.test(one.name);
  // "number" leaves open which: an age is a whole one.
  const wished = counted || (one.kind === "decimal" && found?.kind === "integer") ? "integer" : one.kind;
  const kind = one.choices === null ? (wished ?? found?.kind ?? "text") : "text";
  const maker = counted
    ? ({ make: "count" } as const)
    : one.choices !== null
      ? oneOf(...one.choices)
      : found !== null && found.kind === kind
        ? found.maker
        : makerOfKind(kind);
  return {
    name: one.name,
    kind,
    kindWished: one.kind !== null,
    format: formatOf(kind, maker, currency),
    additive: !counted && additiveName(one.name, kind),
    maker,
    formula: one.formula,
    fill: one.fill,
    orBelow: one.orBelow,
    turns: null,
    given: one.fill !== null || one.choices !== null,
  };
}

function formatOf(kind: Kind, maker: Maker, currency: Currency): string {
  if (kind === "date" && maker.make === "month") return monthFormat;
  if (kind === "integer" && (maker.make === "year" || maker.make === "count")) return "0";
  return defaultFormat(kind, currency);
}

/** Values for a kind that the name says nothing about. */
function makerOfKind(kind: Kind): Maker {
  switch (kind) {
    case "text":
      return { make: "numbered" };
    case "integer":
      return whole(40, 100);
    case "decimal":
      return amount(1, 100);
    case "currency":
      return amount(10, 900, 0.5);
    case "percent":
      return share(0.05, 0.95);
    case "date":
      return { make: "day" };
    case "time":
      return { make: "time", fromHour: 8, toHour: 18 };
    case "boolean":
      return { make: "truth", chance: 0.6 };
  }
}

import type { Column } from "../../model/document.ts";
import { findColumn } from "../../request/find-column.ts";
import { first, measures, type TableView } from "./table-view.ts";

/** The column that a name speaks of, the only one there is, or the one that others are computed towards. */
export function main(view: TableView, fits: (column: Column) => boolean = () => true): Column | null {
  const all = measures(view.others).filter(fits);
  const words = view.target.name
    .replace(
      /^.*?\b(?:of|by)\s+(?:the\s+)?|\b(?:running|cumulative|accumulated|total|sum|share|percent(?:age)?|%|to date|so far|rank(?:ing)?)\b/gi,
      " ",
    )
    .trim();
  const named = words === "" ? null : findColumn(all, words);
  if (named?.outcome === "found") return named.column;
  if (all.length < 2) return all[0] ?? null;
  const usual = first(all, [
    /^(?:planned|budget|revenue|sales|total(?: value| cost| price)?|amount|line total|points|score)$/i,
  ]);
  return (
    usual ??
    (view.before.length > 0
      ? (measures(view.before).findLast((one) => one.formula !== null && fits(one)) ?? null)
      : null)
  );
}

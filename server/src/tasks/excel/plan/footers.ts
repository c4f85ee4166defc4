import {
  type Column,
  type Footer,
  isNumeric,
  takeId,
  type TableSheet,
  type WorkbookDocument,
} from "../model/document.ts";
import { type Aggregate, aggregateOf, binary, type Expression, percent } from "../model/expression.ts";
import { findColumn } from "../request/find-column.ts";
import type { FooterWish } from "../request/footer-wish.ts";
import { percentText, type RateWish } from "../request/table-wish.ts";

const labels: Readonly<Record<Aggregate, string>> = {
  SUM: "Total",
  AVERAGE: "Average",
  MIN: "Minimum",
  MAX: "Maximum",
  COUNT: "Count",
  COUNTA: "Count",
};

/** Adds a row below the body; the reason when that is not possible, or null. */
export function addFooter(document: WorkbookDocument, sheet: TableSheet, wish: FooterWish): string | null {
  const chosen = columnsFor(sheet, wish);
  if (typeof chosen === "string") return chosen;
  const existing = sheet.footers.find((footer) => footer.label === labels[wish.aggregate]);
  if (existing !== undefined) {
    for (const column of chosen)
      if (column.id !== existing.labelColumn) existing.formulas.set(column.id, aggregateOf(wish.aggregate, column.id));
    return null;
  }
  const labelColumn = sheet.columns.find((column) => !chosen.includes(column));
  if (labelColumn === undefined)
    return `sheet '${sheet.name}' has no column left for the label '${labels[wish.aggregate]}'; add a text column first`;
  sheet.footers.push(
    footerOf(
      document,
      labels[wish.aggregate],
      labelColumn,
      chosen.map((column) => [column.id, aggregateOf(wish.aggregate, column.id)]),
    ),
  );
  return null;
}

function columnsFor(sheet: TableSheet, wish: FooterWish): Column[] | string {
  if (wish.columns !== null) {
    const named: Column[] = [];
    for (const name of wish.columns) {
      const found = findColumn(sheet.columns, name);
      if (found.outcome === "ambiguous")
        return `'${name}' could mean ${found.names.map((one) => `'${one}'`).join(" or ")}`;
      if (found.outcome === "missing") return `sheet '${sheet.name}' has no column '${name}'`;
      if (!isNumeric(found.column.kind) && wish.aggregate !== "COUNT")
        return `column '${found.column.name}' on sheet '${sheet.name}' holds no numbers`;
      named.push(found.column);
    }
    return named;
  }
  const numeric = sheet.columns.filter((column) => isNumeric(column.kind) && column.format !== "0");
  const summed = numeric.filter((column) => column.additive);
  const chosen = wish.aggregate === "SUM" && summed.length > 0 ? summed : numeric;
  return chosen.length === 0
    ? `sheet '${sheet.name}' has no column of numbers to ${wish.aggregate === "SUM" ? "total" : "compute it from"}`
    : chosen;
}

interface Rates {
  tax: RateWish | null;
  discount: RateWish | null;
}

/** Subtotal, discount, tax and total, as an invoice ends; without a rate the total alone. False when there is no column of amounts. */
export function addInvoiceFooters(document: WorkbookDocument, sheet: TableSheet, { tax, discount }: Rates): boolean {
  const total = sheet.columns.findLast((column) => column.kind === "currency" && column.additive);
  const labelColumn = sheet.columns.find((column) => column !== total);
  if (total === undefined || labelColumn === undefined) return false;
  const add = (label: string, formula: Expression): Expression => {
    const footer = footerOf(document, label, labelColumn, [[total.id, formula]]);
    sheet.footers.push(footer);
    return { node: "footer", footer: footer.id, column: total.id };
  };
  const sum = aggregateOf("SUM", total.id);
  if (tax === null && discount === null) {
    add("Total", sum);
    return true;
  }
  let net = add("Subtotal", sum);
  if (discount !== null) {
    const off = add(`${discount.name} ${percentText(discount.rate)}`, binary("*", net, percent(discount.rate)));
    net = binary("-", net, off);
  }
  const taxed = tax === null ? null : add(`${tax.name} ${percentText(tax.rate)}`, binary("*", net, percent(tax.rate)));
  add("Total", taxed === null ? net : binary("+", net, taxed));
  return true;
}

function footerOf(
  document: WorkbookDocument,
  label: string,
  labelColumn: Column,
  formulas: [number, Expression][],
): Footer {
  return { id: takeId(document), label, labelColumn: labelColumn.id, formulas: new Map(formulas), looks: new Map() };
}

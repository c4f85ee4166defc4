import { type Footer } from "../model/document.ts";
import { addFooter } from "../plan/footers.ts";
import { splitList } from "../request/lists.ts";
import { aggregateOfWord, footerInstead, footerItem, type FooterWish } from "../request/footer-wish.ts";
import { readTotals } from "../request/read-totals.ts";
import { readingOf } from "../request/reading.ts";
import { done, type EditInput, type EditResult, quotedList, refused } from "./edit.ts";

const words = "(totals?|sums?|averages?|mean|avg|minimum|min|maximum|max|count)";
const ofColumn = new RegExp(
  `^(?:add|show|calculate|compute|include|insert|give me|put|make)\\s+(?:(?:a|an|the|me|up|grand|overall)\\s+){0,6}${words}(?:\\s+(?:and|&)\\s+${words})?(?:\\s+(?:of|for|over|to|below|under)\\s+(?:the\\s+)?(.+?)(?:\\s+columns?)?)?(?:\\s+(?:at|in|on) the (?:bottom|end))?$`,
  "i",
);
const namedColumn = new RegExp(
  `^(?:(?:calculate|compute|show)\\s+(?:(?:the|a|an)\\s+){0,6}|add\\s+the\\s+)${words}\\s+(.+)$`,
  "i",
);
/** "add an average salary row", "add a row with the average salary". */
const rowForm =
  /^(?:add|show|calculate|compute|include|insert|give me|put|make)\s+(?:(?:an?|another)\s+(?:row|line)\s+(?:with|for|showing|of)\s+)?(.+?)$/i;
const verbForm = /^(?:sum(?: up)?|total(?: up)?|add up|average)\s+(?:the\s+|all\s+){0,6}(.+?)(?:\s+columns?)?$/i;

/** "add a total row", "add totals", "sum the revenue column", "add the average of salary". */
export function addTotals(input: EditInput): EditResult | null {
  const wishes = wishesOf(input.clause);
  if (wishes === null) return null;
  const { sheet, document } = input;
  const before = sheet.footers.slice();
  const formulas = new Map(before.map((footer) => [footer, new Map(footer.formulas)]));
  for (const wish of wishes) {
    const problem = addFooter(document, sheet, wish);
    if (problem === null) continue;
    sheet.footers = before;
    for (const [footer, kept] of formulas) footer.formulas = kept;
    return refused(`${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}.`);
  }
  const changed = sheet.footers.filter(
    (footer) => !before.includes(footer) || formulas.get(footer)?.size !== footer.formulas.size,
  );
  if (changed.length === 0) return done(`sheet '${sheet.name}' has that total already`);
  return done(changed.map((footer) => said(input, footer)).join(" and "));
}

function said(input: EditInput, footer: Footer): string {
  const names = input.sheet.columns.filter((column) => footer.formulas.has(column.id)).map((column) => column.name);
  return `added ${/^[AEIOU]/.test(footer.label) ? "an" : "a"} '${footer.label}' row for ${quotedList(names)} to sheet '${input.sheet.name}'`;
}

function wishesOf(clause: string): FooterWish[] | null {
  if (
    /\bcolumns?\b.*=|\b(?:add|insert|create|include)\b.*\bcolumns?\s*$|^(?:add|insert|create|include)\s+(?:an?|the|another)?\s*(?:new |computed |calculated )?columns?\b/i.test(
      clause,
    ) &&
    !/\b(?:of|for|to|below|under)\b.*\bcolumns?\s*$/i.test(clause)
  )
    return null;
  const match = ofColumn.exec(clause);
  if (match !== null) {
    const columns =
      match[3] === undefined ||
      /^(?:it|them|the table|table|all|everything|each|every|all (?:the )?numbers?|the end|the bottom|sheet)\b/i.test(
        match[3],
      )
        ? null
        : splitList(match[3]);
    return [match[1], match[2]].flatMap((word) => wishFor(word, columns));
  }
  const named = namedColumn.exec(clause);
  if (named !== null && !/=|\bas\b|\bfrom\b/.test(clause)) return wishFor(named[1], splitList(named[2] ?? ""));
  const said = footerItem(clause);
  if (said !== null && /^(?:the\s+)?(?:sum|total|average|minimum|maximum)\b/i.test(clause)) return [said];
  const spoken = verbForm.exec(clause);
  if (spoken !== null)
    return wishFor(
      /^average/i.test(clause) ? "average" : "total",
      /^(?:everything|numbers|it|them|columns?)$/i.test(spoken[1] ?? "")
        ? null
        : splitList((spoken[1] ?? "").replace(/\bcolumns?\b/gi, "")),
    );
  const row = rowForm.exec(clause);
  const item = row === null ? null : (footerItem(row[1] ?? "") ?? footerInstead(row[1] ?? ""));
  if (item !== null && /\b(?:rows?|lines?|bottom|end|below)\b/i.test(clause)) return [item];
  const { footers } = readTotals(
    readingOf(/^(?:add|include|show|insert|create|put|make)\b/i.test(clause) ? clause : `add ${clause}`),
  );
  return footers.length === 0 ? null : footers;
}

function wishFor(word: string | undefined, columns: string[] | null): FooterWish[] {
  const aggregate = word === undefined ? null : aggregateOfWord(word);
  return aggregate === null ? [] : [{ aggregate, columns }];
}

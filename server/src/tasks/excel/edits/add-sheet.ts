import { maxSheets } from "../limits.ts";
import { takeId, type WorkbookDocument } from "../model/document.ts";
import { planTable, type TablePlanned } from "../plan/plan-table.ts";
import { addSummarySheet, isSummaryName } from "../plan/summary-sheet.ts";
import { leftover } from "../request/leftover.ts";
import { unquoted } from "../request/lists.ts";
import { readTable } from "../request/read-table.ts";
import { columnNames, readRequest } from "../request/read-request.ts";
import { readingOf } from "../request/reading.ts";
import { sheetName } from "../sheet-names.ts";
import { findSubject } from "../subjects/find-subject.ts";
import { done, type EditResult, quotedList, refused } from "./edit.ts";

interface Input {
  document: WorkbookDocument;
  clause: string;
  nowMs: number;
}

const one = "(?:work)?(?:sheet|tab|page)";
const lead =
  "^(?:add|create|insert|make|include|append|give me|start|open)\\s+(?:(?:me|a|an|another|one|new|second|third|fourth|extra|additional|separate|more|empty|blank|the)\\s+){0,6}";
const called = new RegExp(
  `${lead}${one}\\s*(?:(?:called|named|titled|name|for(?: the| my| our)?|with the name|:)\\s*){0,6}("[^"]+"|'[^']+'|[A-Z0-9][^\\s,.;:()]*(?: (?:&|and(?= [A-Z])|[A-Z0-9])[^\\s,.;:()]*)*|(?!(?:with|containing|that|of|which|having|where)\\b)[a-z][\\w-]*(?: [a-z][\\w-]*)??(?=$|\\s*[,:(]|\\s+(?:with|containing|and|that)\\b))\\s*(.*)$`,
  "s",
);
const before = new RegExp(
  `${lead}(?!(?:me|an?|another|one|new|second|third|fourth|extra|additional|separate|more|empty|blank|the)\\s)("[^"]+"|'[^']+'|[\\w&-]+(?: [\\w&-]+){0,2}?)\\s+${one}\\b\\s*(.*)$`,
  "is",
);
const bare = new RegExp(`${lead}${one}\\s*(?:$|(?=with\\b|containing\\b))(.*)$`, "is");

/** "add a sheet called Costs with columns A and B", "add an expenses sheet with 10 rows", "add a summary sheet". */
export function addSheet(input: Input): EditResult | null {
  // Capitals tell a name from other words, but not at the start of a sentence.
  const match =
    called.exec(input.clause.slice(0, 1).toLowerCase() + input.clause.slice(1)) ?? before.exec(input.clause);
  const plain = match === null ? bare.exec(input.clause) : null;
  if (match === null && plain === null) return null;
  const wished = match === null ? null : unquoted((match[1] ?? "").replace(/^(?:the|my|our)\s+/i, ""));
  if (wished !== null && /^(?:an?|the|new|another)$|\b(?:rows?|columns?|to|on|in|of|from|total)\b/i.test(wished))
    return null;
  const tail = match === null ? (plain?.[1] ?? "") : (match[2] ?? "");
  return build(input, wished === null ? null : wished.slice(0, 1).toUpperCase() + wished.slice(1), tail);
}

function build(input: Input, wished: string | null, tail: string): EditResult {
  const { document, nowMs } = input;
  if (document.sheets.length >= maxSheets)
    return refused(`The workbook has ${document.sheets.length} sheets; the limit is ${maxSheets} sheets.`);
  const names = document.sheets.map((sheet) => sheet.name);
  if (wished !== null && names.some((name) => name.toLowerCase() === wished.toLowerCase()))
    return refused(`There is a sheet '${wished}' already.`);
  const reading = readingOf(tail);
  const subject = wished === null ? null : (findSubject(wished)?.subject ?? null);
  const { wish, problem } = readTable(reading, subject, null, nowMs);
  if (problem !== null) return refused(problem);
  const unread = leftover(reading, columnNames(wish));
  if (unread !== null) return refused(`It does not understand '${unread}' in '${input.clause}'.`);
  const name = sheetName(wished ?? wish.subject?.sheet ?? `Sheet${document.sheets.length + 1}`, names);
  if (isSummaryName(name) && wish.columns === null) {
    const failed = addSummarySheet(document, name, document.sheets.length);
    return failed === null ? done(`added sheet '${name}' with totals of the other sheets`) : refused(failed);
  }
  const empty =
    /\b(?:empty|blank)\b/i.test(input.clause) || (wish.subject === null && wish.columns === null && wish.rows === null);
  if (empty && wish.columns === null) {
    document.sheets.push({
      shape: "kept",
      id: takeId(document),
      name,
      why: "it is empty",
      file: { name, rows: [], widths: [], frozenRows: 0, frozenColumns: 0, filter: null },
    });
    return done(`added the empty sheet '${name}'`);
  }
  const planned = planTable(document, { wish: { ...wish, subject: wish.subject ?? subject }, name, nowMs });
  if (planned.outcome === "refused") return refused(planned.message);
  return done(said(planned));
}

/** What the new sheet has, and where its values come from. */
function said({ sheet, samples }: Extract<TablePlanned, { outcome: "planned" }>): string {
  const typed = sheet.columns.filter((column) => column.formula === null);
  const source =
    samples.length === 0
      ? " with the request's own values"
      : samples.length === typed.length
        ? " of sample values"
        : ` (${quotedList(samples)}: sample values)`;
  return `added sheet '${sheet.name}' with ${sheet.rowCount} ${sheet.rowCount === 1 ? "row" : "rows"} and ${sheet.columns.length} columns${source}`;
}

/** A request for a new table in a run that has one: it becomes a sheet beside what is there, so that nothing is lost. */
export function addRequestedTable(input: Input): EditResult {
  const { document, nowMs } = input;
  const read = readRequest(input.clause, nowMs);
  if (read.outcome === "refused") return refused(read.message);
  const added: string[] = [];
  const before = document.sheets.slice();
  for (const table of read.wish.sheets) {
    const name = sheetName(
      table.name ?? table.subject?.sheet ?? read.wish.title ?? "Sheet",
      document.sheets.map((sheet) => sheet.name),
    );
    const planned =
      document.sheets.length >= maxSheets
        ? {
            outcome: "refused" as const,
            message: `The workbook has ${document.sheets.length} sheets; the limit is ${maxSheets} sheets.`,
          }
        : planTable(document, { wish: table, name, nowMs });
    if (planned.outcome === "refused") {
      document.sheets = before;
      return refused(planned.message);
    }
    added.push(said(planned));
  }
  return done(added.join(" and "));
}

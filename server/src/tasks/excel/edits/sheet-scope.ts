import type { Sheet, TableSheet, WorkbookDocument } from "../model/document.ts";

export interface Scope {
  /** The order without the words that name the sheet. */
  clause: string;
  sheets: TableSheet[];
  /** Whether the order is for every one of the sheets, rather than for the first that it fits. */
  all: boolean;
  /** Why a named sheet cannot be edited; null when all is well. */
  problem: string | null;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const ordinals = ["first", "second", "third", "fourth", "fifth"];

/** Which sheets an order means: "on the Expenses sheet", "in both sheets", "on sheet 2"; every table when it names none. */
export function scopeOf(document: WorkbookDocument, clause: string): Scope {
  const tables = document.sheets.filter((sheet) => sheet.shape === "table");
  const every =
    /\s*\b(?:on|in|to|for|of|from)\s+(?:all|both|each|every)(?: of)?(?: the)? (?:work)?(?:sheets?|tabs?)\b/i;
  if (every.test(clause)) return { clause: clause.replace(every, ""), sheets: tables, all: true, problem: null };
  for (const sheet of document.sheets.toSorted((one, other) => other.name.length - one.name.length)) {
    const name = `["']?${escape(sheet.name)}["']?`;
    const forms = [
      new RegExp(
        `\\s*\\b(?:on|in|to|from|into|of|for)\\s+(?:the\\s+)?(?:work)?(?:sheet|tab)\\s+(?:named\\s+|called\\s+)?${name}(?![\\w])`,
        "i",
      ),
      new RegExp(`\\s*\\b(?:on|in|to|from|into|of|for)\\s+(?:the\\s+)?${name}\\s+(?:work)?(?:sheet|tab)\\b`, "i"),
      new RegExp(
        `\\s*\\b(?:on|in|to|from|into)\\s+(?:the\\s+)?${name}(?=\\s*(?:$|[,:]|\\b(?:add|sort|called|named|with|by|as|and)\\b))`,
        "i",
      ),
    ];
    for (const form of forms) if (form.test(clause)) return one(sheet, clause.replace(form, ""));
    const object = new RegExp(
      `\\bthe\\s+${name}\\s+(?:work)?(?:sheet|tab)\\b|(?<=^(?:sort|order)\\s+)(?:the\\s+)?${name}(?=\\s+by\\b)`,
      "i",
    );
    if (object.test(clause)) return one(sheet, clause.replace(object, "it"));
  }
  const byNumber =
    /\s*\b(?:on|in|to|from|into|of)\s+(?:the\s+)?(?:(first|second|third|fourth|fifth|last)\s+(?:work)?(?:sheet|tab)|(?:work)?(?:sheet|tab)\s+(\d+))\b/i;
  const match = byNumber.exec(clause);
  if (match !== null) {
    const word = (match[1] ?? "").toLowerCase();
    const sheet =
      word === "last"
        ? document.sheets.at(-1)
        : document.sheets[word === "" ? Number(match[2]) - 1 : ordinals.indexOf(word)];
    if (sheet !== undefined) return one(sheet, clause.replace(byNumber, ""));
  }
  const unknown = /\b(?:on|in|to|from) (?:the )?(?:work)?(?:sheet|tab) ["']([^"']+)["']/i.exec(clause);
  if (unknown !== null)
    return {
      clause,
      sheets: [],
      all: false,
      problem: `There is no sheet '${unknown[1]}'. The sheets are ${document.sheets.map((sheet) => `'${sheet.name}'`).join(", ")}.`,
    };
  return {
    clause: clause.replace(
      /\s+(?:to|in|on|of) (?:the|this|that|my|our) (?:table|sheet|spreadsheet|workbook|list|report|document|file)\b/i,
      "",
    ),
    sheets: tables,
    all: false,
    problem: null,
  };
}

function one(sheet: Sheet, clause: string): Scope {
  if (sheet.shape === "table") return { clause, sheets: [sheet], all: false, problem: null };
  return {
    clause,
    sheets: [],
    all: false,
    problem: `Sheet '${sheet.name}' is no plain table (${sheet.why}), so the planner leaves it as it is.`,
  };
}

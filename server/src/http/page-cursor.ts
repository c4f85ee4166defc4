import { fieldError } from "./http-error.ts";

// Lists show the newest first and go by id: a row that arrives belongs before the first page, so that no page repeats or skips one.

/** Where a page begins, for `id < beforeId order by id desc limit rows`. */
export interface PageStart {
  beforeId: string;
  /** One more than the page shows: the extra row tells whether there is another page. */
  rows: number;
}

const afterAllIds = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const idBytes = 16;

/** Reads `cursor` and `limit` of a list's query. Throws a 422 for a cursor that is not from here. */
export function pageStart(query: { cursor?: string | undefined; limit: number }): PageStart {
  return { beforeId: query.cursor === undefined ? afterAllIds : decodeCursor(query.cursor), rows: query.limit + 1 };
}

/** Cuts the extra row off again; the cursor is null on the last page. */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
): { rows: readonly Row[]; nextCursor: string | null } {
  if (rows.length <= limit) return { rows, nextCursor: null };
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: last === undefined ? null : encodeCursor(idOf(last)) };
}

/** A cursor behind the row with this id. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

/** The id in a cursor. Throws a 422 for any text that `encodeCursor` does not give. */
export function decodeCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== idBytes || bytes.toString("base64url") !== cursor) {
    throw fieldError("cursor", "is not a cursor from here; pass back the next_cursor of an earlier page as it came");
  }
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

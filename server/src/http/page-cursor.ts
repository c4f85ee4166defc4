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

/** A cursor's first byte: one of another list would be a place in this one too, and silently leave rows out. */
const listBytes = {
  webhooks: 1,
  deliveries: 2,
  attempts: 3,
  tasks: 4,
  runs: 5,
  api_keys: 6,
  organizations: 7,
} as const;

/** The lists, by the name of their rows in the answer. */
export type ListName = keyof typeof listBytes;

/** Reads `cursor` and `limit` of a list's query. Throws a 422 for a cursor that is not this list's. */
export function pageStart(list: ListName, query: { cursor?: string | undefined; limit: number }): PageStart {
  const beforeId = query.cursor === undefined ? afterAllIds : decodeCursor(list, query.cursor);
  return { beforeId, rows: query.limit + 1 };
}

/** Cuts the extra row off again; the cursor is null on the last page. */
export function pageFrom<Row>(
  list: ListName,
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
): { rows: readonly Row[]; nextCursor: string | null } {
  if (rows.length <= limit) return { rows, nextCursor: null };
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: last === undefined ? null : encodeCursor(list, idOf(last)) };
}

/** A cursor behind the row with this id. It is a place in its list and nothing more, so it goes with any filters. */
export function encodeCursor(list: ListName, id: string): string {
  const bytes = Buffer.alloc(1 + idBytes, listBytes[list]);
  bytes.write(id.replaceAll("-", ""), 1, "hex");
  return bytes.toString("base64url");
}

/** The id in a cursor. Throws a 422 for any text that `encodeCursor` does not give for this list. */
export function decodeCursor(list: ListName, cursor: string): string {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== 1 + idBytes || bytes[0] !== listBytes[list] || bytes.toString("base64url") !== cursor) {
    throw fieldError("cursor", "is not a cursor of this list; pass back the next_cursor of an earlier page as it came");
  }
  const hex = bytes.toString("hex", 1);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

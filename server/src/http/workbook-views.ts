import type { FileStore } from "../storage/files/file-store.ts";
import type { StoredFile } from "../storage/files/record-file.ts";

export interface SheetView {
  name: string;
  /** By the sheet's first row. */
  columns: readonly { letter: string; name: string; align: "left" | "right" }[];
  /** Below the first row, bounded. */
  rows: readonly (readonly string[])[];
  totalRows: number;
  totalColumns: number;
}

export interface WorkbookView {
  sheets: readonly SheetView[];
  /** Why it is not shown; null when it is. */
  problem: string | null;
}

export interface WorkbookViews {
  of(file: StoredFile): Promise<WorkbookView>;
}

/** Views kept: some are a megabyte, and a page in use is loaded again and again. */
const keptViews = 20;
const maxShownBytes = 64 * 1024 * 1024;
/** Files that may wait to be read; more than this is an overload. */
const maxWaiting = 50;

export class TooManyViewsError extends Error {
  override name = "TooManyViewsError";
}

/** Documents as tables: one is read at a time, each once, whoever asks. A file never changes, so a view of it stays true. */
export function createWorkbookViews(deps: {
  files: FileStore;
  view: (file: Uint8Array) => Promise<WorkbookView>;
  /** Told what a file did to its reader. */
  onError: (error: unknown) => void;
}): WorkbookViews {
  const views = new Map<string, Promise<WorkbookView>>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const read = async (file: StoredFile): Promise<WorkbookView> => {
    const pieces: Buffer[] = [];
    for await (const piece of deps.files.read(file)) pieces.push(piece);
    try {
      return await deps.view(Buffer.concat(pieces));
    } catch (error) {
      deps.onError(error);
      return { sheets: [], problem: "This file could not be read here. Download it instead." };
    }
  };

  return {
    of(file) {
      if (file.sizeBytes > maxShownBytes) {
        return Promise.resolve({
          sheets: [],
          problem: "This file is too large to be shown here. Download it instead.",
        });
      }
      const known = views.get(file.fileId);
      if (known !== undefined) return known;
      if (waiting >= maxWaiting) return Promise.reject(new TooManyViewsError("Too many documents wait to be shown."));
      waiting += 1;
      const view = last.then(() => read(file)).finally(() => (waiting -= 1));
      last = view.catch(() => {});
      views.set(file.fileId, view);
      view.catch(() => views.delete(file.fileId));
      for (const oldest of views.keys()) {
        if (views.size <= keptViews) break;
        views.delete(oldest);
      }
      return view;
    },
  };
}

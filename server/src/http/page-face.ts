import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export interface PageFile {
  contentType: string;
  content: string | Buffer;
}

const require = createRequire(import.meta.url);

/** What the pages that the server makes itself have in common, by name: `face.css` and what it asks for, relative to it. */
export function pageFaceFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>([
    ["face.css", { contentType: "text/css; charset=utf-8", content: readPage("face.css") }],
    ["mark.svg", { contentType: "image/svg+xml", content: readPage("mark.svg") }],
  ]);
  const font = readTypeface();
  if (font !== null) files.set("geist.woff2", { contentType: "font/woff2", content: font });
  return files;
}

/** A file of `pages/`. */
export function readPage(name: string): string {
  return readFileSync(new URL(`pages/${name}`, import.meta.url), "utf8");
}

/** Null where the package is left out: pages are then set in the system's typeface. */
function readTypeface(): Buffer | null {
  try {
    return readFileSync(require.resolve("@fontsource-variable/geist/files/geist-latin-wght-normal.woff2"));
  } catch {
    return null;
  }
}

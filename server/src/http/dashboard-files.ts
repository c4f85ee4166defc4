import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** A file in the forms in which browsers take it. */
export interface DashboardFile {
  contentType: string;
  plain: Buffer;
  /** Null where compressing gains nothing. */
  brotli: Buffer | null;
  gzip: Buffer | null;
}

/** The built dashboard, in memory: about a megabyte. */
export interface DashboardFiles {
  /** The page, whose addresses of assets begin with `./`. */
  page: string;
  /** By name below `assets/`; each name holds the hash of its content. */
  assets: ReadonlyMap<string, DashboardFile>;
}

const compress = {
  brotli: promisify(brotliCompress),
  gzip: promisify(gzip),
};
const compressed = new Set([".js", ".css", ".svg"]);
/** 10 takes 0.4 s more of every start for 5 % less to transfer, 11 another 0.9 s for another 2 %. */
const brotliQuality = 9;

/** Reads what Vite left in a folder, and compresses it once. */
export async function readDashboardFiles(folder: string): Promise<DashboardFiles> {
  const names = await readdir(join(folder, "assets"));
  const assets = await Promise.all(
    names.map(async (name) => [name, await readOne(join(folder, "assets", name))] as const),
  );
  return { page: await readFile(join(folder, "index.html"), "utf8"), assets: new Map(assets) };
}

async function readOne(path: string): Promise<DashboardFile> {
  const plain = await readFile(path);
  const extension = extname(path);
  const contentType = contentTypes[extension] ?? "application/octet-stream";
  if (!compressed.has(extension)) return { contentType, plain, brotli: null, gzip: null };
  const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
  const [brotli, gzipped] = await Promise.all([compress.brotli(plain, { params }), compress.gzip(plain)]);
  return { contentType, plain, brotli, gzip: gzipped };
}

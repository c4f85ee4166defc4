import { inflateRawSync } from "node:zlib";

// Reads the parts of an .xlsx that libraries keep to themselves (formulas, formats, panes), straight from the package, so that
// nothing of the writer is used to check what it wrote.

export interface RawCell {
  formula: string | null;
  /** The cached value as it stands in the file; null when there is none. */
  value: string | null;
  /** The type attribute: s, b, n (none given), str … */
  type: string;
  format: string;
  bold: boolean;
}

export interface RawSheet {
  name: string;
  cells: Map<string, RawCell>;
  frozenRows: number;
  filter: string | null;
  widths: number[];
}

/** Every part of the package by its path. */
export function partsOf(file: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(file);
  const parts = new Map<string, string>();
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== 0x06054b50) end--;
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(data, data + bytes.readUInt32LE(at + 20));
    parts.set(name, (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString("utf8"));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

export function rawSheets(file: Uint8Array): RawSheet[] {
  const parts = partsOf(file);
  const styles = stylesOf(parts.get("xl/styles.xml") ?? "");
  const names = [...(parts.get("xl/workbook.xml") ?? "").matchAll(/<sheet [^>]*?name="([^"]*)"/g)];
  return names.map((match, index) => {
    const xml = parts.get(`xl/worksheets/sheet${index + 1}.xml`) ?? "";
    const cells = new Map<string, RawCell>();
    for (const cell of xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const style = styles[Number(attribute(cell[2] ?? "", "s") ?? 0)] ?? { format: "General", bold: false };
      cells.set(cell[1] ?? "", {
        formula: decoded(/<f>(.*?)<\/f>/s.exec(cell[3] ?? "")?.[1]),
        value: decoded(/<v>(.*?)<\/v>/s.exec(cell[3] ?? "")?.[1]),
        type: attribute(cell[2] ?? "", "t") ?? "n",
        ...style,
      });
    }
    const frozen = /state="frozen"/.test(xml) ? Number(/ySplit="(\d+)"/.exec(xml)?.[1] ?? 0) : 0;
    const widths = [...xml.matchAll(/<col [^>]*width="([\d.]+)"/g)].map((width) => Number(width[1]));
    return {
      name: decoded(match[1]) ?? "",
      cells,
      frozenRows: frozen,
      filter: /<autoFilter ref="([^"]+)"/.exec(xml)?.[1] ?? null,
      widths,
    };
  });
}

function stylesOf(xml: string): { format: string; bold: boolean }[] {
  const builtIn = new Map([
    ["0", "General"],
    ["1", "0"],
    ["2", "0.00"],
    ["3", "#,##0"],
    ["4", "#,##0.00"],
    ["9", "0%"],
    ["10", "0.00%"],
    ["14", "mm-dd-yy"],
    ["20", "h:mm"],
  ]);
  for (const match of xml.matchAll(/<numFmt ([^>]*)\/>/g))
    builtIn.set(attribute(match[1] ?? "", "numFmtId") ?? "", decoded(attribute(match[1] ?? "", "formatCode")) ?? "");
  const fonts = [
    ...(/<fonts[^>]*>(.*?)<\/fonts>/s.exec(xml)?.[1] ?? "").matchAll(/<font\/>|<font>(.*?)<\/font>/gs),
  ].map((font) => /<b\/>|<b /.test(font[1] ?? ""));
  const formats = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(xml)?.[1] ?? "";
  return [...formats.matchAll(/<xf ([^>]*?)\/?>/g)].map((match) => ({
    format: builtIn.get(attribute(match[1] ?? "", "numFmtId") ?? "0") ?? "?",
    bold: fonts[Number(attribute(match[1] ?? "", "fontId") ?? 0)] ?? false,
  }));
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

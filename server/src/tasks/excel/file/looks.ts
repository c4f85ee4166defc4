import type { Look } from "./workbook-file.ts";

const thin = { style: "thin", color: { rgb: "8EA9C8" } } as const;

/** White on dark blue: readable printed in grey too. */
export const headerLook: Look = {
  font: { bold: true, color: { rgb: "FFFFFF" } },
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "1F4E78" } },
  alignment: { vertical: "center", wrapText: true },
};

const textFormat = "General";

/** The look of a body cell; none for plain text. */
export function bodyLook(format: string): Look | null {
  return format === textFormat ? null : { numFmt: format };
}

/** A row below the body: bold under a line. */
export function footerLook(format: string): Look {
  return { font: { bold: true }, border: { top: thin }, ...(format === textFormat ? {} : { numFmt: format }) };
}

import type { Look } from "./workbook-file.ts";

const thin = { style: "thin", color: { rgb: "8EA9C8" } } as const;

/** White on dark blue: readable printed in grey too. */
export const headerLook: Look = {
  font: { bold: true, color: { rgb: "FFFFFF" } },
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "1F4E78" } },
  alignment: { vertical: "center", wrapText: true },
};

/** A fill as RRGGBB. */
export type HeaderColour = string;

/** The header on another colour, its text dark or light as the colour needs. */
export function headerLookOf(colour: HeaderColour): Look {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const light = red * 0.299 + green * 0.587 + blue * 0.114 > 150;
  return {
    ...headerLook,
    font: { bold: true, color: { rgb: light ? "000000" : "FFFFFF" } },
    fill: { type: "pattern", pattern: "solid", fgColor: { rgb: colour } },
  };
}

const textFormat = "General";

/** The look of a body cell; none for plain text. */
export function bodyLook(format: string): Look | null {
  return format === textFormat ? null : { numFmt: format };
}

/** A row below the body: bold under a line. */
export function footerLook(format: string): Look {
  return { font: { bold: true }, border: { top: thin }, ...(format === textFormat ? {} : { numFmt: format }) };
}

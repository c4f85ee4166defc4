// What one workbook may hold. The limits keep a task within some hundred megabytes of memory and a few seconds.

export const maxRows = 10_000;
export const maxColumns = 60;
export const maxSheets = 20;
/** Over all sheets: 20 sheets of 10,000 × 60 would be 12 million cells. Measured: 200,000 take 1.5 s and 400 MB. */
const maxCells = 200_000;
/** A document larger than this, packed or unpacked, is not read back: one small upload can unpack to gigabytes. */
export const maxReadBytes = 64 * 1024 * 1024;
/** Text of a request beside pasted rows. The readers look for patterns; some take time with the square of the length. */
export const maxRequestCharacters = 2_000;
/** Excel's own limit for the text of one cell. */
export const maxCellCharacters = 32_767;
/** A header longer than this is a sentence that was taken for a name. */
export const maxNameCharacters = 80;

interface Sized {
  name: string;
  columns: number;
  rows: number;
}

const number = new Intl.NumberFormat("en-US");

/** Why these sheets are too much, naming the limit; null when they are not. */
export function exceededLimit(sheets: readonly Sized[]): string | null {
  if (sheets.length > maxSheets)
    return `${sheets.length} sheets are more than the limit of ${maxSheets} sheets in a workbook.`;
  let cells = 0;
  for (const sheet of sheets) {
    if (sheet.rows > maxRows)
      return `${number.format(sheet.rows)} rows on sheet '${sheet.name}' are more than the limit of ${number.format(maxRows)} rows.`;
    if (sheet.columns > maxColumns)
      return `${sheet.columns} columns on sheet '${sheet.name}' are more than the limit of ${maxColumns} columns.`;
    cells += sheet.rows * sheet.columns;
  }
  if (cells > maxCells)
    return `${number.format(cells)} cells are more than the limit of ${number.format(maxCells)} cells in a workbook. Ask for fewer rows or columns.`;
  return null;
}

import { headerLook, headerLookOf } from "../file/looks.ts";
import { readHeaderColour } from "../request/read-formats.ts";
import { readingOf, withoutTaken } from "../request/reading.ts";
import { done, type EditInput, type EditResult, refused } from "./edit.ts";

const bold =
  /^(?:make|set|turn|put|show)\s+(?:the\s+)?(?:headers?|header rows?|headings?|first row|top row)\s+(?:to\s+|in\s+|be\s+)?bold$/i;

/** "make the header blue", "make the header bold". */
export function headerLookEdit(input: EditInput): EditResult | null {
  const { sheet } = input;
  if (bold.test(input.clause)) {
    for (const column of sheet.columns)
      column.headerLook = {
        ...(column.headerLook ?? headerLook),
        font: { ...(column.headerLook ?? headerLook).font, bold: true },
      };
    return done(`made the header of sheet '${sheet.name}' bold`);
  }
  const reading = readingOf(input.clause);
  const found = readHeaderColour(reading);
  if (found === null) return null;
  const rest = withoutTaken(reading.rest)
    .replace(/^(?:make|set|colou?r|change|turn|give)\b|[.,]/gi, "")
    .trim();
  if (rest !== "") return refused(`It does not understand '${rest}' in '${input.clause}'.`);
  for (const column of sheet.columns) {
    const look = headerLookOf(found.colour);
    column.headerLook = { ...column.headerLook, ...look };
  }
  return done(`made the header of sheet '${sheet.name}' ${found.name}`);
}

import type { Kind, Value } from "./document.ts";
import { kindOfFormat } from "./number-formats.ts";

/** What kind of values a column of a finished workbook holds, from its cells and their number format. */
export function kindOfColumn(values: readonly Value[], format: string): Kind {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return kindOfFormat(format) ?? "text";
  if (present.every((value) => typeof value === "boolean")) return "boolean";
  if (!present.every((value) => typeof value === "number")) return "text";
  const byFormat = kindOfFormat(format);
  if (byFormat !== null && byFormat !== "text") return byFormat;
  return present.every((value) => Number.isInteger(value)) ? "integer" : "decimal";
}

const neverSummed =
  /\b(unit|each|rate|id|no|number|nr|years?|tenure|seniority|age|rank|position|zip|postcode|code|phone|week|day|month|quarter|score|rating|grade|gpa|level|latitude|longitude|percent|%|ratio|margin|average|avg|running|balance|reps|sets)\b|price|#/i;

/** Whether the sum of a column of that name means something. */
export function additiveName(name: string, kind: Kind): boolean {
  if (kind !== "integer" && kind !== "decimal" && kind !== "currency") return false;
  return !neverSummed.test(name) || /\b(hours|total)\b/i.test(name);
}

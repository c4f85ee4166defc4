// Runs a schema and says what is wrong in words for the person who sent the request.
import type { z } from "zod";
import type { ErrorDetail } from "./errors.ts";

/** How many wrong fields one answer names: enough to mend a form, small for a batch of 1,000 bad events. */
const maxDetails = 20;
/** Longest name of an unknown field that is said back. */
const maxNameLength = 100;

export type Validation<Value> =
  | { outcome: "valid"; value: Value }
  | { outcome: "invalid"; message: string; details: ErrorDetail[] };

const typeNames: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a JSON object",
};

function article(type: string): string {
  return typeNames[type] ?? type;
}

/** Messages for what the schemas themselves have no words for. */
function plainMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${article(issue.expected)}`;
    case "invalid_value":
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    case "unrecognized_keys": // said for each key by describeIssues
    case "custom":
    case "invalid_element":
    case "invalid_format":
    case "invalid_key":
    case "invalid_union":
    case "not_multiple_of":
      return "is not valid";
  }
}

function namePath(path: readonly PropertyKey[]): string {
  return path.map((part) => String(part).slice(0, maxNameLength)).join(".");
}

function describeIssues(issues: readonly z.core.$ZodIssue[]): ErrorDetail[] {
  const details: ErrorDetail[] = [];
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, maxDetails)) {
        details.push({
          path: namePath([...issue.path, key]),
          message: "is not a known field; check its spelling or leave it out",
        });
      }
    } else {
      details.push({ path: namePath(issue.path), message: issue.message });
    }
    if (details.length >= maxDetails) break;
  }
  return details.slice(0, maxDetails);
}

function summarize(details: ErrorDetail[]): string {
  const [first] = details;
  if (first === undefined) return "The request is not valid.";
  const where = first.path === "" ? "The request" : `\`${first.path}\``;
  const rest = details.length > 1 ? " There is more in details." : "";
  return `${where} ${first.message}.${rest}`;
}

/** Checks a value against a schema; messages fit for an end user, at most 20 details. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): Validation<z.output<Schema>> {
  const result = schema.safeParse(value, { error: plainMessage });
  if (result.success) return { outcome: "valid", value: result.data };
  const details = describeIssues(result.error.issues);
  return { outcome: "invalid", message: summarize(details), details };
}

// Fields that several bodies have in one form. Lengths of text for people count characters (code points),
// as JSON Schema's maxLength does, not UTF-16 units: 500 emoji are 500 characters.
import { z } from "zod";

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Text of `min` to `max` characters, any of them. */
export function textOf(min: number, max: number): z.ZodString {
  const message = min === 0 ? `must be at most ${max} characters long` : `must be ${min} to ${max} characters long`;
  return z
    .string()
    .check((ctx) => {
      const units = ctx.value.length;
      // A character is one or two UTF-16 units, so most texts need no counting.
      if (units >= min * 2 && units <= max) return;
      const count = units > max * 2 ? units : countCharacters(ctx.value);
      if (count >= min && count <= max) return;
      ctx.issues.push({ code: "custom", message, input: ctx.value, continue: true });
    })
    .meta({ minLength: min, maxLength: max });
}

/**
 * Text of 1 to `max` printable characters: no control or invisible format characters, no line breaks, no halves of
 * surrogate pairs. One regular expression, since it runs for four fields of every ingested event.
 */
export function printableText(max: number): z.ZodString {
  return z.string().regex(new RegExp(`^[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,${max}}$`, "u"), {
    error: `must be 1 to ${max} printable characters`,
  });
}

/** A whole number in a query, in digits alone; programs may give a number. */
export function queryInteger(
  min: number,
  max: number,
  message: string,
): z.ZodPipe<z.ZodUnion<readonly [z.ZodNumber, z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>]>, z.ZodNumber> {
  const digits = z.string().regex(/^\d+$/).transform(Number);
  const number = z.number({ error: message }).int(message).min(min, message).max(max, message);
  return z.union([z.number(), digits], { error: message }).pipe(number);
}

/** Longest link to a finished document. Signed links of object stores with session tokens pass 2,048. */
export const maxLinkLength = 4096;

/** A link for people to open: http or https only, or a page showing it would run `javascript:`. */
export const linkSchema: z.ZodString = z
  .string()
  .regex(new RegExp(`^https?://[^\\s\\p{Cc}]{1,${maxLinkLength - 8}}$`, "iu"), {
    error: `must be an http or https link of at most ${maxLinkLength} characters`,
  });

/** A webhook's destination. Which URLs are allowed is the server's rule (`url_not_allowed`), so this only wants text. */
export const webhookUrlSchema: z.ZodString = z.string();

/** The same request again: 1 to 255 characters, in a field or the Idempotency-Key header. */
export const idempotencyKeySchema: z.ZodString = textOf(1, 255);

/** Longest summary of a document, in characters. */
export const maxSummaryLength = 10_000;
export const summarySchema: z.ZodString = textOf(0, maxSummaryLength);

/** An instant in a request, ISO 8601 with its zone; kept as the text that was sent. */
export const instantSchema: z.ZodISODateTime = z.iso.datetime({
  offset: true,
  error: "must be an ISO 8601 time with its zone, such as 2026-01-31T12:00:00Z (in a URL, write + as %2B)",
});

/** An instant in an answer: ISO 8601, UTC. */
export const timestampSchema: z.ZodString = z.string().meta({ format: "date-time" });

/** What can be subscribed to and ingested. */
export const eventNames = ["run.completed", "run.failed"] as const;
export const eventNameSchema = z.enum(eventNames);
export type EventName = z.output<typeof eventNameSchema>;

/** A body for routes that need none: absent or `{}`. */
export const emptyBodySchema = z.strictObject({});

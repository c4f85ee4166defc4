import { z } from "zod";
import { queryInteger, timestampSchema } from "./fields.ts";

const limitMessage = "must be a whole number from 1 to 500";

/** What every list takes. `cursor` is what the last page gave as `next_cursor`, passed back as it came. */
export const pageQueryFields = {
  cursor: z
    .string()
    .min(1, "must be the next_cursor of an earlier page")
    .max(1024, "is not a cursor from here")
    .optional(),
  limit: queryInteger(1, 500, limitMessage).default(50),
};

/** A list that takes nothing else. */
export const pageQuerySchema = z.strictObject(pageQueryFields);

/** A page of a list. It may hold fewer rows than `limit`, even none: only `next_cursor: null` is the end. */
export function pageOf<Plural extends string, Item extends z.ZodType>(
  plural: Plural,
  item: Item,
): z.ZodObject<Record<Plural, z.ZodArray<Item>> & { next_cursor: z.ZodNullable<z.ZodString> }> {
  const rows = { [plural]: z.array(item) } as Record<Plural, z.ZodArray<Item>>; // a computed key widens to string
  return z.object({ ...rows, next_cursor: z.string().nullable() });
}

/**
 * A page of the log. A rare filter is searched for a bounded time a request: where a page ends before it is full, `searched_to` tells how far back it looked.
 */
export function logPageOf<Plural extends string, Item extends z.ZodType>(
  plural: Plural,
  item: Item,
): z.ZodObject<
  Record<Plural, z.ZodArray<Item>> & {
    next_cursor: z.ZodNullable<z.ZodString>;
    searched_to: z.ZodOptional<typeof timestampSchema>;
  }
> {
  const rows = { [plural]: z.array(item) } as Record<Plural, z.ZodArray<Item>>; // as above
  return z.object({ ...rows, next_cursor: z.string().nullable(), searched_to: timestampSchema.optional() });
}

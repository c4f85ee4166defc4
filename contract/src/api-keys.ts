import { z } from "zod";
import { textOf, timestampSchema } from "./fields.ts";

/** An admin may do everything; a viewer reads everything but secrets and changes nothing (403). */
export const roles = ["admin", "viewer"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.output<typeof roleSchema>;

/** `POST /api-keys`, and the operator's route that mints a key for an organisation. */
export const createApiKeyBodySchema = z.strictObject({
  name: textOf(1, 200),
  role: roleSchema.default("admin"),
});
export type CreateApiKeyBody = z.output<typeof createApiKeyBodySchema>;

/** A key as lists show it: only the beginning of its text. */
export const apiKeySchema = z.object({
  key_id: z.string(),
  name: z.string(),
  role: roleSchema,
  prefix: z.string(),
  created_at: timestampSchema,
});
export type ApiKey = z.output<typeof apiKeySchema>;

/** The only answer that ever holds the whole key. */
export const createdApiKeySchema = apiKeySchema.extend({ api_key: z.string() });
export type CreatedApiKey = z.output<typeof createdApiKeySchema>;

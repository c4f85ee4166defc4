import { z } from "zod";
import { textOf, timestampSchema } from "./fields.ts";

/** `GET /verify`: whose key this is. `webhook_secret` signs per-request webhooks; null for a viewer's key. */
export const verifiedKeySchema = z.object({
  org_id: z.string(),
  org_name: z.string(),
  api_key: z.object({ prefix: z.string(), name: z.string(), created_at: timestampSchema }),
  webhook_secret: z.string().nullable(),
});
export type VerifiedKey = z.output<typeof verifiedKeySchema>;

/** `POST /verify/rotate-webhook-secret`: the new primary secret. */
export const rotatedSecretSchema = z.object({ webhook_secret: z.string() });
export type RotatedSecret = z.output<typeof rotatedSecretSchema>;

/** `POST /operator/organizations`. */
export const createOrganizationBodySchema = z.strictObject({ name: textOf(1, 200) });
export type CreateOrganizationBody = z.output<typeof createOrganizationBodySchema>;

/** `PATCH /operator/organizations/{org_id}`. */
export const updateOrganizationBodySchema = z.strictObject({ suspended: z.boolean() });
export type UpdateOrganizationBody = z.output<typeof updateOrganizationBodySchema>;

/** The only answer to an operator that holds an organisation's key and secret. */
export const createdOrganizationSchema = z.object({
  org_id: z.string(),
  api_key: z.string(),
  webhook_secret: z.string(),
});
export type CreatedOrganization = z.output<typeof createdOrganizationSchema>;

/** An organisation as the operator sees it. */
export const organizationSchema = z.object({
  org_id: z.string(),
  name: z.string(),
  suspended: z.boolean(),
  created_at: timestampSchema,
});
export type Organization = z.output<typeof organizationSchema>;

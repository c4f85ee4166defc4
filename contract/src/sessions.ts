import { z } from "zod";
import { roleSchema } from "./api-keys.ts";
import { timestampSchema } from "./fields.ts";

/** How long a session lasts, in hours. */
export const sessionHours = 12;

/**
 * Every request that changes something with a session's cookie must carry this header, with any value: a page of
 * another site cannot send it. A request with a key needs none.
 */
export const sessionHeader = "X-Overten-Session";

/** The organisation that an operator's session acts for, by its id; on the routes of an organisation's key. */
export const organizationHeader = "X-Overten-Organization";

/** `POST /session`: an API key, the operator's key, or the text of a one-time link. */
export const signInBodySchema = z.union([
  z.strictObject({ api_key: z.string().max(200) }),
  z.strictObject({ sign_in_token: z.string().max(200) }),
]);
export type SignInBody = z.output<typeof signInBodySchema>;

/** The schema for the kind of sign-in that a body means, so that errors name one kind only. */
export function chooseSignInSchema(body: unknown): z.ZodType {
  const [byKey, byLink] = signInBodySchema.options;
  return typeof body === "object" && body !== null && "sign_in_token" in body ? byLink : byKey;
}

/** What this server is set up for, as pages need to know it. */
export const serverFactsSchema = z.object({
  environment: z.enum(["development", "production"]),
  /** Where webhooks can be tried; null where the inbox is off. */
  inbox_url: z.string().nullable(),
  formats: z.array(z.string()),
  log_retention_days: z.int(),
  /** Seconds before each retry. */
  retry_schedule_s: z.array(z.number()),
});
export type ServerFacts = z.output<typeof serverFactsSchema>;

/**
 * `GET /session`: who is signed in. An operator sees every organisation, and has no `organization` of its own.
 * A viewer's session changes nothing.
 */
export const sessionSchema = z.object({
  kind: z.enum(["customer", "operator"]),
  role: roleSchema,
  organization: z.object({ org_id: z.string(), name: z.string() }).nullable(),
  api_key: z.object({ key_id: z.string(), prefix: z.string(), name: z.string() }).nullable(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
  server: serverFactsSchema,
});
export type Session = z.output<typeof sessionSchema>;

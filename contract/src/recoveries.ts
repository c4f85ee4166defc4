import { z } from "zod";
import { timestampSchema } from "./fields.ts";

/** `POST /webhooks/{webhook_id}/recover`: `matched` is null while the server still counts. */
export const startedRecoverySchema = z.object({ recovery_id: z.string(), matched: z.int().min(0).nullable() });
export type StartedRecovery = z.output<typeof startedRecoverySchema>;

export const recoveryStatuses = ["counting", "running", "completed", "cancelled"] as const;

/** A recovery and how far it is: `done` of `matched` were sent again (a dry run ends with none done). */
export const recoverySchema = z.object({
  recovery_id: z.string(),
  status: z.enum(recoveryStatuses),
  matched: z.int().min(0).nullable(),
  done: z.int().min(0),
  created_at: timestampSchema,
});
export type Recovery = z.output<typeof recoverySchema>;

// What an agent and the queue say to each other (contract §6).
import { z } from "zod";
import { linkSchema, printableText, summarySchema, textOf, timestampSchema } from "./fields.ts";
import { taskStatusSchema } from "./tasks.ts";

function wholeNumber(min: number, max: number): z.ZodInt {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
}

/** `POST /operator/tasks/claim`. Without `formats`, any. */
export const claimTasksBodySchema = z.strictObject({
  formats: z
    .array(printableText(40))
    .min(1, "must name at least one format")
    .max(100, "must name at most 100 formats")
    .optional(),
  max: wholeNumber(1, 100).default(1),
  lease_s: wholeNumber(1, 3600).default(60),
  wait_s: wholeNumber(0, 30).default(0),
});
export type ClaimTasksBody = z.output<typeof claimTasksBodySchema>;

/** A task under a lease. `previous` is what the run's last completed turn left. */
export const claimedTaskSchema = z.object({
  task_id: z.string(),
  run_id: z.string(),
  org_id: z.string(),
  format: z.string(),
  prompt: z.string(),
  file_name: z.string().nullable(),
  lease_token: z.string(),
  lease_expires_at: timestampSchema,
  previous: z.object({ download_url: z.string(), summary: z.string() }).nullable(),
});
export type ClaimedTask = z.output<typeof claimedTaskSchema>;

export const claimedTasksSchema = z.object({ tasks: z.array(claimedTaskSchema) });
export type ClaimedTasks = z.output<typeof claimedTasksSchema>;

// Any text: a token of another look is a lost lease (409), not a wrong field.
const leaseTokenSchema = z.string();

/** `POST /operator/tasks/{task_id}/heartbeat`: what is absent or null stays as it was. */
export const heartbeatBodySchema = z.strictObject({
  lease_token: leaseTokenSchema,
  phase: textOf(0, 200).nullish(),
  progress: z.number().min(0, "must be from 0 to 1").max(1, "must be from 0 to 1").nullish(),
});
export type HeartbeatBody = z.output<typeof heartbeatBodySchema>;

/** `cancelled` asks the agent to stop; nothing it sends for this task counts any more. */
export const heartbeatAnswerSchema = z.object({ cancelled: z.boolean(), lease_expires_at: timestampSchema });
export type HeartbeatAnswer = z.output<typeof heartbeatAnswerSchema>;

/** `POST /operator/tasks/{task_id}/complete` as JSON: the agent keeps the file itself. */
export const completeTaskBodySchema = z.strictObject({
  lease_token: leaseTokenSchema,
  download_url: linkSchema,
  edit_url: linkSchema,
  summary: summarySchema,
});
export type CompleteTaskBody = z.output<typeof completeTaskBodySchema>;

/** The same as multipart/form-data: these fields, then the part `file`. The server makes the links. */
export const completeTaskFieldsSchema = z.strictObject({ lease_token: leaseTokenSchema, summary: summarySchema });
export type CompleteTaskFields = z.output<typeof completeTaskFieldsSchema>;

/** Why a task failed: a code of up to 128 printable characters and up to 10,000 characters for people. */
export const reportedErrorSchema = z.strictObject({ code: printableText(128), message: textOf(0, 10_000) });
export type ReportedError = z.output<typeof reportedErrorSchema>;

/** `POST /operator/tasks/{task_id}/fail`. */
export const failTaskBodySchema = z.strictObject({ lease_token: leaseTokenSchema, error: reportedErrorSchema });
export type FailTaskBody = z.output<typeof failTaskBodySchema>;

/** What `complete` and `fail` answer: the task and how it ended. */
export const endedTaskSchema = z.object({ task_id: z.string(), run_id: z.string(), status: taskStatusSchema });
export type EndedTask = z.output<typeof endedTaskSchema>;

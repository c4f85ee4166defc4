import { setTimeout as sleep } from "node:timers/promises";
import { runCompletedPayloadSchema, runFailedPayloadSchema } from "@overten/contract";
import { signingKeys } from "../domain/signing.ts";
import { checkHeaders, checkSignatures, signedHeaders } from "../http/inbox-verification.ts";
import { DemoError } from "./demo-error.ts";

/** A request as the inbox's API shows it, as far as it is used here. */
export interface ReceivedWebhook {
  headers: [string, string][];
  body: string;
}

const arriveWithinMs = 60_000;
const lookEveryMs = 50;

/** Waits until the inbox has a request, and gives it. Throws DemoError after a minute. */
export async function waitForWebhook(input: { inboxUrl: string; signal: AbortSignal }): Promise<ReceivedWebhook> {
  const untilMs = performance.now() + arriveWithinMs;
  for (;;) {
    const answer = await fetch(`${input.inboxUrl}/requests`, { signal: input.signal });
    if (!answer.ok) throw new DemoError(`The inbox answers HTTP ${answer.status}.`);
    const { requests }: { requests: ReceivedWebhook[] } = JSON.parse(await answer.text());
    const first = requests.at(-1);
    if (first !== undefined) return first;
    if (performance.now() > untilMs) {
      throw new DemoError(
        `No webhook came within ${arriveWithinMs / 1000} s. GET /api/v1/deliveries says what happened.`,
      );
    }
    await sleep(lookEveryMs, undefined, { signal: input.signal });
  }
}

/** Checks a webhook as its receiver would: both signatures with the secret of the subscription, the task, the end. */
export function checkWebhook(
  webhook: ReceivedWebhook,
  input: { secret: string; taskId: string },
): { summary: string; downloadUrl: string } {
  const headers = signedHeaders(webhook.headers.flat());
  const body = Buffer.from(webhook.body);
  const verification =
    checkHeaders(headers) ?? checkSignatures(signingKeys(input.secret), { headers, body, nowS: Date.now() / 1000 });
  if (!verification.verified) throw new DemoError(`The webhook does not verify: ${verification.message}`);
  const payload: unknown = JSON.parse(webhook.body);
  const failed = runFailedPayloadSchema.safeParse(payload);
  if (failed.success) {
    throw new DemoError(`The task failed with ${failed.data.error.code}: ${failed.data.error.message}`);
  }
  const { task_id, summary, download_url } = runCompletedPayloadSchema.parse(payload);
  if (task_id !== input.taskId) throw new DemoError(`The webhook is of ${task_id}, not of ${input.taskId}.`);
  if (download_url === null) throw new DemoError("The webhook carries no link to the workbook.");
  return { summary: summary ?? "without a summary", downloadUrl: download_url };
}

/** Downloads a workbook and gives its size in bytes. Throws DemoError when it is none. */
export async function readWorkbook(url: string, signal: AbortSignal): Promise<number> {
  const answer = await fetch(url, { signal });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isZip = bytes.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004"));
  if (!answer.ok || !isZip) throw new DemoError(`The link of the webhook gives no workbook (HTTP ${answer.status}).`);
  return bytes.length;
}

import { hash } from "node:crypto";

// What makes a second send of an event a duplicate: 16 bytes of SHA-256, scoped by the organisation's column. The first byte hashed keeps the three
// kinds apart, so that a platform's own task id can never hide an event of a task that ran here.

// Through a string: a digest that comes as a buffer is memory of its own, taken and given back for each event.
const digest = (domain: string, text: string): Buffer =>
  Buffer.from(hash("sha256", `${domain}\0${text}`, "binary").slice(0, 16), "latin1");

/** Without an explicit key, task and kind are it (contract §6). */
export const ingestKey = (taskId: string, kind: string): Buffer => digest("task", `${taskId}\0${kind}`);

/** An explicit idempotency key. */
export const explicitKey = (idempotencyKey: string): Buffer => digest("explicit", idempotencyKey);

/** An event that this system itself gave rise to: the end of a task, a test. */
export const ownKey = (taskId: string): Buffer => digest("own", taskId);

/** Of a body, so that the same explicit key with another body is a conflict. */
export const fingerprint = (body: string | Uint8Array): Buffer => hash("sha256", body, "buffer");

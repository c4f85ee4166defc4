export { sign } from "./sign.ts";
export type { SignInput, SignatureHeaders } from "./sign.ts";
export { verify } from "./verify.ts";
export type { VerifyInput } from "./verify.ts";
export type { HeadersInput } from "./request-headers.ts";
export type { RawBody } from "./request-body.ts";
export { WebhookError } from "./webhook-error.ts";
export type { WebhookErrorCode } from "./webhook-error.ts";
export type { RunCompletedEvent, RunFailedEvent, WebhookEvent } from "./webhook-events.ts";

/** Which check failed. Stable: answer, log and alert by it. */
export type WebhookErrorCode =
  | "body_already_parsed"
  | "missing_header"
  | "malformed_signature"
  | "secret_format"
  | "timestamp_too_old"
  | "timestamp_in_future"
  | "no_match"
  | "payload_too_large"
  | "invalid_json";

const mends: Readonly<Record<WebhookErrorCode, string>> = {
  body_already_parsed:
    "Pass the body as it arrived, before anything parses it: express.raw({ type: 'application/json' }) in Express, " +
    "a content type parser with parseAs 'buffer' in Fastify, await request.text() or the Request itself elsewhere.",
  missing_header:
    "Pass the headers of the request as they arrived, and check that no proxy in front of you drops them. " +
    "A request without them was not sent by Overten: answer 400.",
  malformed_signature:
    "Pass the header as it arrived, unchanged. If it did arrive like this, Overten did not send it: answer 400.",
  secret_format:
    "Use the secret exactly as it was shown when the subscription was created, whsec_ included, " +
    "without quotes, spaces or line breaks around it.",
  timestamp_too_old:
    "Check this machine's clock (NTP). If the clock is right, the request is an old one sent again: answer 400.",
  timestamp_in_future: "Check this machine's clock (NTP): it is behind.",
  no_match:
    "Check that the secret belongs to this subscription (per-request webhooks use the organisation's secret), " +
    "and that the body is the bytes as they arrived, not JSON written anew.",
  payload_too_large: "Overten's webhooks are far smaller. If you do expect such a body, raise maxBodyBytes.",
  invalid_json: "The signature was right, so the sender is: tell whoever runs it.",
};

/** A webhook that could not be verified or signed. The message says what happened and what to do; it holds no secret. */
export class WebhookError extends Error {
  override readonly name: string = "WebhookError";
  readonly code: WebhookErrorCode;
  /** What to do about it; the end of the message too. */
  readonly mend: string;

  constructor(code: WebhookErrorCode, what: string) {
    super(`${what} ${mends[code]}`);
    this.code = code;
    this.mend = mends[code];
  }
}

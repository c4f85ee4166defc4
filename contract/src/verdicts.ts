// What came of an attempt, for the person who has to mend it: one table for the API and the dashboard.
import { z } from "zod";
import type { Attempt } from "./attempts.ts";
import type { AttemptErrorCode } from "./log-filters.ts";

/**
 * `code` is an error code, a status, or a class of statuses (`2xx`, `4xx`). `retried` says whether the schedule goes on after it, if one is left and nobody
 * stops it: whether this very delivery is tried again its own page says, and no text here.
 */
export const verdictSchema = z.object({
  code: z.string(),
  title: z.string(),
  meaning: z.string(),
  mend: z.string(),
  retried: z.boolean(),
});
export type Verdict = z.output<typeof verdictSchema>;

export const verdictListSchema = z.object({ verdicts: z.array(verdictSchema) });

type Words = Omit<Verdict, "code">;

const errorWords: Record<AttemptErrorCode, Words> = {
  timeout: {
    title: "No answer in time",
    meaning:
      "Your server accepted the connection or kept it waiting, but sent no complete headers within the time limit.",
    mend: "Answer first with 200 and work afterwards: put the event into a queue or a background job.",
    retried: true,
  },
  dns_error: {
    title: "Host name not found",
    meaning: "The host name of the URL could not be resolved to an address.",
    mend: "Check the spelling of the URL and the DNS record of the host.",
    retried: true,
  },
  connection_refused: {
    title: "Connection refused",
    meaning: "The machine answered, but nothing listens on that port.",
    mend: "Start your server, check the port in the URL, and let the firewall pass it.",
    retried: true,
  },
  connection_reset: {
    title: "Connection closed early",
    meaning: "The connection was closed before the headers of an answer were complete.",
    mend: "Look for a crash or restart of your server, or a proxy in front of it that gives up; its log at this time says which.",
    retried: true,
  },
  tls_error: {
    title: "No secure connection",
    meaning:
      "The certificate of your server is expired, self-signed, incomplete or for another name, or TLS failed otherwise.",
    mend: "Renew the certificate and serve the whole chain, intermediate certificates included.",
    retried: true,
  },
  url_not_allowed: {
    title: "Address not allowed",
    meaning: "The URL leads to a private or reserved address, where webhooks may not go. Nothing was sent.",
    mend: "Use an address that is reachable from the public internet, or ask whoever runs this server to allow this one.",
    retried: true,
  },
  response_invalid: {
    title: "Not a valid HTTP answer",
    meaning: "What came back is not HTTP, is compressed beyond reading, or has headers that are too large.",
    mend: "Check that the URL has the right port and scheme, and that an HTTP server answers there.",
    retried: true,
  },
  interrupted: {
    title: "Interrupted on our side",
    meaning:
      "The node that sent this request stopped before it could record the answer. Your server may have received it.",
    mend: "Nothing to mend on your side. Treat a webhook-id that you have seen already as done.",
    retried: true,
  },
};

const redirect = (kind: string): Words => ({
  title: `Redirected (${kind})`,
  meaning:
    "Your server answered with a redirect, and we do not follow redirects: a signed request goes only where you told us.",
  mend: "Change the URL of the webhook to the address that it redirects to.",
  retried: true,
});

const statusWords: Record<string, Words> = {
  "2xx": {
    title: "Delivered",
    meaning: "Your server took the webhook.",
    mend: "Nothing to do.",
    retried: false,
  },
  "301": redirect("moved for good"),
  "302": redirect("found elsewhere"),
  "307": redirect("moved for now"),
  "308": redirect("moved for good"),
  "3xx": {
    title: "Unexpected redirect",
    meaning: "Your server answered with a status of the redirect kind, which counts as a failure.",
    mend: "Answer 200 at the URL of the webhook itself.",
    retried: true,
  },
  "400": {
    title: "Rejected as invalid",
    meaning:
      "Your server refused the request. Most often its signature check failed: a wrong secret, a body that was parsed before it was verified, or a clock that is off.",
    mend: "Verify the raw bytes of the body with the secret of this webhook, and set the clock by NTP; then resend.",
    retried: false,
  },
  "401": {
    title: "Not authorised",
    meaning: "Your server wants credentials that a webhook does not carry, or its signature check failed.",
    mend: "Leave this path out of the login check and verify the signature instead, with the secret of this webhook.",
    retried: false,
  },
  "403": {
    title: "Forbidden",
    meaning:
      "Something in front of your handler refused the request: often CSRF protection, a bot filter or an allow list.",
    mend: "Exempt this path from CSRF protection and bot filters, and check the signature in your handler.",
    retried: false,
  },
  "404": {
    title: "Nothing at this path",
    meaning: "Your server has no handler at the path of the URL, or none for POST.",
    mend: "Compare the path of the webhook with your routes, deploy the handler, then resend.",
    retried: false,
  },
  "405": {
    title: "POST not accepted",
    meaning: "Your server knows the path, but not the method POST.",
    mend: "Register the handler for POST at this path.",
    retried: false,
  },
  "408": {
    title: "Your server timed out",
    meaning: "Your server or a proxy gave up waiting for the request. A 4xx is final.",
    mend: "Raise the time limit for reading requests; then resend.",
    retried: false,
  },
  "410": {
    title: "Gone",
    meaning: "Your server says that this address is no longer in use. A 4xx is final.",
    mend: "Delete this webhook, or point it at the new address.",
    retried: false,
  },
  "413": {
    title: "Body too large for your server",
    meaning: "Your server or a proxy limits the size of a body to less than this event has.",
    mend: "Allow at least 128 KiB at this path (nginx: client_max_body_size).",
    retried: false,
  },
  "415": {
    title: "Content type not accepted",
    meaning: "Your server does not take Content-Type: application/json at this path.",
    mend: "Accept application/json, and read the body raw, so that its signature can be checked.",
    retried: false,
  },
  "422": {
    title: "Refused by your validation",
    meaning: "Your server understood the request, but its own validation refused the content.",
    mend: "Accept fields and events that you do not know: new ones may come. The answer's body often names the field.",
    retried: false,
  },
  "429": {
    title: "Your server limits the rate",
    meaning: "Your server or a proxy in front of it answered that too many requests came. A 4xx is final.",
    mend: "Exempt webhooks from the rate limit, or answer 503 instead, which is retried; then use Recover.",
    retried: false,
  },
  "4xx": {
    title: "Refused by your server",
    meaning: "Your server answered with a client error. A 4xx is final: the same bytes would be refused again.",
    mend: "Read the answer below, mend the handler, then resend.",
    retried: false,
  },
  "502": {
    title: "Proxy found no server",
    meaning: "A proxy or load balancer in front of your application got no valid answer from it.",
    mend: "Check that the application runs and that the proxy points at its port.",
    retried: true,
  },
  "503": {
    title: "Your server is unavailable",
    meaning: "Your server says that it cannot take requests now.",
    mend: "Bring it back; Recover sends what was given up meanwhile.",
    retried: true,
  },
  "504": {
    title: "Proxy timed out",
    meaning: "A proxy in front of your application waited too long for it.",
    mend: "Answer first with 200 and work afterwards.",
    retried: true,
  },
  "5xx": {
    title: "Error in your server",
    meaning: "Your handler failed with a server error.",
    mend: "Look into your application's log at this time, and mend the handler.",
    retried: true,
  },
  other: {
    title: "Unexpected status",
    meaning: "The status is none that ends a request, so it counts as a failure.",
    mend: "Answer with 200 once you have the event.",
    retried: true,
  },
};

/** Every verdict, as `GET /verdicts` gives them. */
export const verdicts: readonly Verdict[] = Object.entries<Words>({ ...errorWords, ...statusWords }).map(
  ([code, words]) => ({ code, ...words }),
);

const byCode = new Map(verdicts.map((verdict) => [verdict.code, verdict]));

/** What a verdict is made of. */
export type JudgedAttempt = Pick<Attempt, "http_status" | "error_code" | "response_headers" | "signed_at_s">;

/** The row of the table for an attempt; null for one with neither status nor error. */
export function verdictOf(attempt: Pick<JudgedAttempt, "http_status" | "error_code">): Verdict | null {
  const { http_status: status, error_code: error } = attempt;
  if (error !== null) return byCode.get(error) ?? null;
  if (status === null) return null;
  const ofClass = status >= 200 && status <= 599 ? `${Math.floor(status / 100)}xx` : "other";
  return byCode.get(String(status)) ?? byCode.get(ofClass) ?? null;
}

/** More than this between two clocks is worth a word, in seconds: receivers allow 300. */
const clockSlackS = 60;

/** Statuses with which receivers refuse a signature. */
const refusesSignature: readonly (number | null)[] = [400, 401, 403];

/** What this very attempt tells beyond its row: where a redirect leads, how far the receiver's clock is off. */
export function hintsOf(attempt: JudgedAttempt): string[] {
  const hints: string[] = [];
  const { http_status: status, response_headers: headers } = attempt;
  if (status !== null && status >= 300 && status < 400 && headers.location !== undefined) {
    hints.push(`It redirects to ${headers.location}`);
  }
  const skewS = clockSkewS(attempt);
  if (skewS !== null && refusesSignature.includes(status) && Math.abs(skewS) > clockSlackS) {
    hints.push(
      `Your server's clock is ${spanOf(Math.abs(skewS))} ${skewS > 0 ? "ahead" : "behind"} by its Date header`,
    );
  }
  if (headers["retry-after"] !== undefined) hints.push(`It asked to wait: Retry-After ${headers["retry-after"]}`);
  return hints;
}

/** How far the receiver's clock is ahead of ours, in seconds, by its Date header; null where it sent none. */
export function clockSkewS(attempt: Pick<JudgedAttempt, "response_headers" | "signed_at_s">): number | null {
  const { date } = attempt.response_headers;
  const atMs = date === undefined ? Number.NaN : Date.parse(date);
  return attempt.signed_at_s === null || Number.isNaN(atMs) ? null : Math.round(atMs / 1000) - attempt.signed_at_s;
}

function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

import { defaultMaxBodyBytes, type IngestedEvent, maxEventBytes, type RouteBody } from "@overten/contract";
import { explicitKey, fingerprint, ingestKey } from "../domain/event-keys.ts";
import { decodeId, encodeId } from "../domain/ids.ts";
import { payloadBytes } from "../domain/payload.ts";
import type { Clock } from "../runtime/clock.ts";
import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import { wasNeverSent } from "../runtime/never-sent.ts";
import { fieldError, HttpError } from "./http-error.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { tooLarge } from "./too-large.ts";
import { databaseAway, overloaded } from "./unavailable.ts";
import { unknownOutcome } from "./unknown-outcome.ts";

/** An event ready to be stored, as the engine takes it. */
export interface IngestibleEvent {
  orgId: string;
  kind: string;
  runId: string;
  taskId: string;
  body: Buffer;
  key: Buffer;
  fingerprint: Buffer | null;
  webhookUrl: string | null;
  onlySubscriptionId: null;
}

export type IngestResult =
  | { outcome: "accepted" | "duplicate"; eventId: string }
  | { outcome: "conflict" | "organization_unknown" | "organization_suspended" | "overloaded" };

export interface IngestDeps {
  clock: Clock;
  accept: (event: IngestibleEvent) => Promise<IngestResult>;
  acceptMany: (
    events: readonly IngestibleEvent[],
  ) => Promise<
    { outcome: "accepted"; results: IngestResult[] } | { outcome: "refused"; index: number; reason: IngestResult }
  >;
  /** The canonical form of a URL that webhooks may go to; null for one they may not. */
  allowedUrl: (url: string) => string | null;
  urlNotAllowedMessage: string;
}

/** `POST /operator/events`: one event, or up to 1,000 that are accepted all or none (contract §6). */
export function ingestRoutes(deps: IngestDeps): Pick<RouteHandlers, "ingestEvents"> {
  return {
    ingestEvents: async ({ body, request }) => {
      if (isBatch(body)) {
        const events = body.events.map((event, index) => ingestible(deps, event, `events.${index}`));
        const accepted = await deps.acceptMany(events).catch(throwWhatIsKnown);
        if (accepted.outcome === "refused") throw refusal(accepted.reason, `events.${accepted.index}`);
        return {
          status: 202,
          body: { events: accepted.results.map((result, index) => presented(result, `events.${index}`)) },
        };
      }
      // The route takes 8 MiB, for batches. An event's own limit is on its stored bytes: escapes can make the same event three times as long on its way here.
      if (Number(request.headers["content-length"] ?? 0) > defaultMaxBodyBytes)
        throw tooLarge("A request with one event", defaultMaxBodyBytes);
      const event = ingestible(deps, body, "");
      return { status: 202, body: presented(await deps.accept(event).catch(throwWhatIsKnown), "") };
    },
  };
}

/** Producers send again and again while the database is away: they are told apart from the few whose event may be in it. */
function throwWhatIsKnown(error: unknown): never {
  if (isDatabaseUnavailable(error) && wasNeverSent(error)) throw databaseAway(error);
  throw unknownOutcome(
    error,
    "Send the same again as Retry-After says: an event with the same idempotency key, or the same task_id and event, is not taken twice.",
  );
}

function isBatch(body: RouteBody<"ingestEvents">): body is { events: IngestedEvent[] } {
  return "events" in body;
}

function ingestible(deps: IngestDeps, event: IngestedEvent, path: string): IngestibleEvent {
  const at = (field: string): string => (path === "" ? field : `${path}.${field}`);
  const orgId = decodeId("organization", event.org_id);
  if (orgId === null) throw fieldError(at("org_id"), unknownOrganization);
  let webhookUrl: string | null = null;
  if (event.webhook_url !== undefined && event.webhook_url !== null) {
    webhookUrl = deps.allowedUrl(event.webhook_url);
    if (webhookUrl === null) throw fieldError(at("webhook_url"), deps.urlNotAllowedMessage, "url_not_allowed");
  }
  const body = payloadOf(deps, event);
  if (body.length > maxEventBytes) throw eventTooLarge(path);
  const idempotencyKey = event.idempotency_key ?? null;
  return {
    orgId,
    kind: event.event,
    runId: event.run_id,
    taskId: event.task_id,
    body,
    key: idempotencyKey === null ? ingestKey(event.task_id, event.event) : explicitKey(idempotencyKey),
    fingerprint: idempotencyKey === null ? null : fingerprint(meaningOf(event)),
    webhookUrl,
    onlySubscriptionId: null,
  };
}

/** The same for events that say the same: null is as good as absent, and the order of fields says nothing. */
function meaningOf(event: IngestedEvent): string {
  const said = Object.entries(event)
    .filter(([name, value]) => name !== "error" && value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const error = event.event === "run.failed" ? [event.error.code, event.error.message] : [];
  return JSON.stringify([said, error]);
}

function payloadOf(deps: IngestDeps, event: IngestedEvent): Buffer {
  const common = {
    runId: event.run_id,
    taskId: event.task_id,
    agentName: event.agent_name,
    format: event.format,
    occurredAtMs: event.occurred_at_ms ?? Math.trunc(deps.clock.nowMs()),
  };
  if (event.event === "run.failed") return payloadBytes({ ...common, kind: event.event, error: event.error });
  return payloadBytes({
    ...common,
    kind: event.event,
    downloadUrl: event.download_url ?? null,
    editUrl: event.edit_url ?? null,
    summary: event.summary ?? null,
  });
}

const unknownOrganization = "is not an organisation of this platform; create it, or check the id";

function presented(result: IngestResult, path: string): { event_id: string; duplicate: boolean } {
  if (result.outcome === "accepted" || result.outcome === "duplicate") {
    return { event_id: encodeId("event", result.eventId), duplicate: result.outcome === "duplicate" };
  }
  throw refusal(result, path);
}

function refusal(result: IngestResult, path: string): HttpError {
  const at = (field: string): string => (path === "" ? field : `${path}.${field}`);
  switch (result.outcome) {
    case "organization_unknown":
      return fieldError(at("org_id"), unknownOrganization);
    case "organization_suspended":
      return fieldError(at("org_id"), "is suspended; end the suspension first");
    case "overloaded":
      return overloaded();
    case "conflict": {
      const message = "was used before with another body; use a new key, or send the same body";
      return new HttpError("conflict", {
        message: `The idempotency key ${message}.`,
        details: [{ path: at("idempotency_key"), message }],
      });
    }
    case "accepted":
    case "duplicate":
      throw new Error("an accepted event is no refusal");
  }
}

function eventTooLarge(path: string): HttpError {
  const message = `is larger than ${maxEventBytes / 1024} KiB`;
  return new HttpError("payload_too_large", {
    message: `${path === "" ? "The event" : `\`${path}\``} ${message}. Shorten its summary or error message.`,
    details: [{ path, message }],
  });
}

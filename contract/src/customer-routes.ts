import { apiKeySchema, createApiKeyBodySchema, createdApiKeySchema } from "./api-keys.ts";
import { attemptSchema } from "./attempts.ts";
import { deliveryDetailSchema, deliverySchema, startedDeliverySchema } from "./deliveries.ts";
import { emptyBodySchema } from "./fields.ts";
import { acceptedGenerationSchema, completedGenerationSchema, generateBodySchema } from "./generation.ts";
import { logQuerySchema } from "./log-filters.ts";
import { rotatedSecretSchema, verifiedKeySchema } from "./organizations.ts";
import { logPageOf, pageOf, pageQuerySchema } from "./pagination.ts";
import { recoverySchema, startedRecoverySchema } from "./recoveries.ts";
import { eventStream, json, noContent, redirect } from "./route-shape.ts";
import type { Route } from "./route-shape.ts";
import { runSchema } from "./runs.ts";
import { backlogSchema, statsQuerySchema, statsSchema } from "./stats.ts";
import {
  createWebhookBodySchema,
  createdWebhookSchema,
  recoverWebhookBodySchema,
  testWebhookBodySchema,
  updateWebhookBodySchema,
  webhookSchema,
  webhookWithHealthSchema,
} from "./subscriptions.ts";
import { taskQuerySchema, taskSchema } from "./tasks.ts";

const read = { key: "customer", changes: false } as const;
const change = { key: "customer", changes: true } as const;
const start = { ...change, starts: true } as const;

/** What an organisation's own key can do (contract §1, §3–§5, §9). */
export const customerRoutes = {
  createWebhook: {
    ...change,
    method: "POST",
    path: "/webhooks",
    summary: "Subscribes a URL to events. The secret is in this answer only.",
    body: createWebhookBodySchema,
    answers: { 201: json(createdWebhookSchema) },
  },
  listWebhooks: {
    ...read,
    method: "GET",
    path: "/webhooks",
    summary: "Lists the subscriptions.",
    query: pageQuerySchema,
    answers: { 200: json(pageOf("webhooks", webhookSchema)) },
  },
  getWebhook: {
    ...read,
    method: "GET",
    path: "/webhooks/{webhook_id}",
    summary: "Shows a subscription and how it fares.",
    answers: { 200: json(webhookWithHealthSchema) },
  },
  updateWebhook: {
    ...change,
    method: "PATCH",
    path: "/webhooks/{webhook_id}",
    summary: "Changes, pauses or resumes a subscription.",
    body: updateWebhookBodySchema,
    answers: { 200: json(webhookSchema) },
  },
  deleteWebhook: {
    ...change,
    method: "DELETE",
    path: "/webhooks/{webhook_id}",
    summary: "Ends a subscription: nothing starts for it after the answer, and what waited is cancelled.",
    answers: { 204: noContent },
  },
  testWebhook: {
    ...start,
    method: "POST",
    path: "/webhooks/{webhook_id}/test",
    summary: "Sends a sample event to a subscription.",
    body: testWebhookBodySchema,
    answers: { 202: json(startedDeliverySchema) },
  },
  recoverWebhook: {
    ...start,
    method: "POST",
    path: "/webhooks/{webhook_id}/recover",
    summary: "Sends again what failed in a span of time.",
    body: recoverWebhookBodySchema,
    answers: { 202: json(startedRecoverySchema) },
  },
  getRecovery: {
    ...read,
    method: "GET",
    path: "/recoveries/{recovery_id}",
    summary: "Shows how far a recovery is.",
    answers: { 200: json(recoverySchema) },
  },
  cancelRecovery: {
    ...change,
    method: "POST",
    path: "/recoveries/{recovery_id}/cancel",
    summary: "Stops a recovery; what it has sent stays sent.",
    body: emptyBodySchema,
    answers: { 200: json(recoverySchema) },
  },
  verifyKey: {
    ...read,
    method: "GET",
    path: "/verify",
    summary: "Shows whose key this is, and the secret of per-request webhooks.",
    answers: { 200: json(verifiedKeySchema) },
  },
  rotateWebhookSecret: {
    ...change,
    method: "POST",
    path: "/verify/rotate-webhook-secret",
    summary: "Replaces the secret of per-request webhooks.",
    body: emptyBodySchema,
    answers: { 200: json(rotatedSecretSchema) },
  },
  createApiKey: {
    ...change,
    method: "POST",
    path: "/api-keys",
    summary: "Makes an API key. The key is in this answer only.",
    body: createApiKeyBodySchema,
    answers: { 201: json(createdApiKeySchema) },
  },
  listApiKeys: {
    ...read,
    method: "GET",
    path: "/api-keys",
    summary: "Lists the API keys by their prefix.",
    query: pageQuerySchema,
    answers: { 200: json(pageOf("api_keys", apiKeySchema)) },
  },
  deleteApiKey: {
    ...change,
    method: "DELETE",
    path: "/api-keys/{key_id}",
    summary: "Revokes an API key at once. The last admin key stays (409).",
    answers: { 204: noContent },
  },
  generate: {
    ...start,
    method: "POST",
    path: "/{format}/generate",
    summary: "Generates a document from a prompt, or carries on with a run.",
    body: generateBodySchema,
    answers: { 200: json(completedGenerationSchema), 202: json(acceptedGenerationSchema) },
  },
  listTasks: {
    ...read,
    method: "GET",
    path: "/tasks",
    summary: "Lists the tasks, newest first.",
    query: taskQuerySchema,
    answers: { 200: json(pageOf("tasks", taskSchema)) },
  },
  getTask: {
    ...read,
    method: "GET",
    path: "/tasks/{task_id}",
    summary: "Shows a task and its result.",
    answers: { 200: json(taskSchema) },
  },
  cancelTask: {
    ...change,
    method: "POST",
    path: "/tasks/{task_id}/cancel",
    summary: "Cancels a task that has not ended.",
    body: emptyBodySchema,
    answers: { 200: json(taskSchema) },
  },
  listRuns: {
    ...read,
    method: "GET",
    path: "/runs",
    summary: "Lists the documents.",
    query: pageQuerySchema,
    answers: { 200: json(pageOf("runs", runSchema)) },
  },
  getRun: {
    ...read,
    method: "GET",
    path: "/runs/{run_id}",
    summary: "Shows a document.",
    answers: { 200: json(runSchema) },
  },
  deleteRun: {
    ...change,
    method: "DELETE",
    path: "/runs/{run_id}",
    summary: "Removes a document and its files.",
    answers: { 204: noContent },
  },
  downloadRun: {
    ...read,
    method: "GET",
    path: "/runs/{run_id}/download",
    summary: "Redirects to a signed link to the file.",
    answers: { 302: redirect },
  },
  listDeliveries: {
    ...read,
    method: "GET",
    path: "/deliveries",
    summary: "Lists deliveries, newest first.",
    query: logQuerySchema,
    answers: { 200: json(logPageOf("deliveries", deliverySchema)) },
  },
  getDelivery: {
    ...read,
    method: "GET",
    path: "/deliveries/{delivery_id}",
    summary: "Shows a delivery with its body, its attempts and what is planned.",
    answers: { 200: json(deliveryDetailSchema) },
  },
  resendDelivery: {
    ...start,
    method: "POST",
    path: "/deliveries/{delivery_id}/resend",
    summary: "Sends the same event again as a new delivery.",
    body: emptyBodySchema,
    answers: { 202: json(startedDeliverySchema) },
  },
  listAttempts: {
    ...read,
    method: "GET",
    path: "/attempts",
    summary: "The delivery log: every HTTP request, newest first.",
    query: logQuerySchema,
    answers: { 200: json(logPageOf("attempts", attemptSchema)) },
  },
  streamAttempts: {
    ...read,
    method: "GET",
    path: "/attempts/stream",
    summary: "Attempts as they are recorded; Last-Event-ID resumes without a gap.",
    answers: { 200: eventStream(attemptSchema) },
  },
  getStats: {
    ...read,
    method: "GET",
    path: "/stats",
    summary: "Deliveries by outcome and latency, per minute or hour.",
    query: statsQuerySchema,
    answers: { 200: json(statsSchema) },
  },
  getBacklog: {
    ...read,
    method: "GET",
    path: "/backlog",
    summary: "How many deliveries have not ended, and since when the oldest waits.",
    answers: { 200: json(backlogSchema) },
  },
} as const satisfies Record<string, Route>;

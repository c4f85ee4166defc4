import { z } from "zod";
import { apiKeySchema, createApiKeyBodySchema, createdApiKeySchema } from "./api-keys.ts";
import {
  chooseIngestSchema,
  ingestBodySchema,
  ingestedAnswerSchema,
  ingestedBatchAnswerSchema,
} from "./ingest-events.ts";
import {
  createOrganizationBodySchema,
  createdOrganizationSchema,
  organizationSchema,
  updateOrganizationBodySchema,
} from "./organizations.ts";
import { pageOf, pageQuerySchema } from "./pagination.ts";
import { json, maxEventBatchBytes, noContent } from "./route-shape.ts";
import type { Route } from "./route-shape.ts";
import { systemSchema } from "./system.ts";
import { organizationWithTrafficSchema, trafficQuerySchema } from "./traffic.ts";
import {
  claimTasksBodySchema,
  claimedTasksSchema,
  completeTaskBodySchema,
  completeTaskFieldsSchema,
  endedTaskSchema,
  failTaskBodySchema,
  heartbeatAnswerSchema,
  heartbeatBodySchema,
} from "./worker-tasks.ts";

const read = { key: "operator", changes: false } as const;
const change = { key: "operator", changes: true } as const;

/** What the operator's key can do (contract §6). */
export const operatorRoutes = {
  createOrganization: {
    ...change,
    method: "POST",
    path: "/operator/organizations",
    summary: "Makes an organisation with its first API key and its webhook secret.",
    body: createOrganizationBodySchema,
    answers: { 201: json(createdOrganizationSchema) },
  },
  listOrganizations: {
    ...read,
    method: "GET",
    path: "/operator/organizations",
    summary: "Lists the organisations.",
    query: pageQuerySchema,
    answers: { 200: json(pageOf("organizations", organizationSchema)) },
  },
  getOrganization: {
    ...read,
    method: "GET",
    path: "/operator/organizations/{org_id}",
    summary: "Shows an organisation, what it sent in the last 24 hours, and how that fared.",
    answers: { 200: json(organizationWithTrafficSchema) },
  },
  updateOrganization: {
    ...change,
    method: "PATCH",
    path: "/operator/organizations/{org_id}",
    summary: "Suspends an organisation or ends its suspension.",
    body: updateOrganizationBodySchema,
    answers: { 200: json(organizationSchema) },
  },
  createOrganizationApiKey: {
    ...change,
    method: "POST",
    path: "/operator/organizations/{org_id}/api-keys",
    summary: "Makes an API key for an organisation. The key is in this answer only.",
    body: createApiKeyBodySchema,
    answers: { 201: json(createdApiKeySchema) },
  },
  listOrganizationApiKeys: {
    ...read,
    method: "GET",
    path: "/operator/organizations/{org_id}/api-keys",
    summary: "Lists an organisation's API keys by their prefix.",
    query: pageQuerySchema,
    answers: { 200: json(pageOf("api_keys", apiKeySchema)) },
  },
  deleteOrganizationApiKey: {
    ...change,
    method: "DELETE",
    path: "/operator/organizations/{org_id}/api-keys/{key_id}",
    summary: "Revokes an organisation's API key at once.",
    answers: { 204: noContent },
  },
  listTraffic: {
    ...read,
    method: "GET",
    path: "/operator/traffic",
    summary: "Lists the organisations with what they sent in the last 24 hours, failing ones first.",
    query: trafficQuerySchema,
    answers: { 200: json(pageOf("organizations", organizationWithTrafficSchema)) },
  },
  ingestEvents: {
    ...change,
    method: "POST",
    path: "/operator/events",
    summary: "Takes one event or up to 1,000, all or none; 202 means committed with all its deliveries.",
    body: ingestBodySchema,
    chooseBody: chooseIngestSchema,
    maxBodyBytes: maxEventBatchBytes,
    answers: { 202: json(z.union([ingestedAnswerSchema, ingestedBatchAnswerSchema])) },
  },
  getSystem: {
    ...read,
    method: "GET",
    path: "/operator/system",
    summary: "Shows how the deployment is: nodes, database, backlog, partitions and tasks.",
    answers: { 200: json(systemSchema) },
  },
  claimTasks: {
    ...change,
    method: "POST",
    path: "/operator/tasks/claim",
    summary: "Takes waiting tasks under a lease; waits up to wait_s seconds for one.",
    body: claimTasksBodySchema,
    answers: { 200: json(claimedTasksSchema) },
  },
  heartbeatTask: {
    ...change,
    method: "POST",
    path: "/operator/tasks/{task_id}/heartbeat",
    summary: "Extends a task's lease and tells its progress.",
    body: heartbeatBodySchema,
    answers: { 200: json(heartbeatAnswerSchema) },
  },
  completeTask: {
    ...change,
    method: "POST",
    path: "/operator/tasks/{task_id}/complete",
    summary: "Ends a task with links to its document, or with the file itself.",
    body: completeTaskBodySchema,
    multipartFields: completeTaskFieldsSchema,
    answers: { 200: json(endedTaskSchema) },
  },
  failTask: {
    ...change,
    method: "POST",
    path: "/operator/tasks/{task_id}/fail",
    summary: "Ends a task with an error.",
    body: failTaskBodySchema,
    answers: { 200: json(endedTaskSchema) },
  },
} as const satisfies Record<string, Route>;

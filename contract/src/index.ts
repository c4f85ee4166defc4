// The wire: what crosses it, in one list.
export { apiKeySchema, createApiKeyBodySchema, createdApiKeySchema, roleSchema, roles } from "./api-keys.ts";
export type { ApiKey, CreateApiKeyBody, CreatedApiKey, Role } from "./api-keys.ts";
export { attemptOutcomeSchema, attemptOutcomes, attemptSchema, keptResponseHeaders } from "./attempts.ts";
export type { Attempt, AttemptOutcome } from "./attempts.ts";
export { ApiError, createClient, fillPath } from "./client.ts";
export type { CallInput, CallResult, CallableRouteName, Client, ClientSettings } from "./client.ts";
export {
  deliveryDetailSchema,
  deliveryFailureSchema,
  deliveryFailures,
  deliverySchema,
  plannedAttemptSchema,
  startedDeliverySchema,
} from "./deliveries.ts";
export type { Delivery, DeliveryDetail, DeliveryFailure, PlannedAttempt, StartedDelivery } from "./deliveries.ts";
export {
  errorBody,
  errorBodySchema,
  errorCodes,
  errorDetailSchema,
  errorTable,
  isErrorCode,
  taskErrorSchema,
} from "./errors.ts";
export type { ErrorBody, ErrorCode, ErrorDetail, TaskError } from "./errors.ts";
export { eventNameSchema, eventNames, idempotencyKeySchema, maxLinkLength, maxSummaryLength } from "./fields.ts";
export type { EventName } from "./fields.ts";
export { acceptedGenerationSchema, completedGenerationSchema, generateBodySchema } from "./generation.ts";
export type { AcceptedGeneration, CompletedGeneration, GenerateBody } from "./generation.ts";
export {
  chooseIngestSchema,
  ingestBodySchema,
  ingestedAnswerSchema,
  ingestedBatchAnswerSchema,
  ingestedBatchSchema,
  ingestedCompletedSchema,
  ingestedEventSchema,
  ingestedFailedSchema,
} from "./ingest-events.ts";
export type { IngestBody, IngestedAnswer, IngestedBatch, IngestedBatchAnswer, IngestedEvent } from "./ingest-events.ts";
export {
  attemptErrorCodeSchema,
  attemptErrorCodes,
  deliveryStatusSchema,
  deliveryStatuses,
  logQuerySchema,
} from "./log-filters.ts";
export type { AttemptErrorCode, DeliveryStatus, LogQuery } from "./log-filters.ts";
export {
  createOrganizationBodySchema,
  createdOrganizationSchema,
  organizationSchema,
  rotatedSecretSchema,
  updateOrganizationBodySchema,
  verifiedKeySchema,
} from "./organizations.ts";
export type {
  CreateOrganizationBody,
  CreatedOrganization,
  Organization,
  RotatedSecret,
  UpdateOrganizationBody,
  VerifiedKey,
} from "./organizations.ts";
export { recoverySchema, recoveryStatuses, startedRecoverySchema } from "./recoveries.ts";
export type { Recovery, StartedRecovery } from "./recoveries.ts";
export {
  basePath,
  defaultMaxBodyBytes,
  maxEventBatchBytes,
  maxEventBytes,
  maxFileBytes,
  maxJsonDepth,
} from "./route-shape.ts";
export type { Answer, Route } from "./route-shape.ts";
export { maxBodyBytesOf, parseBody, parseQuery, routeNamed, routeNames, routes } from "./routes.ts";
export type {
  RouteAnswer,
  RouteBody,
  RouteBodyInput,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteQueryInput,
} from "./routes.ts";
export { runSchema } from "./runs.ts";
export type { Run } from "./runs.ts";
export {
  organizationHeader,
  serverFactsSchema,
  sessionHeader,
  sessionHours,
  sessionSchema,
  signInBodySchema,
} from "./sessions.ts";
export type { ServerFacts, Session, SignInBody } from "./sessions.ts";
export { backlogSchema, statsPointSchema, statsQuerySchema, statsSchema } from "./stats.ts";
export type { Backlog, Stats, StatsPoint, StatsQuery } from "./stats.ts";
export {
  createWebhookBodySchema,
  createdWebhookSchema,
  recoverWebhookBodySchema,
  testWebhookBodySchema,
  updateWebhookBodySchema,
  webhookHealthSchema,
  webhookSchema,
  webhookWithHealthSchema,
} from "./subscriptions.ts";
export type {
  CreateWebhookBody,
  CreatedWebhook,
  RecoverWebhookBody,
  TestWebhookBody,
  UpdateWebhookBody,
  Webhook,
  WebhookHealth,
  WebhookWithHealth,
} from "./subscriptions.ts";
export {
  countedTo,
  databaseFactsSchema,
  dueFactsSchema,
  durabilitySettingSchema,
  nodeSchema,
  openTasksSchema,
  partitionedTableSchema,
  systemSchema,
} from "./system.ts";
export type {
  DatabaseFacts,
  DueFacts,
  DurabilitySetting,
  Node,
  OpenTasks,
  PartitionedTable,
  System,
} from "./system.ts";
export { taskQuerySchema, taskResultSchema, taskSchema, taskStatusSchema, taskStatuses } from "./tasks.ts";
export type { Task, TaskQuery, TaskResult, TaskStatus } from "./tasks.ts";
export {
  failingBelow,
  organizationWithTrafficSchema,
  trafficOrders,
  trafficQuerySchema,
  trafficSchema,
} from "./traffic.ts";
export type { OrganizationWithTraffic, Traffic, TrafficOrder, TrafficQuery } from "./traffic.ts";
export { validate } from "./validation.ts";
export type { Validation } from "./validation.ts";
export { clockSkewS, hintsOf, verdictListSchema, verdictOf, verdictSchema, verdicts } from "./verdicts.ts";
export type { JudgedAttempt, Verdict } from "./verdicts.ts";
export { runCompletedPayloadSchema, runFailedPayloadSchema, webhookPayloadSchema } from "./webhook-payloads.ts";
export type { WebhookPayload } from "./webhook-payloads.ts";
export {
  claimTasksBodySchema,
  claimedTaskSchema,
  claimedTasksSchema,
  completeTaskBodySchema,
  completeTaskFieldsSchema,
  endedTaskSchema,
  failTaskBodySchema,
  heartbeatAnswerSchema,
  heartbeatBodySchema,
  reportedErrorSchema,
} from "./worker-tasks.ts";
export type {
  ClaimTasksBody,
  ClaimedTask,
  ClaimedTasks,
  CompleteTaskBody,
  CompleteTaskFields,
  EndedTask,
  FailTaskBody,
  HeartbeatAnswer,
  HeartbeatBody,
  ReportedError,
} from "./worker-tasks.ts";

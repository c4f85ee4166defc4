// What the dashboard and its users ask of a log, by the names under which the figures stand.

import type { RouteName } from "@overten/contract";
import type { History } from "./fill.ts";
import { webhookNamed } from "./organizations.ts";

type AskedRoute = Extract<
  RouteName,
  "listAttempts" | "listDeliveries" | "getDelivery" | "getWebhook" | "getStats" | "getBacklog" | "listTasks"
>;

export interface AskedRequest {
  label: string;
  route: AskedRoute;
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** Page of the list that is asked for; the first unless it says otherwise. */
  page?: number;
}

const dayMs = 86_400_000;
/** As the dashboard asks. */
const limit = "100";

/** Everything that is measured, on both lists where they share it. */
export function askedRequests(history: History): AskedRequest[] {
  const { large, nowMs, someRunId, someTaskId } = history;
  const ago = (days: number): string => new Date(nowMs - days * dayMs).toISOString();
  const lastDay = { since: ago(1) };
  const busy = webhookNamed(large, "crm");
  const down = webhookNamed(large, "legacy");
  const filters: [string, Record<string, string>][] = [
    ["last 24 h", lastDay],
    ["whole log", {}],
    ["a webhook", { ...lastDay, webhook_id: busy }],
    ["a webhook that fails", { ...lastDay, webhook_id: down }],
    ["a webhook whose last row is 10 days old", { webhook_id: webhookNamed(large, "archive") }],
    ["event run.failed", { ...lastDay, event: "run.failed" }],
    ["status succeeded", { ...lastDay, status: "succeeded" }],
    ["status failed", { ...lastDay, status: "failed" }],
    ["status pending", { ...lastDay, status: "pending" }],
    ["a run", { run_id: someRunId }],
    ["a task", { task_id: someTaskId }],
    ["a run of somebody else", { run_id: "run_01HXYZ0000000000000000000A" }],
    ["HTTP 503", { ...lastDay, http_status: "503" }],
    ["HTTP 503, whole log", { http_status: "503" }],
    ["error timeout", { ...lastDay, error_code: "timeout" }],
    ["error connection_reset, whole log", { error_code: "connection_reset" }],
    ["a webhook and status failed", { ...lastDay, webhook_id: busy, status: "failed" }],
    ["a webhook, event and HTTP 503", { webhook_id: busy, event: "run.failed", http_status: "503" }],
    ["from 20 to 19 days ago", { since: ago(20), until: ago(19) }],
    ["from 20 to 10 days ago, failed", { since: ago(20), until: ago(10), status: "failed" }],
    ["HTTP 418, one row a month ago", { http_status: "418" }],
    ["error tls_error, a few a month ago", { error_code: "tls_error" }],
    ["HTTP 599, nothing", { http_status: "599" }],
    ["HTTP 599, nothing in 24 h", { ...lastDay, http_status: "599" }],
  ];
  const lists = (["listAttempts", "listDeliveries"] as const).flatMap((route): AskedRequest[] => {
    const what = route === "listAttempts" ? "attempts" : "deliveries";
    return [
      ...filters.map(([name, query]) => ({ label: `${what}, ${name}`, route, query: { ...query, limit } })),
      ...[2, 20, 200].map((page) => ({ label: `${what}, page ${page}`, route, query: { limit }, page })),
    ];
  });
  return [
    ...lists,
    { label: "a delivery", route: "getDelivery", params: { delivery_id: history.someDeliveryId } },
    { label: "a webhook with health", route: "getWebhook", params: { webhook_id: busy } },
    { label: "a failing webhook with health", route: "getWebhook", params: { webhook_id: down } },
    { label: "stats, 1 h", route: "getStats", query: { since: ago(1 / 24) } },
    { label: "stats, 24 h", route: "getStats", query: { since: ago(1) } },
    { label: "stats, 7 d", route: "getStats", query: { since: ago(7) } },
    { label: "stats, 30 d", route: "getStats", query: { since: ago(29.99) } },
    { label: "stats of a webhook, 30 d", route: "getStats", query: { since: ago(29.99), webhook_id: busy } },
    { label: "backlog", route: "getBacklog" },
    { label: "tasks", route: "listTasks", query: { limit } },
    { label: "tasks, failed", route: "listTasks", query: { limit, status: "failed" } },
    { label: "tasks, page 20", route: "listTasks", query: { limit }, page: 20 },
  ];
}

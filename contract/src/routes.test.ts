import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { maxBodyBytesOf, routeNamed, routeNames } from "./routes.ts";
import type { RouteAnswer, RouteBody, RouteParams } from "./routes.ts";

const allRoutes = routeNames.map((name) => ({ name, ...routeNamed(name) }));

test("the table is the contract's list", () => {
  const lines = allRoutes.map((route) => `${route.method} ${route.path} ${Object.keys(route.answers).join("|")}`);
  expect(lines.toSorted()).toEqual(
    [
      "POST /webhooks 201",
      "GET /webhooks 200",
      "GET /webhooks/{webhook_id} 200",
      "PATCH /webhooks/{webhook_id} 200",
      "DELETE /webhooks/{webhook_id} 204",
      "POST /webhooks/{webhook_id}/test 202",
      "POST /webhooks/{webhook_id}/recover 202",
      "GET /recoveries/{recovery_id} 200",
      "POST /recoveries/{recovery_id}/cancel 200",
      "GET /verify 200",
      "POST /verify/rotate-webhook-secret 200",
      "POST /api-keys 201",
      "GET /api-keys 200",
      "DELETE /api-keys/{key_id} 204",
      "POST /{format}/generate 200|202",
      "GET /tasks 200",
      "GET /tasks/{task_id} 200",
      "POST /tasks/{task_id}/cancel 200",
      "GET /runs 200",
      "GET /runs/{run_id} 200",
      "DELETE /runs/{run_id} 204",
      "GET /runs/{run_id}/download 302",
      "GET /deliveries 200",
      "GET /deliveries/{delivery_id} 200",
      "POST /deliveries/{delivery_id}/resend 202",
      "GET /attempts 200",
      "GET /attempts/stream 200",
      "GET /stats 200",
      "GET /backlog 200",
      "POST /session 200",
      "GET /session 200",
      "DELETE /session 204",
      "GET /verdicts 200",
      "POST /operator/organizations 201",
      "GET /operator/organizations 200",
      "GET /operator/organizations/{org_id} 200",
      "PATCH /operator/organizations/{org_id} 200",
      "POST /operator/organizations/{org_id}/api-keys 201",
      "GET /operator/organizations/{org_id}/api-keys 200",
      "DELETE /operator/organizations/{org_id}/api-keys/{key_id} 204",
      "POST /operator/events 202",
      "GET /operator/system 200",
      "GET /operator/traffic 200",
      "POST /operator/tasks/claim 200",
      "POST /operator/tasks/{task_id}/heartbeat 200",
      "POST /operator/tasks/{task_id}/complete 200",
      "POST /operator/tasks/{task_id}/fail 200",
    ].toSorted(),
  );
});

test("what changes something is what is not a GET, only the operator's paths take the operator's key, and only sessions and verdicts none", () => {
  const open = ["/session", "/verdicts"];
  for (const route of allRoutes) {
    expect(route.changes).toBe(route.method !== "GET");
    const ofKey = route.path.startsWith("/operator/") ? "operator" : "customer";
    expect(route.key).toBe(open.includes(route.path) ? "none" : ofKey);
    expect(route.body !== undefined).toBe(route.method === "POST" || route.method === "PATCH");
  }
});

test("every schema can be written as JSON Schema, so that the reference can be generated", () => {
  const requests = allRoutes.flatMap((route) => [route.body, route.query, route.multipartFields]);
  const answers = allRoutes.flatMap((route) => Object.values(route.answers));
  const written = [
    ...requests.filter((schema) => schema !== undefined).map((schema) => z.toJSONSchema(schema, { io: "input" })),
    ...answers.filter((answer) => "schema" in answer).map((answer) => z.toJSONSchema(answer.schema)),
  ];
  expect(written.length).toBeGreaterThan(allRoutes.length);
});

test("large JSON bodies are for events only", () => {
  const large = routeNames.filter((name) => maxBodyBytesOf(name) > 262_144);
  expect(large).toEqual(["ingestEvents"]);
});

test("types follow the table", () => {
  expectTypeOf<RouteParams<"deleteOrganizationApiKey">>().toEqualTypeOf<Record<"org_id" | "key_id", string>>();
  expectTypeOf<RouteBody<"listWebhooks">>().toEqualTypeOf<undefined>();
  expectTypeOf<RouteBody<"claimTasks">["max"]>().toEqualTypeOf<number>();
  expectTypeOf<RouteAnswer<"generate">["status"]>().toEqualTypeOf<200 | 202>();
  expectTypeOf<RouteAnswer<"downloadRun">>().toEqualTypeOf<{ status: 302; location: string }>();
  expectTypeOf<RouteAnswer<"deleteRun">>().toEqualTypeOf<{ status: 204 }>();
});

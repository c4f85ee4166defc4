import { expect, test } from "vitest";
import { ApiError, createClient } from "./client.ts";
import { errorBody } from "./errors.ts";

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: string;
}

/** A client whose requests end in a list and are all answered alike. */
function clientAnswering(answer: () => Response): { client: ReturnType<typeof createClient>; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createClient({
    baseUrl: "http://localhost:8080/",
    apiKey: "sk_live_abc",
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push({
        url: request.url,
        method: request.method,
        headers: request.headers,
        body: await request.text(),
      });
      return answer();
    },
  });
  return { client, sent };
}

const webhook = {
  webhook_id: "whk_1",
  url: "https://example.com/hook",
  events: ["run.completed"],
  description: null,
  active: true,
  created_at: "2026-01-31T12:00:00.000Z",
};

test("sends body and key, gives the parsed answer", async () => {
  const answer = { ...webhook, secret: "whsec_x" };
  const { client, sent } = clientAnswering(() => Response.json(answer, { status: 201 }));
  const created = await client.call("createWebhook", { body: { url: webhook.url, events: ["run.completed"] } });
  expect(created.secret).toBe("whsec_x");
  expect(created).toEqual(answer);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    url: "http://localhost:8080/api/v1/webhooks",
    method: "POST",
    body: '{"url":"https://example.com/hook","events":["run.completed"]}',
  });
  expect(sent[0]?.headers.get("x-api-key")).toBe("sk_live_abc");
  expect(sent[0]?.headers.get("content-type")).toBe("application/json");
});

test("fills path and query, leaving out what is undefined", async () => {
  const page = { deliveries: [], next_cursor: null };
  const { client, sent } = clientAnswering(() => Response.json(page));
  expect(await client.call("listDeliveries", { query: { limit: 10, run_id: "a b&c", cursor: undefined } })).toEqual(
    page,
  );
  expect(await client.call("listDeliveries")).toEqual(page);
  expect(sent.map((request) => request.url)).toEqual([
    "http://localhost:8080/api/v1/deliveries?limit=10&run_id=a+b%26c",
    "http://localhost:8080/api/v1/deliveries",
  ]);
});

test("an id cannot leave its segment of the path", async () => {
  const { client, sent } = clientAnswering(() => new Response(null, { status: 204 }));
  expect(await client.call("deleteWebhook", { params: { webhook_id: "a/../b?c" } })).toBeUndefined();
  expect(sent[0]?.url).toBe("http://localhost:8080/api/v1/webhooks/a%2F..%2Fb%3Fc");
});

test("a redirect is an answer", async () => {
  const location = "http://localhost:8080/files/1?sig=x";
  const { client } = clientAnswering(() => new Response(null, { status: 302, headers: { location } }));
  expect(await client.call("downloadRun", { params: { run_id: "run_1" } })).toEqual({ location });
});

test("an error answer becomes an ApiError with all it said", async () => {
  const body = errorBody("unavailable", { message: "The database is away." });
  const { client } = clientAnswering(() => Response.json(body, { status: 503, headers: { "retry-after": "2" } }));
  const error = await client.call("verifyKey").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: "unavailable", status: 503, retryAfterS: 2, message: body.message, details: [] });
});

test.each([
  ["a proxy's page", () => new Response("<h1>Bad gateway</h1>", { status: 502 })],
  ["a success that is not ours", () => Response.json({ ok: true })],
  ["a success that is not JSON", () => new Response("hello")],
  ["a status that the route does not have", () => new Response(null, { status: 204 })],
])("%s is unexpected, not trusted", async (_, answer) => {
  const { client } = clientAnswering(answer);
  const error = await client.call("verifyKey").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "unexpected_answer", body: null });
});

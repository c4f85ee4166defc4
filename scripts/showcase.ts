// A node with an organisation whose webhooks fare as webhooks do: most arrive, and each of the others fails for a reason of its own.
import { rm } from "node:fs/promises";
import http, { type RequestListener, type Server } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client } from "@overten/contract";
import { startChildServer } from "../tests/support/child-server.ts";
import { makeTestFolder } from "../tests/support/test-cluster.ts";

const operatorKey = `op_live_${"Show".repeat(7)}`;
const settledWithinMs = 60_000;
const eventEveryMs = 1500;
/** Ports that read well in a picture; where one is taken, any. */
const ports = { node: 8080, orders: 3000, billing: 4000, archive: 5000, partner: 8443, crm: 9000, slow: 7000 };

export interface Showcase extends AsyncDisposable {
  url: string;
  apiKey: string;
  operatorKey: string;
  /** Signed and complete: the page of a document that was made. */
  editUrl: string;
  /** Ids by what they stand for, such as `failing` and `delivery`. */
  ids: Readonly<Record<string, string>>;
}

type Answer = (count: number) => RequestListener;

/** Reads the request to its end, then answers. */
function answer(status: number, headers: Record<string, string>, body: string, afterMs = 0): RequestListener {
  return (request, response) => {
    request.resume().on("end", () => setTimeout(() => response.writeHead(status, headers).end(body), afterMs));
  };
}

const json = { "content-type": "application/json" };
const stackTrace = JSON.stringify(
  {
    error: "InternalServerError",
    message: 'duplicate key value violates unique constraint "invoice_documents_run_id_key"',
    trace: Array.from(
      { length: 24 },
      (_, at) => `at InvoiceDocuments.attach (/srv/billing/src/documents.ts:${118 + at}:17)`,
    ),
  },
  null,
  2,
);

/** What the receivers answer, by the name of their port, after so many requests. */
const answers: Readonly<Record<Exclude<keyof typeof ports, "node">, Answer>> = {
  orders: () => answer(200, json, '{"received":true}', 35),
  billing: (count) => (count % 9 === 2 ? answer(500, json, stackTrace, 120) : answer(202, json, '{"queued":true}', 90)),
  archive: () => answer(308, { location: "https://archive.example.com/hooks/overten" }, ""),
  partner: () => (request, response) => {
    const date = new Date(Date.now() - 7 * 60_000).toUTCString();
    response.sendDate = false;
    answer(400, { ...json, date }, '{"error":"timestamp outside tolerance of 300 s"}', 20)(request, response);
  },
  crm: () =>
    answer(503, { "content-type": "text/html", "retry-after": "120" }, "<h1>Service Temporarily Unavailable</h1>", 15),
  slow: () => (request) => void request.resume(),
};

async function listen(name: Exclude<keyof typeof ports, "node">): Promise<{ server: Server; url: string }> {
  let count = 0;
  const server = http.createServer((request, response) => {
    answers[name](count++)(request, response);
  });
  const port = await freePort(ports[name]);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { server, url: `http://localhost:${port}` };
}

async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(wanted, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort(0);
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : wanted;
}

const documents = [
  ["A sales report by region with 24 rows and a total", "sales-by-region.xlsx"],
  ["A staff list with 40 rows: name, department, start date", "staff.xlsx"],
  ["An invoice with 6 items, price, quantity and a total", "invoice-2044.xlsx"],
  ["A budget for 12 months with income, expenses and balance", "budget.xlsx"],
  ["A sales report with 120 rows", "sales-q2.xlsx"],
  ["An inventory with 30 rows: item, stock, reorder level", "inventory.xlsx"],
] as const;

/** Starts everything, and waits until every delivery was tried once. */
export async function openShowcase(): Promise<Showcase> {
  const dataDir = await makeTestFolder();
  const names = ["orders", "billing", "archive", "partner", "crm", "slow"] as const;
  const receivers = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await listen(name)] as const)),
  );
  const node = startChildServer({
    env: {
      PORT: String(await freePort(ports.node)),
      OVERTEN_DATA_DIR: dataDir,
      OVERTEN_OPERATOR_KEY: operatorKey,
      OVERTEN_ALLOW_TARGETS: "localhost,127.0.0.0/8",
    },
  });
  const url = await node.url();
  const operator = createClient({ baseUrl: url, apiKey: operatorKey });
  const { org_id: orgId, api_key: apiKey } = await operator.call("createOrganization", {
    body: { name: "Acme Reports" },
  });
  const client = createClient({ baseUrl: url, apiKey });
  const create = async (address: string, description: string | null): Promise<string> => {
    const body = { url: address, events: ["run.completed" as const, "run.failed" as const], description };
    return (await client.call("createWebhook", { body })).webhook_id;
  };
  const at = (name: (typeof names)[number], path: string): string => `${receivers[name]?.url ?? ""}${path}`;
  await create(at("orders", "/webhooks/overten"), "Order desk: puts the report into the customer’s inbox");
  await create(at("billing", "/api/v2/hooks/documents"), "Billing: attaches the workbook to its invoice");
  const archive = await create(at("archive", "/overten"), "Archive of all documents");
  const partner = await create(at("partner", "/callbacks/documents"), "Partner portal, run by Northwind");
  const crm = await create(at("crm", "/incoming"), "CRM sync");
  await create(at("slow", "/reports/finished"), "Data warehouse: loads each workbook while we wait");
  await create(at("orders", "/search/documents"), "Search index");
  await create(at("orders", "/audit/trail"), "Audit trail of the auditors");
  await create(
    at(
      "orders",
      `/tenants/north-america/environments/production/integrations/${"customer-document-pipeline/".repeat(4)}overten?source=documents&notify=finance%40example.com`,
    ),
    "Everything that finance needs: monthly statements, invoices, credit notes, and the yearly report, which is read by the auditors too. Ask Kim before you change this one, because three other teams listen behind it.",
  );
  const paused = await create(at("crm", "/sandbox"), "Sandbox");
  await client.call("updateWebhook", { params: { webhook_id: paused }, body: { active: false } });
  await create(`${url}/inbox/hello`, "The built-in inbox");
  for (const [prompt, file_name] of documents) {
    await client.call("generate", { params: { format: "excel" }, body: { prompt, file_name } });
  }
  await client.call("generate", {
    params: { format: "excel" },
    body: { prompt: "Translate this contract into French", async: true },
  });
  let order = 20_440;
  const send = async (count: number): Promise<void> => {
    const events = Array.from({ length: count }, () => eventOf(orgId, order++));
    await operator.call("ingestEvents", { body: { events } });
  };
  await send(12);
  await tried(client);
  const first = async (query: Record<string, string>): Promise<string> =>
    (await client.call("listDeliveries", { query: { ...query, event: "run.completed", limit: 1 } })).deliveries[0]
      ?.delivery_id ?? "";
  const { tasks } = await client.call("listTasks", { query: { limit: 1, status: "completed" } });
  const ids = {
    organization: orgId,
    failing: crm,
    rejecting: partner,
    task: tasks[0]?.task_id ?? "",
    delivery: await first({ webhook_id: archive }),
  };
  // From now on something happens all the time, as it does on a platform.
  const over = new AbortController();
  const sending = (async () => {
    while (!over.signal.aborted) {
      await send(1);
      await sleep(eventEveryMs, null, { signal: over.signal }).catch(() => undefined); // it is over
    }
  })();
  return {
    url,
    apiKey,
    operatorKey,
    editUrl: tasks[0]?.result?.edit_url ?? "",
    ids,
    async [Symbol.asyncDispose]() {
      over.abort();
      await sending;
      node.signal("SIGTERM");
      await node.ended;
      for (const receiver of Object.values(receivers)) receiver.server.closeAllConnections();
      await Promise.all(
        Object.values(receivers).map(async ({ server }) => new Promise((resolve) => server.close(resolve))),
      );
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a platform with agents of its own sends; every sixth document could not be made. */
function eventOf(orgId: string, order: number) {
  const of = { org_id: orgId, run_id: `order-${order}`, task_id: `render-${order}`, agent_name: "excel-agent" };
  return order % 6 === 5
    ? ({
        ...of,
        event: "run.failed",
        format: "excel",
        error: { code: "generation_failed", message: "The template has no sheet named Summary." },
      } as const)
    : ({ ...of, event: "run.completed", format: "excel", summary: "Monthly statement, 3 sheets" } as const);
}

/** Until no delivery is without an attempt: the slow receiver takes the whole deadline. */
async function tried(client: Client): Promise<void> {
  const untilMs = performance.now() + settledWithinMs;
  for (;;) {
    const { deliveries } = await client.call("listDeliveries", { query: { limit: 500 } });
    const waiting = deliveries.filter((delivery) => delivery.status === "pending" && delivery.attempt_count === 0);
    if (deliveries.length > 0 && waiting.length === 0) return;
    if (performance.now() > untilMs) throw new Error(`${waiting.length} deliveries were not tried in time.`);
    await sleep(250);
  }
}

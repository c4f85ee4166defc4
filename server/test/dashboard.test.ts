// The dashboard's files: built once, served with a strict policy, below any path, and small.
import { expect, it, onTestFinished } from "vitest";
import { buildDashboard, type DashboardOutput } from "../src/main/build-dashboard.ts";
import { readDashboardFiles } from "../src/http/dashboard-files.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

const build = async (reports: string[] = []): Promise<DashboardOutput> =>
  buildDashboard({ report: (line) => void reports.push(line) }, { signal: new AbortController().signal });

const folderOf = async (): Promise<string> => {
  const built = await build();
  if (built.outcome === "failed") throw new Error(built.problem);
  return built.folder;
};

const start = async (dashboard: Promise<DashboardOutput>): Promise<TestServer> => {
  const server = await startTestServer({ dashboard });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
};

const open = async (server: TestServer, path: string): Promise<Response> =>
  fetch(server.url + path, { headers: { accept: "text/html" } });

/** Once the files are read and compressed. */
const startReady = async (): Promise<TestServer> => {
  const server = await start(build());
  await expect.poll(async () => (await open(server, "/")).status).toBe(200);
  return server;
};

it("a node without it has no page at /", async () => {
  await using server = await startTestServer();
  const answer = await open(server, "/");
  expect([answer.status, await answer.json()]).toMatchObject([404, { success: false, error: "not_found" }]);
});

it("two that start together serve the same, and a third builds nothing", async () => {
  const [one, other] = await Promise.all([build(), build()]);
  expect(one).toEqual(other);
  expect(one.outcome).toBe("ready");
  const reports: string[] = [];
  expect(await build(reports)).toEqual(one);
  expect(reports).toEqual([]);
});

it("is the same page at every address, with assets addressed from there and a policy without exceptions", async () => {
  const server = await startReady();
  for (const [path, up] of [
    ["/", "./"],
    ["/webhooks?q=x/y", "./"],
    ["/webhooks/whk_1", "../"],
    ["/a/b/c", "../../"],
  ] as const) {
    const response = await open(server, path);
    expect([path, response.status]).toEqual([path, 200]);
    const page = await response.text();
    expect(page).toContain(`src="${up}assets/index-`);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|style=/);
  }
  const { headers } = await open(server, "/");
  expect(headers.get("content-security-policy")).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("cache-control")).toBe("no-cache");
});

it("what is no page stays an error of the API", async () => {
  const server = await startReady();
  for (const path of ["/api/v1/nothing", "/assets/nothing.js", "/files/nothing", "/api"]) {
    const response = await open(server, path);
    expect([path, response.status]).toEqual([path, 404]);
    expect(await response.json()).toMatchObject({ error: "not_found" });
  }
  expect((await fetch(`${server.url}/webhooks`)).status).toBe(404);
  expect((await fetch(`${server.url}/webhooks`, { method: "POST", headers: { accept: "text/html" } })).status).toBe(
    404,
  );
});

it("the first load is at most 250 kB, and its files are kept for good", async () => {
  const server = await startReady();
  const page = await (await open(server, "/")).text();
  const { assets } = await readDashboardFiles(await folderOf());
  const linked = [...page.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)].map(([, name = ""]) => name);
  const latin = [...assets.keys()].filter((name) => name.startsWith("geist-latin-wght-normal"));
  expect([linked.length > 1, latin.length]).toEqual([true, 1]);
  let bytes = page.length;
  for (const name of [...linked, ...latin]) {
    const file = assets.get(name);
    bytes += (file?.gzip ?? file?.plain ?? Buffer.alloc(1e6)).byteLength;
    const { headers } = await fetch(`${server.url}/assets/${name}`, { headers: { "accept-encoding": "br" } });
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect([name, headers.get("content-encoding")]).toEqual([name, file?.brotli instanceof Buffer ? "br" : null]);
  }
  expect(bytes).toBeLessThan(250_000);
});

it("while it is built the page says so and comes again, and a failure stops nothing but is told as text", async () => {
  let finish = (_output: DashboardOutput): void => {};
  const server = await start(new Promise((resolve) => (finish = resolve)));
  const waiting = await open(server, "/webhooks");
  expect(waiting.status).toBe(503);
  expect(await waiting.text()).toContain('<meta http-equiv="refresh" content="1" />');
  finish({ outcome: "failed", problem: "line 1: <script>alert(1)</script>" });
  await expect.poll(async () => (await open(server, "/")).text()).toContain("&lt;script&gt;alert(1)");
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
});

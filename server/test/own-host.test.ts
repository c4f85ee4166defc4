import http from "node:http";
import { describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

interface Asked {
  status: number;
  body: string;
}

/** What a browser sends that was led here under that name. */
function ask(server: TestServer, host: string, path: string, method = "GET"): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const headers = { host, accept: path.startsWith("/inbox/a/") ? "*/*" : "text/html" };
    const request = http.request(`${server.url}${path}`, { method, headers }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on("error", reject);
    request.end();
  });
}

const pages = [
  "/",
  "/webhooks/anything",
  "/inbox/a",
  "/inbox/a/requests",
  "/inbox/a/stream",
  "/inbox/_page/inbox.js",
  "/files/file_x/a.xlsx",
  "/edit/run_x",
  "/edit/run_x/state",
  "/edit/assets/edit.css",
];

describe("a name that is not the server's own, in development", () => {
  it("opens nothing that asks for no key", async () => {
    await using server = await startTestServer();
    for (const path of pages) {
      const { status, body } = await ask(server, "rebound.example.com:8080", path);
      expect([path, status, body.includes("name that is not its own")]).toEqual([path, 421, true]);
    }
    for (const [method, path] of [
      ["PUT", "/inbox/a/answer"],
      ["DELETE", "/inbox/a/requests"],
      ["POST", "/edit/run_x"],
    ] as const)
      expect([path, (await ask(server, "rebound.example.com", path, method)).status]).toEqual([path, 421]);
    const { body } = await ask(server, "127.0.0.1.example.com", "/inbox/a/requests");
    expect(JSON.parse(body)).toMatchObject({ success: false, error: "misdirected_request" });
  });

  it("stays open to webhooks, health checks and whoever has a key", async () => {
    await using server = await startTestServer();
    const other = (path: string, method = "GET"): Promise<number> =>
      ask(server, "overten", path, method).then(({ status }) => status);
    expect(await other("/inbox/a", "POST")).toBe(200);
    expect([await other("/livez"), await other("/readyz"), await other("/api/v1/webhooks")]).toEqual([200, 200, 401]);
  });

  it.each([
    "127.0.0.1:8080",
    "192.168.1.7",
    "[::1]:8080",
    "localhost:8080",
    "LOCALHOST",
    "app.localhost",
    "tunnel.example.net",
  ])("is not %s", async (host) => {
    await using server = await startTestServer({ env: { PUBLIC_URL: "https://Tunnel.example.net/overten" } });
    expect((await ask(server, host, "/inbox/a/requests")).status).toBe(200);
    expect((await ask(server, host, "/")).status).not.toBe(421);
  });

  it("is the proxy's business in production", async () => {
    await using server = await startTestServer({
      env: { OVERTEN_ENV: "production", HOST: "127.0.0.1", OVERTEN_INBOX: "true" },
    });
    expect((await ask(server, "upstream", "/inbox/a/requests")).status).toBe(200);
  });
});

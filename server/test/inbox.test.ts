import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

interface ShownRequest {
  request_id: string;
  path: string;
  headers: [string, string][];
  body: string;
  body_encoding: string;
  body_bytes: number;
  body_truncated: boolean;
  answered: string;
  verification: { verified: boolean; code: string; message: string };
}

async function requestsIn(server: TestServer, name: string): Promise<ShownRequest[]> {
  const answer = await fetch(`${server.url}/inbox/${name}/requests`);
  const { requests }: { requests: ShownRequest[] } = JSON.parse(await answer.text());
  return requests;
}

async function waitForRequests(server: TestServer, name: string, count: number): Promise<ShownRequest[]> {
  const untilMs = performance.now() + 10_000;
  for (;;) {
    const requests = await requestsIn(server, name);
    if (requests.length >= count) return requests;
    if (performance.now() > untilMs) throw new Error(`${requests.length} of ${count} requests came to ${name}`);
    await sleep(20);
  }
}

function post(
  server: TestServer,
  name: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers = {},
): Promise<Response> {
  return fetch(`${server.url}/inbox/${name}`, { method: "POST", body, headers });
}

async function setAnswer(server: TestServer, name: string, answer: string): Promise<number> {
  const body = JSON.stringify({ answer });
  const headers = { "content-type": "application/json" };
  return (await fetch(`${server.url}/inbox/${name}/answer`, { method: "PUT", body, headers })).status;
}

const event = { event: "run.completed", run_id: "run 1", agent_name: "agent", format: "excel" } as const;

describe("the inbox", () => {
  it("shows webhooks as they came, and checks them with the secret of their destination", async () => {
    await using server = await startTestServer();
    const { id, client } = await server.addOrganization();
    const inbox = `${server.url}/inbox/hello`;
    await client.call("createWebhook", { body: { url: inbox, events: ["run.completed"] } });
    await server.operator.call("ingestEvents", {
      body: { org_id: id, ...event, task_id: "task 1", summary: "Größe ✓", webhook_url: inbox },
    });

    const requests = await waitForRequests(server, "hello", 2);
    expect(requests.map((request) => request.verification.code)).toEqual(["verified", "verified"]);
    for (const request of requests) {
      const names = request.headers.map(([name]) => name);
      expect(names).toEqual(
        expect.arrayContaining(["X-Overten-Signature", "X-Overten-Timestamp", "webhook-signature"]),
      );
      expect(JSON.parse(request.body)).toMatchObject({ event: "run.completed", summary: "Größe ✓" });
      expect(request).toMatchObject({ body_encoding: "text", body_truncated: false, answered: "200" });
      expect(request.body_bytes).toBe(Buffer.byteLength(request.body));
    }
    const raw = await (await fetch(`${inbox}/requests`)).text();
    expect(raw).not.toContain("whsec_");
  });

  it("says why a request does not verify", async () => {
    await using server = await startTestServer();
    const { id, client } = await server.addOrganization();
    const inbox = `${server.url}/inbox/a`;
    const { webhook_id } = await client.call("createWebhook", { body: { url: inbox, events: ["run.completed"] } });
    await server.operator.call("ingestEvents", { body: { org_id: id, ...event, task_id: "task 1" } });
    const [genuine] = await waitForRequests(server, "a", 1);
    const headers = Object.fromEntries(
      (genuine?.headers ?? []).filter(([name]) => !/^(host|connection|content-length|transfer-encoding)$/i.test(name)),
    );
    const body = genuine?.body ?? "";
    const sendAgain = async (change: Record<string, string>, sent = body): Promise<string | undefined> => {
      await post(server, "b", sent, { ...headers, ...change });
      return (await requestsIn(server, "b"))[0]?.verification.code;
    };

    expect(await sendAgain({})).toBe("verified");
    expect(await sendAgain({}, `${body} `)).toBe("no_match");
    expect(await sendAgain({ "X-Overten-Signature": "" })).toBe("missing_header");
    expect(await sendAgain({ "X-Overten-Signature": "sha256=abc" })).toBe("malformed_signature");
    expect(await sendAgain({ "X-Overten-Delivery": "" })).toBe("missing_header");
    expect(await sendAgain({ "X-Overten-Delivery": "dlv_01J00000000000000000000000" })).toBe("unknown_delivery");
    expect(await sendAgain({ "X-Overten-Delivery": "' or 1=1" })).toBe("unknown_delivery");
    await client.call("deleteWebhook", { params: { webhook_id } });
    expect(await sendAgain({})).toBe("secret_gone");
  });

  it("answers as its switch says, and a retry gets through once it is back", async () => {
    await using server = await startTestServer({ env: { OVERTEN_RETRY_SCHEDULE: "0.2,0.2,0.2" } });
    const { id, client } = await server.addOrganization();
    expect(await setAnswer(server, "a", "500")).toBe(200);
    await client.call("createWebhook", { body: { url: `${server.url}/inbox/a`, events: ["run.completed"] } });
    await server.operator.call("ingestEvents", { body: { org_id: id, ...event, task_id: "task 1" } });
    await waitForRequests(server, "a", 1);
    await setAnswer(server, "a", "200");
    const [second, first] = await waitForRequests(server, "a", 2);
    expect([first?.answered, second?.answered]).toEqual(["500", "200"]);
    expect(second?.verification.code).toBe("verified");
    expect(second?.body).toBe(first?.body);

    await setAnswer(server, "a", "400");
    expect((await post(server, "a", "x")).status).toBe(400);
    expect(await setAnswer(server, "a", "418")).toBe(422);
  });

  it("hangs when told to, until the node stops", async () => {
    await using server = await startTestServer();
    await setAnswer(server, "a", "hang");
    const hanging = post(server, "a", "x").then(
      () => "answered",
      () => "cut",
    );
    await waitForRequests(server, "a", 1);
    expect(await Promise.race([hanging, sleep(200, "waits")])).toBe("waits");
    await server.stop();
    expect(await hanging).toBe("cut");
  });

  it("takes any content, keeps 64 KiB of it, and forgets when told to", async () => {
    await using server = await startTestServer();
    expect((await post(server, "a", new Uint8Array([0xff, 0, 1]), { "content-type": "image/png" })).status).toBe(200);
    expect((await post(server, "a", "{", { "content-type": "application/json" })).status).toBe(200);
    expect((await post(server, "a", "", { "content-type": ";;" })).status).toBe(200);
    expect((await post(server, "a", "é".repeat(1024 * 1024))).status).toBe(200);
    const [large, empty, json, binary] = await requestsIn(server, "a");
    expect(binary).toMatchObject({ body: "/wAB", body_encoding: "base64", body_bytes: 3 });
    expect(json).toMatchObject({ body: "{", body_encoding: "text" });
    expect(empty).toMatchObject({ body: "", body_bytes: 0 });
    expect(large).toMatchObject({ body_bytes: 2 * 1024 * 1024, body_truncated: true, body_encoding: "text" });
    expect(Buffer.byteLength(large?.body ?? "")).toBe(64 * 1024);

    const cleared = await fetch(`${server.url}/inbox/a/requests`, { method: "DELETE" });
    expect(cleared.status).toBe(204);
    expect(await requestsIn(server, "a")).toEqual([]);
  });

  it("streams what arrives", async () => {
    await using server = await startTestServer();
    const answer = await fetch(`${server.url}/inbox/a/stream`);
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    await post(server, "b", "not for a");
    await post(server, "a", "two\nlines");
    await setAnswer(server, "a", "hang");
    let seen = "";
    while (!seen.includes("event: answer")) seen += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    expect(seen).toContain("event: request\ndata: {");
    expect(seen).toContain(String.raw`"body":"two\nlines"`);
    expect(seen).not.toContain("not for a");
  });

  it("shows a page that runs nothing of what it received", async () => {
    await using server = await startTestServer();
    const page = await fetch(`${server.url}/inbox/hello`, { headers: { accept: "text/html,*/*" } });
    const html = await page.text();
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    // Relative, so that a proxy may put the page below any path.
    const files = [...html.matchAll(/(?:src|href)="(_page\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of [...files, "_page/inbox-request.js", "_page/geist.woff2"]) {
      const got = await fetch(new URL(file, page.url));
      expect(got.status, file).toBe(200);
      expect(await got.text(), file).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
    }
    // What the switch says holds whatever the server is set to.
    const script = await (await fetch(`${server.url}/inbox/_page/inbox.js`)).text();
    expect(/answersSay = {[^}]+}/.exec(script)?.[0]).not.toMatch(/\d s\b|seconds/);
    const { samples }: { samples: { language: string; code: string }[] } = JSON.parse(
      await (await fetch(`${server.url}/inbox/_page/samples.json`)).text(),
    );
    expect(samples.map((sample) => sample.language)).toEqual(["Node", "Python"]);
  });

  it("has names of one look, and none at all in production", async () => {
    await using server = await startTestServer();
    for (const name of ["A", "-a", "a%2Fb", "a".repeat(65)]) expect((await post(server, name, "x")).status).toBe(404);
    await using production = await startTestServer({ env: { OVERTEN_ENV: "production" } });
    expect((await post(production, "a", "x")).status).toBe(404);
    await using asked = await startTestServer({ env: { OVERTEN_ENV: "production", OVERTEN_INBOX: "on" } });
    expect((await post(asked, "a", "x")).status).toBe(200);
  });
});

// The floor: what it costs this runtime to take one request, sign its body and send it on, with no storage, no checks, no log.
//   node floor.mjs [port=9200] [target=http://127.0.0.1:9100/ok]      (needs undici in reach: run from a folder that has it)
// POST with one event, or {"events":[…]}; forwards each. What a real system costs beyond this is what it does for its users.
import { createHmac } from "node:crypto";
import http from "node:http";
import { createRequire } from "node:module";

const { Pool } = createRequire(`${process.cwd()}/`)("undici");
const target = new URL(process.argv[3] ?? "http://127.0.0.1:9100/ok");
const pool = new Pool(target.origin, { connections: 64, pipelining: 1 });
const SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";
const MAX_IN_FLIGHT = 256;
const waiting = [];
let inFlight = 0;

function pump() {
  while (inFlight < MAX_IN_FLIGHT && waiting.length > 0) {
    inFlight++;
    send(waiting.pop())
      .catch(() => {})
      .finally(() => {
        inFlight--;
        pump();
      });
  }
}
async function send(body) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", SECRET).update(`${timestamp}.`).update(body).digest("hex");
  const { body: answer } = await pool.request({
    method: "POST",
    path: target.pathname,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "Overten-Webhook/1.0",
      "x-overten-event": "run.completed",
      "x-overten-timestamp": timestamp,
      "x-overten-signature": `sha256=${signature}`,
    },
  });
  await answer.text();
}
http
  .createServer((request, response) => {
    const chunks = [];
    request.on("data", (c) => chunks.push(c));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const parsed = JSON.parse(text);
      if (Array.isArray(parsed.events)) for (const event of parsed.events) waiting.push(JSON.stringify(event));
      else waiting.push(text);
      pump();
      response.writeHead(202, { "content-type": "application/json" });
      response.end('{"event_id":"evt_0"}');
    });
  })
  .listen(Number(process.argv[2] ?? 9200), "127.0.0.1", () => console.log("floor up", process.version));

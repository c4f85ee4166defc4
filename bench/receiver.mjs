// Receives webhooks and counts them. Raw sockets, so that it costs little beside what is measured.
//   node receiver.mjs [port=9100]
// A body carries a marker "bm:<seq>:<ns>:" where <ns> is process.hrtime() of the sender; that clock is one for all processes of a
// Linux machine, so the latency is known on arrival. Paths decide the answer:
//   /ok…  200      /fail… 500      /gone… 404      /hang… never      /slow-<ms>… 200 after that long
// Control: GET /report → JSON, GET /reset → forgets, GET /times → arrival latencies in ms, sorted.
import net from "node:net";

const port = Number(process.argv[2] ?? 9100);
const OK = Buffer.from("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
const answer = (status, body = "") =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
const FAIL = answer("500 Internal Server Error", "no");
const GONE = answer("404 Not Found", "no");
const MARK = Buffer.from("bm:");

let groups; // path's first segment → what arrived there
function reset() {
  groups = new Map();
}
reset();
function group(path) {
  const name = path.split("/")[1].split("?")[0];
  let g = groups.get(name);
  if (!g)
    groups.set(
      name,
      (g = { requests: 0, seen: new Map(), duplicates: 0, latencies: [], firstNs: 0n, lastNs: 0n, unmarked: 0 }),
    );
  return g;
}

function record(path, chunk, start, end) {
  const now = process.hrtime.bigint();
  const g = group(path);
  g.requests++;
  if (g.firstNs === 0n) g.firstNs = now;
  g.lastNs = now;
  const at = chunk.indexOf(MARK, start);
  if (at < 0 || at > end) return void g.unmarked++;
  const text = chunk.latin1Slice(at + 3, Math.min(at + 50, end));
  const [seq, ns] = text.split(":");
  const times = (g.seen.get(seq) ?? 0) + 1;
  g.seen.set(seq, times);
  if (times > 1) g.duplicates++;
  else g.latencies.push(Number(now - BigInt(ns)) / 1e6);
}

function quantiles(values) {
  if (values.length === 0) return null;
  const s = Float64Array.from(values).sort();
  const q = (p) => Number(s[Math.min(s.length - 1, Math.floor(p * s.length))].toFixed(2));
  return { p50: q(0.5), p90: q(0.9), p99: q(0.99), p999: q(0.999), max: q(1) };
}
function report() {
  const out = {};
  for (const [name, g] of groups)
    out[name] = {
      requests: g.requests,
      unique: g.seen.size,
      duplicates: g.duplicates,
      unmarked: g.unmarked,
      seconds: Number(g.lastNs - g.firstNs) / 1e9,
      lastNs: String(g.lastNs),
      latencyMs: quantiles(g.latencies),
    };
  return out;
}

net
  .createServer((socket) => {
    socket.setNoDelay(true);
    let pending = null;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      let buf = pending ? Buffer.concat([pending, data]) : data;
      pending = null;
      for (;;) {
        const headEnd = buf.indexOf("\r\n\r\n");
        if (headEnd < 0) break;
        const head = buf.latin1Slice(0, headEnd);
        const m = /\r\ncontent-length: *(\d+)/i.exec(head);
        const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
        let bodyEnd = headEnd + 4 + (m ? Number(m[1]) : 0);
        if (chunked) {
          const z = buf.indexOf("\r\n0\r\n\r\n", headEnd);
          if (z < 0) break;
          bodyEnd = z + 7;
        }
        if (buf.length < bodyEnd) break;
        const path = head.slice(head.indexOf(" ") + 1, head.indexOf(" ", head.indexOf(" ") + 1));
        if (head.startsWith("GET ")) {
          if (path === "/report") socket.write(answer("200 OK", JSON.stringify(report())));
          else if (path === "/reset") {
            reset();
            socket.write(OK);
          } else if (path.startsWith("/times"))
            socket.write(
              answer(
                "200 OK",
                JSON.stringify([...(groups.get(path.split("=")[1] ?? "ok")?.latencies ?? [])].sort((a, b) => a - b)),
              ),
            );
          else socket.write(GONE);
        } else {
          record(path, buf, headEnd, bodyEnd);
          if (path.startsWith("/hang")) void 0;
          else if (path.startsWith("/fail")) socket.write(FAIL);
          else if (path.startsWith("/gone")) socket.write(GONE);
          else if (path.startsWith("/slow-"))
            setTimeout(() => socket.writable && socket.write(OK), Number.parseInt(path.slice(6), 10));
          else socket.write(OK);
        }
        buf = buf.subarray(bodyEnd);
      }
      if (buf.length > 0) pending = Buffer.from(buf);
    });
  })
  .listen(port, "127.0.0.1", 4096, () => console.log(`receiver on 127.0.0.1:${port}`));

// Sends requests and measures the answers. Raw keep-alive sockets.
// As a program:  node load.mjs '<json>'   with {url, headers, body, connections, seconds, rate?, batch?, total?}
//   body      text; every {{marker}} in it becomes "bm:<seq>:<ns>:", every {{seq}} the same number
//   batch     how many markers one request carries (a body with {{item}}… see `item`)
//   item      with batch: the text of one item; {{items}} in body becomes the items joined by commas
//   rate      requests a second, open loop (late answers do not slow the sending); without it: closed loop
import net from "node:net";

export async function load({
  url,
  headers = {},
  body,
  item,
  batch = 1,
  connections = 64,
  seconds = 10,
  rate,
  total = Infinity,
  seqFrom = 0,
  run = "r",
}) {
  const u = new URL(url);
  const head =
    `POST ${u.pathname}${u.search} HTTP/1.1\r\nHost: ${u.host}\r\nContent-Type: application/json\r\n` +
    Object.entries(headers)
      .map(([k, v]) => `${k}: ${v}\r\n`)
      .join("");
  let seq = seqFrom,
    sent = 0,
    done = 0,
    failed = 0;
  const statuses = {},
    latencies = [];
  const fill = (text) => {
    const id = `${run}${seq++}`;
    return text.replaceAll("{{marker}}", `bm:${id}:${process.hrtime.bigint()}:`).replaceAll("{{seq}}", id);
  };
  const next = () => {
    const text = item
      ? body.replace("{{items}}", Array.from({ length: batch }, () => fill(item)).join(","))
      : fill(body);
    return `${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
  const started = process.hrtime.bigint();
  const endAt = started + BigInt(Math.round(seconds * 1e9));
  const open = () => process.hrtime.bigint() < endAt && sent < total;

  const idle = [];
  class Connection {
    constructor() {
      this.buf = null;
      this.at = 0n;
      this.socket = net.connect(Number(u.port || 80), u.hostname);
      this.socket.setNoDelay(true);
      this.ready = new Promise((resolve, reject) => {
        this.socket.once("connect", resolve);
        this.socket.once("error", reject);
      });
      this.socket.on("data", (d) => this.data(d));
      this.socket.on("error", () => {});
      this.socket.on("close", () => {
        if (this.at) {
          failed++;
          this.at = 0n;
          this.resolve?.();
        }
        this.dead = true;
      });
    }
    send() {
      sent++;
      this.at = process.hrtime.bigint();
      this.socket.write(next());
      return new Promise((resolve) => {
        this.resolve = resolve;
      });
    }
    data(d) {
      const buf = this.buf ? Buffer.concat([this.buf, d]) : d;
      const end = buf.indexOf("\r\n\r\n");
      if (end < 0) return void (this.buf = buf);
      const headText = buf.latin1Slice(0, end);
      const m = /\r\ncontent-length: *(\d+)/i.exec(headText);
      if (m) {
        if (buf.length < end + 4 + Number(m[1])) return void (this.buf = buf);
      } else if (
        /chunked/i.test(headText) &&
        buf.indexOf("\r\n0\r\n\r\n", end) < 0 &&
        !buf
          .subarray(end + 4)
          .toString("latin1")
          .startsWith("0\r\n")
      )
        return void (this.buf = buf);
      this.buf = null;
      const status = headText.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(Number(process.hrtime.bigint() - this.at) / 1e6);
      this.at = 0n;
      done++;
      this.resolve();
    }
  }
  const all = Array.from({ length: connections }, () => new Connection());
  await Promise.all(all.map((c) => c.ready));
  if (rate === undefined) {
    await Promise.all(
      all.map(async (c) => {
        while (open() && !c.dead) await c.send();
      }),
    );
  } else {
    idle.push(...all);
    let late = 0,
      tick = 0;
    const flights = new Set();
    while (open()) {
      const due = Math.floor((Number(process.hrtime.bigint() - started) / 1e9) * rate);
      while (tick < due && sent < total) {
        tick++;
        const c = idle.pop();
        if (!c) {
          late++;
          continue;
        }
        const p = c.send().then(() => {
          flights.delete(p);
          if (!c.dead) idle.push(c);
        });
        flights.add(p);
      }
      await new Promise((r) => setTimeout(r, 1));
    }
    await Promise.race([Promise.all(flights), new Promise((r) => setTimeout(r, 20000))]);
    if (late) statuses.unsent = late;
  }
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  for (const c of all) c.socket.destroy();
  const s = Float64Array.from(latencies).sort();
  const q = (p) => (s.length ? Number(s[Math.min(s.length - 1, Math.floor(p * s.length))].toFixed(2)) : null);
  return {
    sent,
    done,
    failed,
    statuses,
    seconds: wall,
    perSecond: Math.round(done / wall),
    items: seq - seqFrom,
    startedNs: String(started),
    latencyMs: { p50: q(0.5), p99: q(0.99), max: q(1) },
  };
}
if (import.meta.url === `file://${process.argv[1]}`)
  console.log(JSON.stringify(await load(JSON.parse(process.argv[2])), null, 1));

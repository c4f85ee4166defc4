// Measures one system that takes events and sends webhooks:  node run.mjs target.json [--seconds 20] [--connections 64] [--rate N] [--batch N] [--runs 3] [--json]
// target.json: { name, url, headers, body | (body with {{items}} and item), paths?: {…}, processes: [[label, "pattern"], …] }
//   processes   whose CPU and memory count: a label and a regular expression over /proc/<pid>/cmdline; children of a match count too
//               (so "postgres" takes in its backends). The receiver and this program never count.
// Needs receiver.mjs running (port 9100, or --receiver). Subscriptions must already point at http://127.0.0.1:9100/ok (or /hang, /fail …).
// Prints, a run: accepted/s, delivered/s (first request sent → last webhook arrived), latency from sending to arrival, CPU ms per delivery by
// process, peak memory, lost and duplicated. Then the medians. Machines are shared: compare only what one sitting measured.
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { load } from "./load.mjs";

const args = process.argv.slice(2);
const flag = (name, fallback) => {
  const i = args.indexOf(`--${name}`);
  return i < 0 ? fallback : args[i + 1];
};
const target = JSON.parse(readFileSync(args[0], "utf8"));
const seconds = Number(flag("seconds", 20)),
  connections = Number(flag("connections", 64)),
  runs = Number(flag("runs", 3));
const batch = Number(flag("batch", 1)),
  rate = flag("rate") ? Number(flag("rate")) : undefined;
const expect = Number(flag("fanout", 1)),
  drainLimit = Number(flag("drain", 60)),
  group = flag("group", "ok");
const receiver = flag("receiver", "http://127.0.0.1:9100");
const TICK_MS = 10; // USER_HZ is 100 on Linux

// proportional set size: memory that processes share (PostgreSQL's buffers) counts once
function pss(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
function snapshot(withMemory = false) {
  const procs = new Map();
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const f = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      procs.set(Number(pid), {
        parent: Number(f[1]),
        cpuMs: (Number(f[11]) + Number(f[12])) * TICK_MS,
        reapedMs: (Number(f[13]) + Number(f[14])) * TICK_MS,
        cmd: readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " "),
      });
    } catch {}
  }
  const out = {};
  for (const [label, pattern] of target.processes) {
    const re = new RegExp(pattern);
    const members = new Set(
      [...procs]
        .filter(([, p]) => re.test(p.cmd) && !/bench\/(receiver|run|load)\.mjs|receiver\.mjs/.test(p.cmd))
        .map(([pid]) => pid),
    );
    for (let grew = true; grew;) {
      grew = false;
      for (const [pid, p] of procs)
        if (!members.has(pid) && members.has(p.parent)) {
          members.add(pid);
          grew = true;
        }
    }
    let cpuMs = 0,
      pssKb = 0;
    for (const pid of members) {
      cpuMs += procs.get(pid).cpuMs + procs.get(pid).reapedMs;
      if (withMemory) pssKb += pss(pid);
    }
    out[label] = { cpuMs, pssKb, count: members.size };
  }
  return out;
}
const get = async (path) => (await fetch(receiver + path)).text();
const report = async () => JSON.parse(await get("/report"));

async function once(n) {
  await get("/reset");
  const before = snapshot();
  for (const [label] of target.processes)
    if (before[label].count === 0) throw new Error(`no process matches "${label}"`);
  let peak = 0;
  const watch = setInterval(() => {
    const s = snapshot(true);
    peak = Math.max(
      peak,
      Object.values(s).reduce((a, p) => a + p.pssKb, 0),
    );
  }, 2000);
  const sent = await load({ ...target, batch, connections, seconds, rate, run: `${process.pid}n${n}x` });
  const accepted =
    Object.entries(sent.statuses)
      .filter(([s]) => s.startsWith("2"))
      .reduce((a, [, c]) => a + c, 0) * (target.item ? batch : 1);
  let last = -1,
    still = 0,
    r;
  for (let waited = 0; waited < drainLimit * 4; waited++) {
    r = (await report())[group] ?? { unique: 0, requests: 0, duplicates: 0 };
    if (r.requests >= accepted * expect) break;
    still = r.requests === last ? still + 1 : 0;
    last = r.requests;
    if (still > 40) break; // ten seconds without a new one
    await sleep(250);
  }
  await sleep(1500); // let the system write down what happened
  clearInterval(watch);
  const after = snapshot();
  r = (await report())[group];
  if (!r) throw new Error(`nothing arrived; answers: ${JSON.stringify(sent.statuses)}`);
  const wall = Number(BigInt(r.lastNs) - BigInt(sent.startedNs)) / 1e9;
  const cpu = Object.fromEntries(
    Object.keys(after).map((l) => [l, Number(((after[l].cpuMs - before[l].cpuMs) / r.requests).toFixed(4))]),
  );
  return {
    accepted,
    acceptedPerSecond: Math.round(accepted / sent.seconds),
    acceptMs: sent.latencyMs,
    answers: sent.statuses,
    delivered: r.requests,
    deliveredPerSecond: Math.round(r.requests / wall),
    latencyMs: r.latencyMs,
    cpuMsPerDelivery: {
      ...cpu,
      total: Number(
        Object.values(cpu)
          .reduce((a, b) => a + b, 0)
          .toFixed(4),
      ),
    },
    peakMb: Math.round(peak / 1024),
    lost: accepted * expect - (expect === 1 ? r.unique : r.requests),
    duplicates: expect === 1 ? r.duplicates : undefined,
  };
}
await load({
  ...target,
  batch,
  connections: Math.min(connections, 16),
  seconds: 3,
  rate: rate ? Math.min(rate, 200) : undefined,
  run: `${process.pid}warm`,
});
await sleep(3000);
const all = [];
for (let n = 0; n < runs; n++) {
  const one = await once(n);
  all.push(one);
  if (!args.includes("--json"))
    console.log(
      `${target.name} run ${n + 1}: accepted ${one.acceptedPerSecond}/s, delivered ${one.deliveredPerSecond}/s, latency p50 ${one.latencyMs.p50} p99 ${one.latencyMs.p99} ms, CPU ${one.cpuMsPerDelivery.total} ms/delivery ${JSON.stringify(one.cpuMsPerDelivery)}, peak ${one.peakMb} MB, lost ${one.lost}, duplicates ${one.duplicates}, answers ${JSON.stringify(one.answers)}`,
    );
}
const median = (f) => all.map(f).sort((a, b) => a - b)[Math.floor(all.length / 2)];
const summary = {
  name: target.name,
  runs,
  seconds,
  connections,
  rate: rate ?? null,
  batch,
  acceptedPerSecond: median((r) => r.acceptedPerSecond),
  deliveredPerSecond: median((r) => r.deliveredPerSecond),
  p50: median((r) => r.latencyMs.p50),
  p99: median((r) => r.latencyMs.p99),
  acceptP50: median((r) => r.acceptMs.p50),
  acceptP99: median((r) => r.acceptMs.p99),
  cpuMsPerDelivery: median((r) => r.cpuMsPerDelivery.total),
  peakMb: median((r) => r.peakMb),
  lost: all.reduce((a, r) => a + r.lost, 0),
  duplicates: all.reduce((a, r) => a + (r.duplicates ?? 0), 0),
};
console.log(JSON.stringify(args.includes("--json") ? { summary, all } : summary));

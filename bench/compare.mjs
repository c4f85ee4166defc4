// npm run bench: this server, as `npm start` runs it, and the floor, in turn on one machine, with every figure also as a ratio to the floor.
//   npm run bench -- [--seconds 20] [--runs 3] [--connections 64] [--rate N] [--batch N]
// Machines are shared: the ratios mean something, the absolute figures only beside them. Needs Linux (/proc) and free ports 9100 and 9200.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const here = import.meta.dirname;
const args = process.argv.slice(2);
const flag = (name, fallback) => (args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : fallback);
const seconds = flag("seconds", "20");
const runs = Number(flag("runs", "3"));
const passed = ["connections", "rate", "batch"].flatMap((name) =>
  flag(name) === undefined ? [] : [`--${name}`, flag(name)],
);

const children = [];
const folder = mkdtempSync(join(tmpdir(), "overten-bench-"));
// Where this runs as root PostgreSQL runs as another user; shut out, it would leave its data elsewhere when the folder goes.
chmodSync(folder, 0o755);

function start(name, command, commandArgs, env = {}) {
  const child = spawn(command, commandArgs, {
    cwd: join(here, ".."),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, so that one signal reaches what a shell started
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => output.push(data));
  child.on("exit", (code) => {
    if (!stopping && code !== 0) console.error(`${name} ended with ${code}:\n${Buffer.concat(output)}`);
  });
  children.push(child);
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(what, check) {
  for (let tries = 0; tries < 300; tries++) {
    if (await check().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error(`${what} did not come up within a minute`);
}

async function call(base, key, path, body) {
  const response = await fetch(`${base}/api/v1${path}`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** The organisation and subscription that the load goes to, and the description of it that run.mjs reads. */
async function prepareTarget(base) {
  const operatorKey = readFileSync(join(folder, "keys/operator-key"), "utf8").trim();
  const organization = await call(base, operatorKey, "/operator/organizations", { name: "bench" });
  await call(base, organization.api_key, "/webhooks", { url: "http://127.0.0.1:9100/ok", events: ["run.completed"] });
  const floor = JSON.parse(readFileSync(join(here, "floor.json"), "utf8"));
  const event = JSON.stringify({ org_id: organization.org_id, ...JSON.parse(floor.body) });
  const batched = flag("batch") !== undefined;
  const target = {
    name: "overten",
    url: `${base}/api/v1/operator/events`,
    headers: { "X-API-Key": operatorKey },
    ...(batched ? { body: '{"events":[{{items}}]}', item: event } : { body: event }),
    processes: [
      // With its descendants, so PostgreSQL is in it; the folder's name tells this server from others on the machine.
      ["server", `npm start; true # ${folder.replaceAll(/[^\w-]/g, ".")}`],
      ["postgres", `postgres -D .*${folder.replaceAll(/[^\w-]/g, ".")}|^postgres: overten`],
    ],
  };
  const path = join(folder, "target.json");
  writeFileSync(path, JSON.stringify(target));
  return path;
}

function measure(target) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [
      join(here, "run.mjs"),
      target,
      "--seconds",
      seconds,
      "--runs",
      "1",
      "--json",
      ...passed,
    ]);
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.pipe(process.stderr);
    child.on("exit", (code) =>
      code === 0 ? resolve(JSON.parse(output).all[0]) : reject(new Error(`run.mjs ended with ${code}`)),
    );
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rows = [
  ["delivered a second", (run) => run.deliveredPerSecond],
  ["CPU ms a delivery, all processes", (run) => run.cpuMsPerDelivery.server],
  ["  of it Node", (run) => run.cpuMsPerDelivery.server - (run.cpuMsPerDelivery.postgres ?? 0)],
  ["  of it PostgreSQL", (run) => run.cpuMsPerDelivery.postgres ?? 0],
  ["latency p50 ms, sent to received", (run) => run.latencyMs.p50],
  ["latency p99 ms", (run) => run.latencyMs.p99],
  ["accept p50 ms", (run) => run.acceptMs.p50],
  ["peak memory MB", (run) => run.peakMb],
  ["lost", (run) => run.lost],
  ["sent twice", (run) => run.duplicates ?? 0],
];

let stopping = false;
try {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  start("receiver", process.execPath, [join(here, "receiver.mjs")]);
  start("floor", process.execPath, [join(here, "floor.mjs")]);
  start("server", "sh", ["-c", `npm start; true # ${folder}`], {
    PORT: String(port),
    OVERTEN_DATA_DIR: folder,
    OVERTEN_ENV: "development",
  });
  console.log("Starting the server, the floor and the receiver …");
  await until("the server", async () => (await fetch(`${base}/readyz`)).ok);
  await until("the receiver", async () => (await fetch("http://127.0.0.1:9100/report")).ok);
  const target = await prepareTarget(base);
  const results = { floor: [], overten: [] };
  for (let n = 1; n <= runs; n++) {
    for (const [name, path] of [
      ["floor", join(here, "floor.json")],
      ["overten", target],
    ]) {
      const result = await measure(path);
      results[name].push(result);
      console.log(
        `run ${n} ${name}: ${result.deliveredPerSecond} delivered/s, ${result.cpuMsPerDelivery.server} ms CPU a delivery, p50 ${result.latencyMs.p50} ms`,
      );
    }
  }
  console.log(`\nMedians of ${runs} runs of ${seconds} s${passed.length > 0 ? `, ${passed.join(" ")}` : ""}:`);
  for (const [label, of] of rows) {
    const [floor, overten] = [median(results.floor.map(of)), median(results.overten.map(of))];
    const ratio = floor > 0 ? `${(overten / floor).toFixed(2)} × floor` : "";
    console.log(
      `${label.padEnd(36)} ${String(Number(overten.toFixed(4))).padStart(10)}   floor ${String(Number(floor.toFixed(4))).padStart(10)}   ${ratio}`,
    );
  }
} finally {
  stopping = true;
  for (const child of children) if (child.exitCode === null) process.kill(-child.pid, "SIGINT"); // as Ctrl-C does
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once("exit", resolve));
  }
  rmSync(folder, { recursive: true, force: true });
}

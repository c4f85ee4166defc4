import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the dashboard's files are, or why there are none. */
export type DashboardOutput = { outcome: "ready"; folder: string } | { outcome: "failed"; problem: string };

const repository = resolve(import.meta.dirname, "../../..");
const dashboard = join(repository, "dashboard");
const outputs = join(dashboard, "dist");
/** What the output depends on, beside the versions of its packages. */
const sources = [
  "dashboard/{index.html,vite.config.ts,package.json}",
  "dashboard/{src,public}/**/*.*",
  "contract/src/**/*.ts",
  "server/src/main/build-dashboard.ts",
];
const giveUpAfterMs = 120_000;
const lastLines = 12;

/**
 * Gives the dashboard's files, built by Vite in a process of its own unless this very source was built before. The folder below `dashboard/dist` is named for
 * the source, and appears at once with everything in it: two nodes that start together may both build, and both serve the same.
 */
export async function buildDashboard(
  deps: { report: (line: string) => void },
  input: { signal: AbortSignal },
): Promise<DashboardOutput> {
  try {
    if (!existsSync(join(dashboard, "src"))) return await prebuilt("its source is not installed here");
    const folder = join(outputs, await sourceHash());
    if (existsSync(folder)) return { outcome: "ready", folder };
    const vite = findVite();
    if (vite === null) return await prebuilt("Vite is not installed; run npm ci");
    return await build(deps, { ...input, folder, vite });
  } catch (error) {
    return { outcome: "failed", problem: error instanceof Error ? error.message : String(error) };
  }
}

async function build(
  { report }: { report: (line: string) => void },
  input: { signal: AbortSignal; folder: string; vite: string },
): Promise<DashboardOutput> {
  const beganMs = performance.now();
  report("Building the dashboard (once, until its source changes) …");
  const unfinished = join(outputs, `unfinished-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(unfinished, { recursive: true });
  try {
    const problem = await runVite(input, unfinished);
    if (problem !== null) return { outcome: "failed", problem };
    await rename(unfinished, input.folder).catch((error: unknown) => {
      if (!existsSync(input.folder)) throw error; // another node was first
    });
    await removeOthers(input.folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  report(`The dashboard is built after ${((performance.now() - beganMs) / 1000).toFixed(1)} s.`);
  return { outcome: "ready", folder: input.folder };
}

/** Null when it worked; otherwise the last lines of what it said. */
async function runVite(input: { signal: AbortSignal; vite: string }, outDir: string): Promise<string | null> {
  const args = [input.vite, "build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(giveUpAfterMs)]);
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      env: environmentOfVite(process.env),
      cwd: dashboard,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    let said = "";
    const keep = (chunk: Buffer): void => {
      said = (said + chunk.toString("utf8")).slice(-8000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => done(error.message));
    child.on("close", (code) => done(code === 0 ? null : said.trim().split("\n").slice(-lastLines).join("\n")));
  });
}

const passedOn = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot"];

/** What Vite and its plugins get to see: none of the secrets that this process was started with. */
export function environmentOfVite(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env = passedOn.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  // Whatever this process runs as: with anything else the pages get React's slow half, twice as large.
  return { ...Object.fromEntries(env), NODE_ENV: "production" };
}

/** An image may bring the output without what makes it: then the newest there is. */
async function prebuilt(why: string): Promise<DashboardOutput> {
  const names = existsSync(outputs) ? await readdir(outputs) : [];
  const built = await Promise.all(
    names
      .filter((name) => /^[0-9a-f]{16}$/.test(name))
      .map(async (name) => ({ folder: join(outputs, name), atMs: (await stat(join(outputs, name))).mtimeMs })),
  );
  const newest = built.toSorted((a, b) => b.atMs - a.atMs)[0];
  return newest === undefined
    ? { outcome: "failed", problem: `It is not built, and cannot be: ${why}.` }
    : { outcome: "ready", folder: newest.folder };
}

async function sourceHash(): Promise<string> {
  const hash = createHash("sha256");
  const files = sources
    .flatMap((pattern) => globSync(pattern, { cwd: repository }))
    .filter((file) => !file.includes(".test."));
  const lock = ["package-lock.json"].filter((file) => existsSync(join(repository, file)));
  for (const file of [...files.toSorted(), ...lock]) {
    hash
      .update(`${file}\0`)
      .update(await readFile(join(repository, file)))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

function findVite(): string | null {
  try {
    return join(fileURLToPath(import.meta.resolve("vite")), "../../../bin/vite.js");
  } catch {
    return null;
  }
}

/** Nodes read their files once, so older outputs serve nobody. What another node is still building stays. */
async function removeOthers(kept: string): Promise<void> {
  for (const name of await readdir(outputs)) {
    const folder = join(outputs, name);
    if (folder === kept || name.startsWith("unfinished-")) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

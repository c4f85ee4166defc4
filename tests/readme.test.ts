// Every command in README.md and the guides is run for real: in a folder that looks like a checkout, against a node that `npm start` started there.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { readdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "./support/postgres.ts";
import { commandsOf, readShellBlocks } from "./support/shell-blocks.ts";
import { makeTestFolder, stopLeftover } from "./support/test-cluster.ts";

const root = resolve(import.meta.dirname, "..");
const guides = globSync("docs/*.md", { cwd: root }).toSorted((a, b) => a.localeCompare(b));
const documents = ["README.md", ...guides];

/** Commands of "```sh ci" blocks, and the file that has each as a line of its own. `npm start` is this test's own. */
const runElsewhere: Readonly<Record<string, string>> = {
  "npm ci": ".ci/run",
  "npm test": ".ci/run",
  "npm run bench -- --seconds 5 --runs 1": ".ci/run",
};
const runHere = new Set(["npm start", "npm start -- --demo"]);

let checkout = "";
let url = "";
let database: TestDatabase;
let stopServer = async (): Promise<void> => {};

beforeAll(async () => {
  database = await createEmptyDatabase();
  checkout = await makeTestFolder();
  for (const name of await readdir(root)) {
    if (name !== "data" && name !== ".git") await symlink(join(root, name), join(checkout, name));
  }
  const server = spawn("npm", ["start"], { cwd: checkout, env: await environment(), detached: true });
  let said = "";
  const listens = new Promise<string>((found, failed) => {
    const listen = (text: string): void => {
      said += text;
      const shown = /Listens on +(http:\S+)/.exec(said)?.[1];
      if (shown !== undefined && said.includes("Ctrl-C")) found(shown);
    };
    server.stdout.setEncoding("utf8").on("data", listen);
    server.stderr.setEncoding("utf8").on("data", listen);
    server.on("exit", (code) => failed(new Error(`npm start ended with ${code}:\n${said}`)));
  });
  const exited = once(server, "exit");
  stopServer = async () => {
    // As Ctrl-C does: to the whole process group, so that the server hears it twice, once from npm.
    const runs = server.exitCode === null && server.signalCode === null;
    if (runs && server.pid !== undefined) process.kill(-server.pid, "SIGINT");
    await exited;
  };
  url = await listens;
}, 60_000);

afterAll(async () => {
  await stopServer();
  await stopLeftover(join(checkout, "data", "postgres"));
  await rm(checkout, { recursive: true, force: true });
  await database.drop();
}, 30_000);

async function environment(): Promise<Record<string, string>> {
  const bin = join(root, "node_modules", ".bin");
  return {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: process.env["HOME"] ?? "/",
    PORT: String(await freePort()),
    npm_config_update_notifier: "false",
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Runs a script in the checkout; gives what it wrote. Throws with all of it when it fails. */
function run(command: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((done, failed) => {
    execFile(command, [...args], { cwd: checkout, env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else failed(new Error(`${error.message}\n${stdout}\n${stderr}`));
    });
  });
}

describe("the documents", () => {
  it("are there, with the two commands that everything begins with", async () => {
    expect(documents.length).toBeGreaterThan(5);
    const commands = (await readShellBlocks(join(root, "README.md"))).map((block) => block.text.trim());
    expect(commands).toEqual(["npm ci && npm start", "npm start -- --demo", "npm ci && npm test"]);
  });

  it.each(documents)("%s: its commands work", { timeout: 60_000 }, async (document) => {
    const blocks = await readShellBlocks(join(root, document));
    for (const command of blocks.filter(({ kind }) => kind === "ci").flatMap(commandsOf)) {
      if (runHere.has(command)) continue;
      const file = runElsewhere[command];
      expect(file, `nobody runs "${command}"`).toBeDefined();
      expect((await readFile(join(root, file ?? ""), "utf8")).split("\n"), file).toContain(command);
    }
    const script = blocks
      .filter(({ kind }) => kind === "here")
      .map(({ line, text }) => `printf '\\n## line ${line}\\n'\n${text}`)
      .join("\n");
    // In one shell, so that variables last; an answer that is an error is a failure.
    const checked = `set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n${script}`;
    const env = { ...(await environment()), DATABASE_URL: database.connectionString };
    const output = await run("bash", ["-c", checked.replaceAll("http://127.0.0.1:8080", url)], env);
    expect(output.match(/^## line \d+$/gm)?.length ?? 0).toBe(blocks.filter(({ kind }) => kind === "here").length);
    expect(output).not.toContain(`"success":false`);
  });

  it("have a demo that works", { timeout: 60_000 }, async () => {
    await stopServer();
    const output = await run("npm", ["start", "--", "--demo"], await environment());
    expect(output).toContain("It works");
    // Ctrl-C before it, heard twice, was a stop in order all the same.
    expect(output).not.toContain("still running");
  });
});

// The package of the SDK as somebody else gets it: packed, installed into a folder of its own, run by Node as it is, and found by TypeScript.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sign } from "../sdk/src/index.ts";

const root = resolve(import.meta.dirname, "..");
const run = promisify(execFile);

let folder = "";
let installed = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "overten-sdk-"));
  installed = join(folder, "node_modules/@overten/webhooks");
  const env = {
    PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`,
    HOME: process.env["HOME"] ?? "/",
    npm_config_update_notifier: "false",
  };
  await run("npm", ["pack", "--workspace", "sdk", "--pack-destination", folder], { cwd: root, env });
  const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  await writeFile(join(folder, "package.json"), `{"private": true, "type": "module"}\n`);
  const quick = ["--offline", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...quick, join(folder, tarball)], { cwd: folder, env });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it("holds modules, their types and the guide, and needs nothing else", async () => {
  const names = (await readdir(installed, { recursive: true })).filter((name) => name !== "dist").toSorted();
  const sources = (await readdir(join(root, "sdk/src"))).filter((name) => !name.endsWith(".test.ts"));
  const made = sources.flatMap((name) => [".js", ".d.ts"].map((end) => `dist/${name.replace(/\.ts$/, end)}`));
  expect(names).toEqual([...made, "README.md", "package.json"].toSorted());
  expect(await readdir(join(folder, "node_modules/@overten"))).toEqual(["webhooks"]);
  const manifest: object = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  expect(Object.keys(manifest).filter((name) => /dependencies/i.test(name))).toEqual([]);
});

it("verifies a signed request by the guide's own example", async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const body = `{"event":"run.completed","task_id":"task_1","summary":"Größe ✓"}`;
  const headers = await sign({ body, secret, timestampS: Math.floor(Date.now() / 1000), id: "evt_1" });
  const guide = await readFile(join(installed, "README.md"), "utf8");
  await writeFile(join(folder, "receive.js"), /^```js\n(.*?)^```/ms.exec(guide)?.[1] ?? "");
  const ask = `
    import { receive } from "./receive.js";
    const answer = async (body) => {
      const request = new Request("https://x.example/", { method: "POST", body, headers: ${JSON.stringify(headers)} });
      const response = await receive(request);
      return [response.status, await response.text()];
    };
    console.log(JSON.stringify([await answer(${JSON.stringify(body)}), await answer("{}")]));`;
  await writeFile(join(folder, "ask.js"), ask);
  const { stdout } = await run(process.execPath, ["ask.js"], { cwd: folder, env: { OVERTEN_WEBHOOK_SECRET: secret } });
  expect(JSON.parse(stdout)).toEqual([
    [200, "task_1"],
    [400, expect.stringContaining("The signature does not match the body")],
  ]);
});

it.each([
  ["nodenext", { module: "nodenext" }],
  ["a bundler", { module: "esnext", moduleResolution: "bundler" }],
])("has types that TypeScript finds, as %s resolves them", async (how, resolution) => {
  const project = join(folder, how.replace(" ", "-"));
  await mkdir(project);
  const use = `
    import { verify, WebhookError, type WebhookEvent } from "@overten/webhooks";
    export const event: WebhookEvent = await verify({ body: "{}", headers: {}, secret: "whsec_" });
    export const code: "no_match" | string = new WebhookError("no_match", "").code;
    // @ts-expect-error -- an event is no number: the types are there
    export const wrong: number = event;`;
  await writeFile(join(project, "use.ts"), use);
  const compilerOptions = {
    ...resolution,
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
  const { stdout } = await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project]);
  expect(stdout).toBe("");
});

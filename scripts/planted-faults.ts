// One fault a rule, each in a file of its own, for scripts/check-the-checks.ts.

export interface PlantedFault {
  /** How the tool names the rule in its report. */
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

/** What the other planted files import, and what no tool may report: a rule that fires on everything guards nothing. */
export const soundFiles: readonly { readonly file: string; readonly text: string }[] = [
  { file: "server/src/domain/sound.ts", text: "export const sound = 1;\n\nexport type Sound = typeof sound;\n" },
  {
    file: "server/src/storage/sound.ts",
    text: 'import { sound } from "../domain/sound.ts";\n\nexport const stored = sound;\n',
  },
  { file: "server/src/runtime/sound.ts", text: "export const running = 1;\n" },
  { file: "server/src/engine/sound.ts", text: "export const engine = 1;\n" },
  { file: "server/src/tasks/sound.ts", text: "export const tasks = 1;\n" },
  { file: "server/src/http/sound.ts", text: "export const http = 1;\n\nexport type Http = 1;\n" },
  { file: "server/src/main/sound.ts", text: 'export const setting = process.env["OVERTEN_PORT"];\n' },
  { file: "scripts/sound.ts", text: 'console.log("a script may print");\n' },
  { file: "sound.config.ts", text: "export default {};\n" },
];

const async = "async function later(): Promise<void> {\n  await Promise.resolve();\n}\n";

export const lintFaults: readonly PlantedFault[] = [
  { rule: "typescript(no-floating-promises)", file: "server/src/runtime/floats.ts", text: `${async}later();\n` },
  {
    rule: "typescript(no-misused-promises)",
    file: "server/src/runtime/misuses.ts",
    text: `${async}[1].forEach(async () => {\n  await later();\n});\n`,
  },
  {
    rule: "typescript(await-thenable)",
    file: "server/src/runtime/awaits.ts",
    text: "export async function one(): Promise<number> {\n  return await 1;\n}\n",
  },
  {
    rule: "typescript(only-throw-error)",
    file: "server/src/runtime/throws.ts",
    text: 'export function fail(): never {\n  throw "a string";\n}\n',
  },
  {
    rule: "typescript(prefer-promise-reject-errors)",
    file: "server/src/runtime/rejects.ts",
    text: 'export const no = (): Promise<never> => Promise.reject("a string");\n',
  },
  {
    rule: "typescript(switch-exhaustiveness-check)",
    file: "server/src/domain/switches.ts",
    text: 'export function size(kind: "a" | "b"): number {\n  switch (kind) {\n    case "a":\n      return 1;\n  }\n  return 0;\n}\n',
  },
  {
    rule: "typescript(no-explicit-any)",
    file: "server/src/domain/any.ts",
    text: "export const loose: any = 1;\n",
  },
  {
    rule: "typescript(no-non-null-assertion)",
    file: "server/src/domain/asserts.ts",
    text: "export const first = [1][0]!;\n",
  },
  {
    rule: "typescript(consistent-type-imports)",
    file: "server/src/domain/imports-values.ts",
    text: 'import { Sound } from "./sound.ts";\n\nexport type Louder = Sound;\n',
  },
  {
    // Refused by lint because the layering check does not see it.
    rule: "typescript(consistent-type-imports)",
    file: "server/src/engine/imports-in-place.ts",
    text: 'export type X = import("../http/sound.ts").Http;\n',
  },
  { rule: "eslint(eqeqeq)", file: "server/src/domain/equals.ts", text: "export const same = (a: number) => a == 1;\n" },
  { rule: "eslint(no-var)", file: "server/src/domain/var.ts", text: "export var old = 1;\n" },
  { rule: "eslint(prefer-const)", file: "server/src/domain/let.ts", text: "let old = 1;\nexport { old };\n" },
  { rule: "eslint(max-lines)", file: "server/src/domain/long.ts", text: "export {};\n".repeat(301) },
  { rule: "eslint(max-lines)", file: "server/test/long.test.ts", text: "export {};\n".repeat(301) },
  {
    rule: "import(no-cycle)",
    file: "server/src/runtime/cycle-of-values.ts",
    text: 'import { back } from "./cycle-of-values-back.ts";\n\nexport const forth = (): number => back();\n',
  },
  {
    rule: "import(no-cycle)",
    file: "server/src/runtime/cycle-of-values-back.ts",
    text: 'import { forth } from "./cycle-of-values.ts";\n\nexport const back = (): number => forth();\n',
  },
  { rule: "import(no-default-export)", file: "server/src/domain/default.ts", text: "export default 1;\n" },
  { rule: "unicorn(filename-case)", file: "server/src/domain/camelCase.ts", text: "export {};\n" },
  { rule: "eslint(no-console)", file: "server/src/engine/prints.ts", text: 'console.log("no");\n' },
  {
    rule: "eslint(no-restricted-properties)",
    file: "server/src/engine/reads-settings.ts",
    text: 'export const port = process.env["PORT"];\n',
  },
  {
    rule: "eslint(no-restricted-properties)",
    file: "server/src/engine/takes-settings-apart.ts",
    text: "const { env } = process;\nexport const settings = env;\n",
  },
  {
    rule: "eslint(no-restricted-properties)",
    file: "server/src/engine/reads-settings-from-afar.ts",
    text: 'export const port = globalThis.process.env["PORT"];\n',
  },
  {
    rule: "eslint(no-restricted-imports)",
    file: "server/src/engine/imports-settings.ts",
    text: 'import { env } from "node:process";\n\nexport const settings = env;\n',
  },
  ...["mock", "doMock", "hoisted", "importMock", "useFakeTimers", "setSystemTime", "stubGlobal", "stubEnv"].map(
    (method) => ({
      rule: "vitest(no-restricted-vi-methods)",
      file: `tests/${method.toLowerCase()}.test.ts`,
      text: `import { vi } from "vitest";\n\nvi.${method}("x");\n`,
    }),
  ),
  {
    rule: "vitest(no-restricted-vi-methods)",
    file: "server/test/renamed.test.ts",
    text: 'import { vi as other } from "vitest";\n\nother.mock("x");\n',
  },
  {
    rule: "vitest(expect-expect)",
    file: "server/test/asserts-nothing.test.ts",
    text: 'import { test } from "vitest";\n\ntest("passes whatever happens", () => {});\n',
  },
  {
    rule: "vitest(valid-expect)",
    file: "server/test/expects-nothing.test.ts",
    text: 'import { expect, test } from "vitest";\n\ntest("passes whatever happens", () => {\n  expect(1);\n});\n',
  },
  { rule: "eslint(no-restricted-globals)", file: "tests/other-runner.test.ts", text: 'jest.mock("x");\n' },
  {
    rule: "eslint(no-restricted-imports)",
    file: "tests/node-runner.test.ts",
    text: 'import { mock } from "node:test";\n\nmock.timers.enable();\n',
  },
];

const importing = (path: string, name: string): string =>
  `import { ${name} } from "${path}";\n\nexport const x = ${name};\n`;

export const layeringFaults: readonly PlantedFault[] = [
  {
    rule: "layer-contract",
    file: "contract/src/borrows.ts",
    text: importing("../../server/src/domain/sound.ts", "sound"),
  },
  { rule: "packages-contract", file: "contract/src/packages.ts", text: importing("pg", "Client") },
  { rule: "layer-sdk", file: "sdk/src/borrows.ts", text: importing("../../server/src/domain/sound.ts", "sound") },
  { rule: "packages-sdk", file: "sdk/src/packages.ts", text: importing("zod", "z") },
  { rule: "packages-sdk", file: "sdk/src/node.ts", text: importing("node:crypto", "createHmac") },
  { rule: "layer-domain", file: "server/src/domain/stores.ts", text: importing("../storage/sound.ts", "stored") },
  { rule: "layer-runtime", file: "server/src/runtime/knows.ts", text: importing("../domain/sound.ts", "sound") },
  { rule: "layer-storage", file: "server/src/storage/delivers.ts", text: importing("../engine/sound.ts", "engine") },
  { rule: "layer-engine", file: "server/src/engine/serves.ts", text: importing("../http/sound.ts", "http") },
  {
    rule: "layer-engine",
    file: "server/src/engine/types-only.ts",
    text: 'import type { Http } from "../http/sound.ts";\n\nexport type X = Http;\n',
  },
  {
    rule: "layer-engine",
    file: "server/src/engine/re-exports.ts",
    text: 'export type { Http } from "../http/sound.ts";\n',
  },
  { rule: "layer-tasks", file: "server/src/tasks/delivers.ts", text: importing("../engine/sound.ts", "engine") },
  { rule: "layer-http", file: "server/src/http/works.ts", text: importing("../tasks/sound.ts", "tasks") },
  { rule: "layer-http", file: "server/src/http/wires.ts", text: importing("../main/sound.ts", "setting") },
  {
    rule: "no-cycle",
    file: "server/src/runtime/cycle-of-types.ts",
    text: 'import type { Back } from "./cycle-of-types-back.ts";\n\nexport type Forth = Back | 1;\n',
  },
  {
    rule: "no-cycle",
    file: "server/src/runtime/cycle-of-types-back.ts",
    text: 'import type { Forth } from "./cycle-of-types.ts";\n\nexport interface Back {\n  readonly forth: Forth;\n}\n',
  },
  { rule: "unresolved", file: "server/src/domain/lost.ts", text: importing("./nowhere.ts", "nothing") },
  { rule: "unlisted-package", file: "server/src/storage/test-tool.ts", text: importing("fast-check", "property") },
  { rule: "name", file: "server/src/domain/utils.ts", text: "export {};\n" },
  { rule: "name", file: "server/src/domain/shared/rule.ts", text: "export {};\n" },
];

const compiled: readonly [code: string, name: string, text: string][] = [
  ["TS2322", "strict", "export const a: string = null;\n"],
  ["TS2322", "unchecked-index", "const a: number[] = [];\nexport const b: number = a[0];\n"],
  ["TS2375", "exact-optional", "export const a: { b?: number } = { b: undefined };\n"],
  ["TS4111", "index-signature", "const a: Record<string, number> = {};\nexport const b = a.c;\n"],
  ["TS4114", "override", "class A {\n  b() {}\n}\nexport class C extends A {\n  b() {}\n}\n"],
  ["TS1294", "enum", "export enum A {\n  B,\n}\n"],
  ["TS1484", "type-import", 'import { Sound } from "./sound.ts";\n\nexport type A = Sound;\n'],
  ["TS6133", "unused", "const a = 1;\nexport {};\n"],
];

export const typeFaults: readonly PlantedFault[] = compiled.map(([rule, name, text]) => ({
  rule,
  file: `server/src/domain/compiled-${name}.ts`,
  text,
}));

export const sdkTypeFaults: readonly PlantedFault[] = [
  {
    rule: "TS9013",
    file: "sdk/src/infers.ts",
    text: "export function signs() {\n  return { signed: Date.now() };\n}\n",
  },
  { rule: "TS2591", file: "sdk/src/node-global.ts", text: "export const platform: string = process.platform;\n" },
];

export const formatFaults: readonly PlantedFault[] = [
  { rule: "", file: "server/src/domain/misformatted.ts", text: "export const a = [ 1,2 ]\n" },
];

export const docsFaults: readonly PlantedFault[] = [
  { rule: "leads to no file", file: "docs/lost-file.md", text: "See [that](./nowhere.md).\n" },
  { rule: "leads to no heading", file: "docs/lost-heading.md", text: "# Here\n\nSee [that](#there).\n" },
  { rule: "not a script", file: "docs/lost-script.md", text: "Run `npm run no:such-script`.\n" },
];

export const lockFaults: readonly PlantedFault[] = [
  {
    rule: "node_modules/planted has no SHA-512",
    file: "package-lock.json",
    text: '{"packages":{"":{},"node_modules/planted":{"version":"1.0.0"}}}\n',
  },
];

// Nothing imports the first; the second is a dependency that none of the planted files uses.
export const unusedFaults: readonly PlantedFault[] = [
  { rule: "", file: "server/src/domain/nobody.ts", text: "export const nobody = 1;\n" },
  { rule: "fastify ", file: "server/package.json", text: "" },
  {
    rule: "nobodyImportsThis",
    file: "server/src/main/unused-export.ts",
    text: "export const nobodyImportsThis = 1;\n",
  },
  {
    rule: "unlisted-package",
    file: "server/src/main/start.ts",
    text: 'import "./unused-export.ts";\nimport "unlisted-package";\n',
  },
];

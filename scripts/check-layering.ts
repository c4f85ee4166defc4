// Who imports whom (the rules are in .dependency-cruiser.cjs), what files are called, and that the tool looked at all.
// Usage: node scripts/check-layering.ts [root]

import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { basename, join, resolve } from "node:path";

// A parser that is missing makes the tool pass on nothing, so fewer modules than this are a fault of the check.
const minimumModules = 50;
const folders = ["contract", "sdk", "server", "dashboard", "bench", "scripts"];
const emptyNames = /^(utils?|helpers?|types?|common|shared|misc)([.]|$)/;

interface CruiseResult {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment: string }[] };
  };
}

const repository = resolve(import.meta.dirname, "..");
const root = resolve(process.argv[2] ?? repository);
const present = folders.filter((folder) => existsSync(join(root, folder)));

function cruise(): CruiseResult {
  const tool = join(repository, "node_modules/.bin/depcruise");
  const options = ["--config", ".dependency-cruiser.cjs", "--output-type", "json"];
  const run = spawnSync(process.execPath, [tool, ...options, ...present], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  // The exit code is the number of violations; a tool that broke prints no JSON.
  if (!run.stdout.startsWith("{")) {
    console.error(`The layering tool broke before it gave a result:\n${run.stderr}${run.stdout}`);
    process.exit(2);
  }
  return JSON.parse(run.stdout);
}

const { modules, summary } = cruise();
const seen = new Set(modules.map((module) => module.source));
const files = present
  .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`, { cwd: root }))
  .filter(
    (file) =>
      !/(^|\/)(node_modules|coverage|dist)\/|^server\/test\/|^scripts\/screenshots[.]ts$|[.]test[.]tsx?$/.test(file),
  );

const reasons = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
const problems = [
  ...summary.violations.map(({ from, to, rule, cycle }) => {
    const path = cycle === undefined ? to : cycle.map((step) => step.name).join(" → ");
    return `${from} → ${path}\n    ${rule.name}: ${reasons.get(rule.name) ?? ""}`;
  }),
  ...files
    .filter((file) => !seen.has(file))
    .map((file) => `${file}\n    not-seen: the tool did not look at this file; see options in .dependency-cruiser.cjs`),
  ...files
    .filter((file) => emptyNames.test(basename(file)) || file.split("/").some((part) => emptyNames.test(part)))
    .map((file) => `${file}\n    name: say what the file does, and let a type live beside the code that owns it`),
];
const looked = files.filter((file) => seen.has(file)).length;
if (looked < minimumModules) {
  problems.push(`The tool looked at ${looked} modules, fewer than ${minimumModules}: it is missing most of the code.`);
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  console.error(`\n${problems.length} problems of layering in ${looked} modules.`);
  process.exit(1);
}
console.log(`Layering holds in ${looked} modules.`);

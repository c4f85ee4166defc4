// Plants one fault a rule in a small copy of the workspace, runs each check on it, and fails unless every fault is
// reported and no sound file is. A check that has gone blind (a plugin gone, an option renamed) is found here.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  docsFaults,
  formatFaults,
  layeringFaults,
  lintFaults,
  lockFaults,
  type PlantedFault,
  sdkTypeFaults,
  soundFiles,
  typeFaults,
  unusedFaults,
} from "./planted-faults.ts";

const repository = resolve(import.meta.dirname, "..");
// Inside the workspace, so that packages resolve as they do for the code; git does not see it.
const planted = join(repository, ".planted-faults");
const tool = (name: string): string => join(repository, "node_modules/.bin", name);
const script = (name: string): string => join(repository, "scripts", name);

interface Run {
  readonly check: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly faults: readonly PlantedFault[];
  /** Whether a report names this fault. */
  readonly names: (report: string, fault: PlantedFault) => boolean;
}

const onOneLine = (report: string, fault: PlantedFault): boolean =>
  report.split("\n").some((line) => line.includes(fault.file) && line.includes(fault.rule));

const onTwoLines = (report: string, fault: PlantedFault): boolean =>
  report
    .split("\n")
    .some((line, n, lines) => line.includes(fault.file) && (lines[n + 1] ?? "").startsWith(`    ${fault.rule}:`));

const runs: readonly Run[] = [
  {
    check: "check:docs",
    program: process.execPath,
    args: [script("check-docs.ts"), planted],
    faults: docsFaults,
    names: onOneLine,
  },
  {
    check: "check:lock",
    program: process.execPath,
    args: [script("check-lock.ts"), planted],
    faults: lockFaults,
    names: onOneLine,
  },
  {
    check: "check:format",
    program: tool("oxfmt"),
    // Files are named one by one where the tool passes over what git ignores.
    args: ["--check", ...[...soundFiles, ...formatFaults].map(({ file }) => file)],
    faults: formatFaults,
    names: onOneLine,
  },
  { check: "check:types", program: tool("tsc"), args: ["-p", "."], faults: typeFaults, names: onOneLine },
  {
    check: "check:types of the SDK",
    program: tool("tsc"),
    args: ["-p", "sdk"],
    faults: sdkTypeFaults,
    names: onOneLine,
  },
  {
    check: "check:lint",
    program: tool("oxlint"),
    args: ["--format", "unix", ...[...soundFiles, ...lintFaults].map(({ file }) => file)],
    faults: lintFaults,
    names: onOneLine,
  },
  {
    check: "check:layering",
    program: process.execPath,
    args: [script("check-layering.ts"), planted],
    faults: layeringFaults,
    names: onTwoLines,
  },
  {
    check: "check:layering of almost nothing",
    program: process.execPath,
    args: [script("check-layering.ts"), join(planted, "small")],
    faults: [{ rule: "fewer than", file: "The tool looked at 1 modules", text: "" }],
    names: onOneLine,
  },
  { check: "check:unused", program: tool("knip"), args: ["--no-gitignore"], faults: unusedFaults, names: onOneLine },
  {
    check: "check:schema",
    program: process.execPath,
    args: [script("schema.ts"), "check", join(planted, "schema.sql")],
    faults: [{ rule: "no_such_column", file: "- ", text: "" }],
    names: onOneLine,
  },
];

function plant(): void {
  rmSync(planted, { recursive: true, force: true });
  const copied = [".oxlintrc.json", ".oxfmtrc.json", ".dependency-cruiser.cjs", "knip.json", "package.json"];
  const manifests = ["contract/package.json", "sdk/package.json", "sdk/tsconfig.json", "server/package.json"];
  for (const file of [...copied, ...manifests]) cpSync(join(repository, file), join(planted, file));
  write("small/contract/src/one.ts", "export {};\n");
  cpSync(join(planted, ".dependency-cruiser.cjs"), join(planted, "small/.dependency-cruiser.cjs"));
  write("tsconfig.json", JSON.stringify({ extends: "../tsconfig.json", include: ["server", "tests", "*.ts"] }));
  const schema = readFileSync(join(repository, "server/schema.sql"), "utf8");
  write("schema.sql", schema.replace("create table events (\n", "create table events (\n  no_such_column int,\n"));
  const faults = runs.flatMap((run) => run.faults).filter(({ text }) => text !== "");
  for (const { file, text } of [...soundFiles, ...faults]) write(file, text);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(planted, file)), { recursive: true });
  writeFileSync(join(planted, file), text);
}

function missedBy({ check, program, args, faults, names }: Run): string[] {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: planted, encoding: "utf8", maxBuffer: 2 ** 28 });
  const report = `${stdout}\n${stderr}`;
  const lines = report.split("\n");
  const missed = faults
    .filter((fault) => !names(report, fault))
    .map(({ file, rule }) => `${check} does not report ${rule || "a fault"} in ${file}`);
  const accused = soundFiles
    .filter(({ file }) => check !== "check:unused" && lines.some((line) => line.startsWith(file)))
    .map(({ file }) => `${check} reports ${file}, which is sound`);
  if (status === 0) missed.push(`${check} passes with ${faults.length} faults planted`);
  const problems = [...missed, ...accused];
  if (problems.length > 0) console.error(`What ${check} said:\n${report}\n`);
  else console.log(`✓ ${check} reports all of ${faults.length}`);
  return problems;
}

try {
  plant();
  const problems = runs.flatMap(missedBy);
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    console.error("\nA check has gone blind: mend its settings, or the fault in scripts/planted-faults.ts.");
    process.exitCode = 1;
  }
} finally {
  rmSync(planted, { recursive: true, force: true });
}

// All checks, cheapest first; stops at the first that fails and says how to mend it. Each is an npm script of its own.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

interface Check {
  readonly script: string;
  readonly mend: string;
}

const checks: readonly Check[] = [
  { script: "check:docs", mend: "mend the link or the command in the file named above" },
  {
    script: "check:lock",
    mend: "take the entries named above out of package-lock.json and run `npm install --package-lock-only` in a copy without node_modules",
  },
  { script: "check:format", mend: "run `npm run format`" },
  { script: "check:types", mend: "mend the types; `npm run check:types` shows them again" },
  { script: "check:lint", mend: "mend the code; a rule is switched off in .oxlintrc.json only, with its reason" },
  { script: "check:layering", mend: "move the code to its room, or pass it in from server/src/main" },
  { script: "check:unused", mend: "delete what nothing uses, or name a new entry point in knip.json" },
  { script: "check:schema", mend: "run `npm run schema` and commit server/schema.sql with the migration" },
];

const root = resolve(import.meta.dirname, "..");

for (const { script, mend } of checks) {
  const startedMs = performance.now();
  const { status } = spawnSync("npm", ["run", "--silent", script], { cwd: root, stdio: "inherit" });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`\n✗ ${script} failed after ${seconds} s. To mend it: ${mend}.`);
    process.exit(1);
  }
  console.log(`✓ ${script} (${seconds} s)`);
}

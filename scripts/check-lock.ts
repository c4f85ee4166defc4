// Every package from a registry has its hash in package-lock.json, those for other machines too: npm writes one down only for what it has seen, and
// installs what has none without comparing. Usage: node scripts/check-lock.ts [root]

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface LockedPackage {
  readonly link?: boolean;
  readonly integrity?: string;
}

const root = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));
const lock: { packages?: Record<string, LockedPackage> } = JSON.parse(
  readFileSync(join(root, "package-lock.json"), "utf8"),
);
// Without node_modules/ in its path it is one of our own.
const installed = Object.entries(lock.packages ?? {}).filter(
  ([path, entry]) => path.includes("node_modules/") && entry.link !== true,
);
const problems = installed
  .filter(([, entry]) => !/^sha512-[\w+/=]{88}$/.test(entry.integrity ?? ""))
  .map(([path]) => `package-lock.json: ${path} has no SHA-512`);

if (installed.length === 0) problems.push("package-lock.json: no package found: the check looked at nothing");
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`${installed.length} packages have their hash in package-lock.json.`);

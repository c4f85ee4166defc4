// In every Markdown file of the repository: links to files resolve, anchors included, and each `npm run x` exists.
// Usage: node scripts/check-docs.ts [root]

import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));
const files = globSync("**/*.md", {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|coverage|dist|data|\.[^/]+)$/.test(name),
}).toSorted();

const manifest: { scripts?: Record<string, string> } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const scripts = new Set(Object.keys(manifest.scripts ?? {}));

/** The anchor that a heading gets on the usual hosts: lower case, punctuation gone, spaces as hyphens. */
function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

const withoutCode = (text: string): string => text.replace(/^(```|~~~)[^]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");

function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^(```|~~~)[^]*?^\1/gm, "").matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
  return new Set([...headings].map(([, heading = ""]) => anchorOf(heading)));
}

function brokenLinks(file: string, text: string): string[] {
  const inline = [...withoutCode(text).matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g)];
  const references = [...withoutCode(text).matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...references].flatMap(([, link = ""]) => {
    if (/^[a-z][a-z+.-]*:/i.test(link)) return [];
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(root, file) : join(root, dirname(file), decodeURIComponent(path));
    if (!existsSync(target)) return [`${file}: the link ${link} leads to no file`];
    if (anchor === undefined || !target.endsWith(".md")) return [];
    if (anchorsOf(readFileSync(target, "utf8")).has(anchor)) return [];
    return [`${file}: the link ${link} leads to no heading`];
  });
}

function unknownScripts(file: string, text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run(?:-script)?) (?:--?[a-z-]+ )*([a-z][\w:.-]*)/g)]
    .map(([, script = ""]) => script.replace(/[.:]+$/, ""))
    .filter((script) => !scripts.has(script))
    .map((script) => `${file}: npm run ${script} is not a script of package.json`);
}

const problems = files.flatMap((file) => {
  const text = readFileSync(join(root, file), "utf8");
  return [...brokenLinks(file, text), ...unknownScripts(file, text)];
});

if (files.length === 0) problems.push("No Markdown file found: the check looked at nothing.");
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`Links and commands hold in ${files.length} Markdown files.`);

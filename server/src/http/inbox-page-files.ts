import { readFileSync } from "node:fs";
import { pageFaceFiles, type PageFile, readPage } from "./page-face.ts";

const contentTypes = {
  "inbox.html": "text/html; charset=utf-8",
  "inbox.css": "text/css; charset=utf-8",
  "inbox.js": "text/javascript; charset=utf-8",
  "inbox-request.js": "text/javascript; charset=utf-8",
} as const;

/** The files of the inbox's page by name, read once; `samples.json` holds the documentation's code that verifies a webhook. */
export function inboxPageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>(pageFaceFiles());
  for (const [name, contentType] of Object.entries(contentTypes)) {
    files.set(name, { contentType, content: readPage(name) });
  }
  files.set("samples.json", {
    contentType: "application/json; charset=utf-8",
    content: JSON.stringify({ samples: readSamples() }),
  });
  return files;
}

interface Sample {
  language: string;
  file: string;
  code: string;
}

/** Where the documentation is not installed the page goes without. */
function readSamples(): Sample[] {
  return [
    { language: "Node", file: "docs/samples/verify.mjs" },
    { language: "Python", file: "docs/samples/receiver.py" },
  ].flatMap((sample) => {
    try {
      const text = readFileSync(new URL(`../../../${sample.file}`, import.meta.url), "utf8");
      return [{ ...sample, code: sample.language === "Python" ? pythonVerify(text) : text.trim() }];
    } catch {
      return [];
    }
  });
}

/** Of the whole receiver only the function that verifies, with what it imports. */
function pythonVerify(text: string): string {
  const verify = /^def verify\(.*?(?=\n\n\n)/ms.exec(text)?.[0] ?? text;
  const imports = [...text.matchAll(/^import (\w+)$/gm)].filter(([, name]) => verify.includes(`${name}.`));
  return `${imports.map(([line]) => line).join("\n")}\n\n${verify}`
    .replaceAll("NotVerified", "ValueError")
    .replaceAll("TOLERANCE_S", "300");
}

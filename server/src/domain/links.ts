import { createHmac, timingSafeEqual } from "node:crypto";
import { decodeId, encodeId } from "./ids.ts";
import type { SealingKeys } from "./seal.ts";

// Signed links to files and to the page of a run: whoever has one may open what it names until it ends, without a key. The first of the secret keys
// signs, all of them verify. Expiry is in Unix seconds.

export interface LinkDeps {
  keys: SealingKeys;
  /** Without a slash at its end. */
  publicUrl: string;
}

/** What a signature was found to be: `expired` is said only to who holds a true one. */
export type LinkCheck = "valid" | "expired" | "forged";

export interface FileLink {
  fileId: string;
  fileName: string;
}

/** Links live as long as the log and a day, or a late resend would carry dead ones (contract §5). */
export function linkLifeMs(logRetentionDays: number): number {
  return (logRetentionDays + 1) * 86_400_000;
}

export function fileLink(deps: LinkDeps, link: FileLink & { expiresAtMs: number }): string {
  const expires = String(Math.floor(link.expiresAtMs / 1000));
  const signature = sign(deps.keys, fileText(link, expires));
  const path = `files/${encodeId("file", link.fileId)}/${encodeURIComponent(link.fileName)}`;
  return `${deps.publicUrl}/${path}?expires=${expires}&signature=${signature}`;
}

export function checkFileLink(
  deps: { keys: SealingKeys; nowMs: number },
  link: FileLink & { expires: string; signature: string },
): LinkCheck {
  return check(deps, fileText(link, link.expires), link.expires, link.signature);
}

/** What a link to a run's page lets its holder do there: `view` takes no prompts. */
export type PageAccess = "edit" | "view";

/** The page that shows a run's document; its token is `expires.signature`. */
export function pageLink(deps: LinkDeps, link: { runId: string; access: PageAccess; expiresAtMs: number }): string {
  const expires = String(Math.floor(link.expiresAtMs / 1000));
  const signature = sign(deps.keys, pageText(link, expires));
  return `${deps.publicUrl}/edit/${encodeId("run", link.runId)}?token=${expires}.${signature}`;
}

/** What a token opens, or why it opens nothing. */
export function checkPageToken(
  deps: { keys: SealingKeys; nowMs: number },
  link: { runId: string; token: string },
): PageAccess | "expired" | "forged" {
  const dot = link.token.indexOf(".");
  const expires = link.token.slice(0, Math.max(0, dot));
  for (const access of ["edit", "view"] as const) {
    const checked = check(deps, pageText({ runId: link.runId, access }, expires), expires, link.token.slice(dot + 1));
    if (checked !== "forged") return checked === "valid" ? access : checked;
  }
  return "forged";
}

/** For the holder of a link to a run's page, the one that takes no prompts and ends when that ends; null for a link that is none of ours. */
function viewOf(deps: LinkDeps & { nowMs: number }, url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  const runId = decodeId("run", pathname.slice(pathname.lastIndexOf("/") + 1));
  const token = searchParams.get("token") ?? "";
  if (runId === null || checkPageToken(deps, { runId, token }) === "forged") return null;
  return pageLink(deps, { runId, access: "view", expiresAtMs: Number.parseInt(token, 10) * 1000 });
}

// The first word keeps the three kinds apart: a signature of one never fits another.
const fileText = (link: FileLink, expires: string): string => `file\n${link.fileId}\n${link.fileName}\n${expires}`;
const pageText = (link: { runId: string; access: PageAccess }, expires: string): string =>
  `${link.access}\n${link.runId}\n${expires}`;

function sign(keys: SealingKeys, text: string): string {
  const current = keys.keys[0];
  if (current === undefined) throw new Error("No secret key to sign links with.");
  return createHmac("sha256", current.linkKey).update(text).digest("base64url");
}

function check(
  deps: { keys: SealingKeys; nowMs: number },
  text: string,
  expires: string,
  signature: string,
): LinkCheck {
  const given = Buffer.from(signature, "utf8");
  let genuine = false;
  for (const { linkKey } of deps.keys.keys) {
    const expected = Buffer.from(createHmac("sha256", linkKey).update(text).digest("base64url"), "utf8");
    if (given.length === expected.length && timingSafeEqual(given, expected)) genuine = true;
  }
  if (!genuine || !/^\d{1,12}$/.test(expires)) return "forged";
  return Number(expires) * 1000 > deps.nowMs ? "valid" : "expired";
}

/** Makes the links of documents as answers and events carry them. */
export interface DocumentLinks {
  file(file: FileLink): string;
  page(runId: string, access: PageAccess): string;
  /** What of a link to a page somebody gets who may only read; null where that is not known, as with another agent's page. */
  viewOf(url: string): string | null;
}

export function createDocumentLinks(deps: {
  keys: SealingKeys;
  /** Known once the node listens. */
  publicUrl: () => string;
  nowMs: () => number;
  lifeMs: number;
}): DocumentLinks {
  const settings = (): LinkDeps => ({ keys: deps.keys, publicUrl: deps.publicUrl() });
  const expiresAtMs = (): number => deps.nowMs() + deps.lifeMs;
  return {
    file: (file) => fileLink(settings(), { ...file, expiresAtMs: expiresAtMs() }),
    page: (runId, access) => pageLink(settings(), { runId, access, expiresAtMs: expiresAtMs() }),
    viewOf: (url) => viewOf({ ...settings(), nowMs: deps.nowMs() }, url),
  };
}

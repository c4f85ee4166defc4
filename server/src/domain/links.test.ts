import { describe, expect, it } from "vitest";
import { encodeId } from "./ids.ts";
import { checkPageToken, checkFileLink, createDocumentLinks, pageLink, fileLink, linkLifeMs } from "./links.ts";
import { sealingKeys } from "./seal.ts";
import { uuidv7 } from "./uuid.ts";

const nowMs = 1_780_000_000_000;
const keys = sealingKeys(["the first secret key"]);
const deps = { keys, publicUrl: "https://overten.example.com/base" };
const fileId = uuidv7(nowMs);
const runId = uuidv7(nowMs);
const link = { fileId, fileName: "Sales & Überblick.xlsx", expiresAtMs: nowMs + 60_000 };

function partsOf(text: string): { fileName: string; expires: string; signature: string; token: string } {
  const url = new URL(text);
  const last = url.pathname.split("/").at(-1) ?? "";
  const value = (name: string): string => url.searchParams.get(name) ?? "";
  return {
    fileName: decodeURIComponent(last),
    expires: value("expires"),
    signature: value("signature"),
    token: value("token"),
  };
}

describe("a link to a file", () => {
  it("is valid until it ends", () => {
    const text = fileLink(deps, link);
    expect(text.startsWith(`https://overten.example.com/base/files/${encodeId("file", fileId)}/`)).toBe(true);
    const parts = { fileId, ...partsOf(text) };
    expect(parts.fileName).toBe(link.fileName);
    expect(checkFileLink({ keys, nowMs }, parts)).toBe("valid");
    expect(checkFileLink({ keys, nowMs: nowMs + 61_000 }, parts)).toBe("expired");
  });

  it("is forged when any part of it was changed, also when it has ended", () => {
    const parts = { fileId, ...partsOf(fileLink(deps, link)) };
    const changed = [
      { ...parts, fileId: uuidv7(nowMs) },
      { ...parts, fileName: "other.xlsx" },
      { ...parts, expires: String(Number(parts.expires) + 1) },
      { ...parts, signature: `${parts.signature.slice(0, -1)}${parts.signature.endsWith("A") ? "B" : "A"}` },
      { ...parts, signature: "" },
    ];
    for (const one of changed) {
      expect(checkFileLink({ keys, nowMs }, one)).toBe("forged");
      expect(checkFileLink({ keys, nowMs: nowMs + 1e9 }, one)).toBe("forged");
    }
  });

  it("lives on when the secret key is replaced and the old one kept", () => {
    const parts = { fileId, ...partsOf(fileLink(deps, link)) };
    const rotated = sealingKeys(["a second secret key", "the first secret key"]);
    expect(checkFileLink({ keys: rotated, nowMs }, parts)).toBe("valid");
    expect(checkFileLink({ keys: sealingKeys(["a second secret key"]), nowMs }, parts)).toBe("forged");
  });
});

describe("a link to a run's page", () => {
  it.each(["edit", "view"] as const)("opens that run to %s until it ends", (access) => {
    const { token } = partsOf(pageLink(deps, { runId, access, expiresAtMs: nowMs + 60_000 }));
    expect(checkPageToken({ keys, nowMs }, { runId, token })).toBe(access);
    expect(checkPageToken({ keys, nowMs: nowMs + 61_000 }, { runId, token })).toBe("expired");
    expect(checkPageToken({ keys, nowMs }, { runId: uuidv7(nowMs), token })).toBe("forged");
    for (const bad of ["", ".", "x", `${token}x`, token.replace(".", ""), `9${token}`]) {
      expect(checkPageToken({ keys, nowMs }, { runId, token: bad })).toBe("forged");
    }
  });

  it("does not open files, nor a file's signature the page", () => {
    const file = partsOf(fileLink(deps, link));
    expect(checkPageToken({ keys, nowMs }, { runId: fileId, token: `${file.expires}.${file.signature}` })).toBe(
      "forged",
    );
  });
});

it("outlives the log by a day", () => {
  expect(linkLifeMs(30)).toBe(31 * 24 * 60 * 60 * 1000);
});

describe("a link for who may only read", () => {
  const links = createDocumentLinks({ ...deps, publicUrl: () => deps.publicUrl, nowMs: () => nowMs, lifeMs: 60_000 });

  it("is made of one that takes prompts, and ends with it", () => {
    const view = pageLink(deps, { runId, access: "view", expiresAtMs: link.expiresAtMs });
    expect(links.viewOf(pageLink(deps, { runId, access: "edit", expiresAtMs: link.expiresAtMs }))).toBe(view);
    expect(links.viewOf(view)).toBe(view);
  });

  it("is made of nothing else, whatever looks like it", () => {
    const real = pageLink(deps, { runId, access: "edit", expiresAtMs: link.expiresAtMs });
    const others = ["", "no link", "https://app.example.com/edit/1", real.replace(/.$/, "!"), fileLink(deps, link)];
    const ofOtherRun = real.replace(encodeId("run", runId), encodeId("run", uuidv7(nowMs)));
    expect([...others, ofOtherRun].map(links.viewOf)).toEqual([null, null, null, null, null, null]);
  });
});

// What a person meets who opens a link that is broken, has ended, or whose document is gone.
import { expect, it } from "vitest";
import { testSecretKey } from "../../tests/support/server.ts";
import { fileLink, pageLink } from "../src/domain/links.ts";
import { sealingKeys } from "../src/domain/seal.ts";
import { claimOne, completeWithFile, queueTask, readTask, startWithoutAgents, uuidOf } from "./task-worker.ts";

const fileOf = (link: string): string => new URL(link).pathname.split("/")[2] ?? "";

const browser = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };

it("a link that is broken, has ended or whose document was deleted shows a page to a browser, and JSON to a program", async () => {
  await using server = await startWithoutAgents();
  const organization = await server.addOrganization();
  const { taskId, runId } = await queueTask(organization);
  await completeWithFile(server, await claimOne(server), { name: "a b.xlsx", bytes: new Uint8Array(3) });
  const { result } = await readTask(organization, taskId);
  const links = [result?.download_url ?? "", result?.edit_url ?? ""];
  const expectPages = async (urls: readonly string[], status: number, error: string, words: string): Promise<void> => {
    for (const url of urls) {
      const page = await fetch(url, browser);
      expect([url, page.status, page.headers.get("content-type")]).toEqual([url, status, "text/html; charset=utf-8"]);
      expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self';/);
      const text = await page.text();
      expect(text).toContain(words);
      expect(text).not.toMatch(/<script|<style|<[^>]* (style|on\w+)=/);
      const files = [...text.matchAll(/rel="stylesheet" href="([^"]+)"/g)].map(
        ([, file = ""]) => new URL(file, url).href,
      );
      expect(files).toEqual([`${server.url}/edit/assets/face.css`]);
      const answer = await fetch(url);
      expect([answer.status, await answer.json()]).toMatchObject([status, { success: false, error }]);
    }
  };
  const bad = [
    ...links.map((url) => `${url}x`),
    ...links.map((url) => url.replace(/\?.*/, "")),
    `${server.url}/edit/x`,
  ];
  await expectPages(bad, 404, "not_found", "not complete or was changed");
  const form = await fetch(`${links[1]}x`, { ...browser, method: "POST", body: new URLSearchParams({ prompt: "a" }) });
  expect([form.status, await form.text()]).toEqual([404, expect.stringContaining("not complete or was changed")]);
  const signing = { keys: sealingKeys([testSecretKey]), publicUrl: server.url };
  const ended = { runId: uuidOf("run", runId), fileId: uuidOf("file", fileOf(links[0] ?? "")), fileName: "a b.xlsx" };
  const expired = [
    pageLink(signing, { ...ended, access: "edit", expiresAtMs: 1000 }),
    fileLink(signing, { ...ended, expiresAtMs: 1000 }),
  ];
  await expectPages(expired, 410, "gone", "This link has ended.");
  await organization.client.call("deleteRun", { params: { run_id: runId } });
  await expectPages(links, 410, "gone", "This document was deleted.");
});

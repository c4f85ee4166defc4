import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ask, made } from "./excel-opened.ts";

// The guide's examples are what the planner does.

const guide = readFileSync(join(import.meta.dirname, "../../docs/excel-agent.md"), "utf8");

function section(heading: string): string {
  return guide.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
}

/** The examples of a table's last column. */
const inTable = (heading: string): string[] =>
  [...section(heading).matchAll(/^\|.*\| `([^`]+)` \|$/gm)].map((match) => match[1] ?? "");
const turns = [...section("The next turn").matchAll(/^\* [^:\n]+: (.+)$/gm)].flatMap((line) =>
  [...(line[1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""),
);

describe("the guide to the built-in agent", () => {
  it("has examples", () => {
    expect([inTable("What it builds").length, turns.length, inTable("What it refuses").length]).toEqual([15, 13, 7]);
  });

  it.each(inTable("What it builds"))("is right that it builds: %s", async (prompt) => {
    expect((await ask(prompt)).outcome).toBe("built");
  });

  it.each(turns)("is right that it can, in a next turn: %s", async (prompt) => {
    const { file } = await made("Sales report with 8 rows");
    expect(await ask(prompt, file)).toMatchObject({ outcome: "built" });
  });

  it.each(inTable("What it refuses"))("is right that it refuses: %s", async (prompt) => {
    expect(await ask(prompt)).toMatchObject({ outcome: "refused", code: "unsupported_request" });
  });
});

// docs/contract.md is what code and tests cite, and says what the schemas say.
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import {
  attemptErrorCodes,
  attemptOutcomes,
  attemptSchema,
  deliveryFailures,
  deliverySchema,
  deliveryStatuses,
  errorTable,
  routeNamed,
  routeNames,
  runSchema,
  taskSchema,
  taskStatuses,
  webhookSchema,
} from "../contract/src/index.ts";

const root = resolve(import.meta.dirname, "..");
const contract = await readFile(join(root, "docs/contract.md"), "utf8");
const sections = new Set([...contract.matchAll(/^## (\d+)\. /gm)].map(([, number = ""]) => Number(number)));

/** What a heading has below it, up to the next one. */
const below = (heading: string): string => contract.split(/^#{2,3} /m).find((part) => part.startsWith(heading)) ?? "";

/** The rows of the tables in a text, each as what stands in backticks in its cells. */
const rowsOf = (text: string): string[][][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)),
    );

describe("docs/contract.md", () => {
  it("has every section that is cited", async () => {
    const folders = "{contract,sdk,server,dashboard,tests,bench,scripts,docs}";
    const files = globSync([`${folders}/**/*.{ts,tsx,mjs,sql,md}`, "*.md"], {
      cwd: root,
      exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name),
    });
    const wrong: string[] = [];
    let cited = 0;
    for (const file of files) {
      for (const line of (await readFile(join(root, file), "utf8")).split("\n")) {
        if (file !== "docs/contract.md" && !/\bcontract\b/i.test(line)) continue;
        for (const [, number = ""] of line.matchAll(/(?<!RFC \d+ )§(\d+)/g)) {
          cited++;
          if (!sections.has(Number(number))) wrong.push(`${file}: §${number}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(cited).toBeGreaterThan(60);
  });

  it("names every route", () => {
    const isNamed = ({ method, path }: { method: string; path: string }): boolean =>
      new RegExp(`\`${method} ${path.replaceAll(/[{}]/g, "\\$&")}(?![/\\w])`).test(contract);
    expect(routeNames.map(routeNamed).filter((route) => !isNamed(route))).toEqual([]);
  });

  it("has every error with its status", () => {
    const rows = below("2. Errors").matchAll(/^\| (\d{3}) \| `(\w+)`/gm);
    expect([...rows].map(([, status, code]) => [code, Number(status)])).toEqual(
      Object.entries(errorTable).map(([code, { status }]) => [code, status]),
    );
  });

  it.each([
    ["Webhook", webhookSchema],
    ["Task", taskSchema],
    ["Run", runSchema],
    ["Delivery", deliverySchema],
    ["Attempt", attemptSchema],
  ])("has the fields of %s, in their order", (name, schema) => {
    const [table = ""] = below(name)
      .split(/\n\n\|[^\n]*\|\n/)
      .slice(1);
    expect(rowsOf(table.split("\n\n")[0] ?? "").flatMap(([names = []]) => names)).toEqual(Object.keys(schema.shape));
  });

  it.each([
    ["Delivery", "status", deliveryStatuses],
    ["Delivery", "failure", deliveryFailures],
    ["Attempt", "outcome", attemptOutcomes],
    ["Attempt", "error_code", attemptErrorCodes],
  ])("has the values of %s's %s", (name, field, values) => {
    const row = rowsOf(below(name)).find(([names = []]) => names[0] === field);
    expect(row?.[1]).toEqual([...values]);
  });

  it("has the states of a task", () => {
    const states = rowsOf(below("Task").slice(below("Task").indexOf("| status | final |")));
    expect(states.map(([names = []]) => names[0])).toEqual([...taskStatuses]);
  });
});

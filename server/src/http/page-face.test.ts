import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pageFaceFiles } from "./page-face.ts";

/** The custom properties of the rules that a selector begins, by name. */
function propertiesOf(css: string, selector: string): Map<string, string> {
  const rules = css.split("}").filter((rule) => rule.includes(`${selector} {`));
  const lines = rules.flatMap((rule) => [...rule.matchAll(/(--[a-z-]+): ([^;]+);/g)]);
  return new Map(lines.map(([, name = "", value = ""]) => [name, value]));
}

test("the pages that the server makes have the dashboard's colours in both themes", () => {
  const face = String(pageFaceFiles().get("face.css")?.content);
  const dashboard = readFileSync(new URL("../../../dashboard/src/theme/base.css", import.meta.url), "utf8");
  const light = propertiesOf(dashboard, "\n:root");
  const dark = propertiesOf(dashboard, ':root[data-mantine-color-scheme="dark"]');
  const shared = [...propertiesOf(face, ":root")].flatMap(([name, value]) => {
    const both = /^light-dark\((#\w+), (#\w+)\)$/.exec(value);
    return both === null ? [] : [[name, both[1], both[2]]];
  });
  expect(shared.length).toBeGreaterThan(12);
  expect(shared).toEqual(shared.map(([name = ""]) => [name, light.get(name), dark.get(name)]));
});

test("they bring the typeface along", () => {
  const font = pageFaceFiles().get("geist.woff2")?.content;
  expect(font?.slice(0, 4).toString()).toBe("wOF2");
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExcelThreads } from "../src/tasks/agents/excel-threads.ts";
import { cleanPrompt } from "../src/tasks/excel/safe-text.ts";
import { made } from "./excel-opened.ts";

// What a stranger with an edit link may send: 10,000 characters that make the readers' patterns try everything.

// Some take 0.7 s; what this is about took minutes.
const maxCpuMs = 2000;
const fill = (part: string, length: number): string => part.repeat(Math.ceil(length / part.length)).slice(0, length);

const parts: Record<string, string> = {
  spaces: " ",
  "no-break spaces": "\u00A0",
  "wide spaces": "\u3000",
  tabs: "\t",
  "line ends": "\n",
  "line separators": "\u2028",
  "spaces and tabs": " \t",
  "spaces and line ends": " \n",
  "tabs and line ends": "\t\n",
  commas: ",",
  "commas and spaces": ", ",
  quotes: '"',
  apostrophes: "'",
  digits: "1",
  "digits and commas": "1,",
  "open brackets": "(",
  brackets: "()",
  nested: "sum(",
  colons: ":",
  "colons and spaces": ": ",
  minus: "-",
  sums: "1+",
  letters: "a",
  words: "a and ",
  columns: "with a column a ",
  bullets: "- a\n",
  rows: "a\tb\n",
};
/** Around a part: as a whole, within a list of columns, within a formula; near the limit of a prompt and of a request. */
const around: ((part: string, length: number) => string)[] = [
  (part, length) => fill(part, length),
  (part, length) => `A sales report${fill(part, length - 15)}x`,
  (part, length) => `A sales report with columns a,${fill(part, length - 43)}b and 3 rows`,
  (part, length) => `A sales report with a column x = ${fill(part, length - 35)} 5`,
  (part, length) => `add a column x${fill(part, length - 18)}= 5`,
];

describe("a prompt made to take long", () => {
  const threads = createExcelThreads({ threads: 1 });
  const context = { fileName: null, nowMs: 0, onProgress: () => {}, signal: new AbortController().signal };
  let previous: Uint8Array;

  beforeAll(async () => {
    previous = (await made("A sales report with columns Name, Amount and Cost and 30 rows")).file;
    await threads.build({ prompt: "A sales report", previous: null, ...context }); // the thread is warm from here on
  });
  afterAll(() => threads.stop());

  it.each(Object.entries(parts))("ends within two seconds with %s", { timeout: 120_000 }, async (_, part) => {
    for (const [shape, prompt] of around.entries())
      for (const length of [10_000, 1950])
        for (const document of [null, previous]) {
          const before = process.cpuUsage();
          await threads.build({ prompt: prompt(part, length), previous: document, ...context });
          const { user, system } = process.cpuUsage(before);
          expect((user + system) / 1000, `shape ${shape}, ${length} characters`).toBeLessThan(maxCpuMs);
        }
  });

  it("keeps what parts pasted rows", () => {
    expect(cleanPrompt("A list:\r\n\r\n\r\n\r\nName\t\tAmount  EUR\r\nAda \t \t 3\n\t\t4\nx::y")).toBe(
      "A list:\n\nName\t\tAmount EUR\nAda\t\t3\n\t\t4\nx::y",
    );
  });
});

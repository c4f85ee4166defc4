import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const logger = new URL("logger.ts", import.meta.url).href;

/** What a logger writes, from a process of its own: it writes to the process's own output. */
function logged(statement: string): Record<string, unknown> {
  const script = `import { createLogger } from ${JSON.stringify(logger)}; const log = createLogger({ level: "info" }); ${statement}`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }));
}

describe("the logger", () => {
  it("says of an error what happened, and not what hangs on it", () => {
    const line = logged(
      `const client = { secretKey: 1, text: "hush" };
       log.warn({ err: Object.assign(new Error("broke", { cause: new Error("why") }), { code: "57P01", client }) }, "a connection broke");`,
    );
    expect(line).toMatchObject({
      level: 40,
      msg: "a connection broke",
      err: { type: "Error", message: "broke", code: "57P01", cause: { message: "why" } },
    });
    expect(JSON.stringify(line)).not.toContain("hush");
  });

  it("leaves credentials out", () => {
    const line = logged(
      `log.info({ headers: { authorization: "hush" }, row: { secret: "hush", api_key: "hush" } }, "x");`,
    );
    expect(JSON.stringify(line)).not.toContain("hush");
  });
});

// What the guides list is what the code has.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { errorTable, type Route, routes } from "../contract/src/index.ts";
import { sign } from "../sdk/src/index.ts";
import { readSettings } from "../server/src/main/settings.ts";

const docs = resolve(import.meta.dirname, "../docs");
const read = (name: string): Promise<string> => readFile(join(docs, name), "utf8");

/** The cells of every table row of a document, headings and rulers left out. */
function rowsOf(markdown: string): string[][] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first]) => first !== "" && first !== "name" && first !== "HTTP");
}

describe("docs/settings.md", () => {
  it("has every setting that is read, and no other", async () => {
    const looked = new Set<string>();
    const environment = new Proxy<Record<string, string>>(
      {},
      {
        get(_target, name) {
          if (typeof name === "string" && !name.endsWith("_FILE")) looked.add(name);
          return undefined;
        },
      },
    );
    expect(readSettings(environment).ok).toBe(true);
    const listed = rowsOf(await read("settings.md")).map(([name = ""]) => name.replaceAll("`", ""));
    expect(new Set(listed)).toEqual(looked);
    expect(listed).toHaveLength(looked.size);
  });

  it("has the range of every number", async () => {
    const rows = rowsOf(await read("settings.md"));
    const wrong = Object.fromEntries(rows.map(([name = ""]) => [name.replaceAll("`", ""), "no number"]));
    const refused = readSettings(wrong);
    const ranges = (refused.ok ? [] : refused.problems).flatMap((problem) => {
      const [, name, least, most] = /^(\w+) .+ must be a whole number from (\d+) to (\d+)\.$/.exec(problem) ?? [];
      return name === undefined ? [] : [{ name, range: `${least} to ${most}` }];
    });
    expect(ranges.length).toBeGreaterThan(8);
    for (const { name, range } of ranges) {
      const row = rows.find(([first = ""]) => first === `\`${name}\``);
      expect(row?.[2], name).toMatch(new RegExp(`\\b${range}\\b`));
    }
  });

  it("has the defaults of production", async () => {
    const settings = readSettings({ OVERTEN_ENV: "production" });
    if (!settings.ok) throw new Error(settings.problems.join());
    const values: Record<string, unknown> = { ...settings.settings, roles: [...settings.settings.roles] };
    const rows = rowsOf(await read("settings.md"));
    const checked = rows.flatMap(([name = "", text = ""]) => {
      const key = keyOf(name.replaceAll("`", ""));
      const value = values[key];
      const isPlain = /^`([^`]*)`(?:; `[^`]*` in development)?$/.exec(text)?.[1];
      if (isPlain === undefined || isPlain.includes("PORT") || key === "environment") return [];
      expect(Array.isArray(value) ? value.join(",") : String(value), name).toBe(isPlain);
      return [name];
    });
    expect(checked.length).toBeGreaterThanOrEqual(13);
  });
});

/** The name in code: `OVERTEN_MAX_SUBSCRIPTIONS` is `maxSubscriptions`. */
function keyOf(name: string): string {
  const words = name.replace("OVERTEN_", "").toLowerCase().split("_");
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
}

describe("docs/errors.md", () => {
  it("has every error with its status, in the contract's order", async () => {
    const rows = rowsOf(await read("errors.md")).map(([status, code = ""]) => [
      Number(status),
      code.replaceAll("`", ""),
    ]);
    expect(rows).toEqual(Object.entries(errorTable).map(([code, { status }]) => [status, code]));
  });
});

describe("docs/api.md", () => {
  it("has every route as the contract's table has it", async () => {
    const rows = rowsOf(await read("api.md")).filter(([method = ""]) => /^(GET|POST|PATCH|DELETE)$/.test(method));
    const expected = Object.values(routes).map((route) => [
      route.method,
      `\`${route.path}\``,
      Object.keys(route.answers).join(", "),
      route.summary,
    ]);
    expect(rows).toEqual(expected);
  });

  it("has every field that a request takes, and which may be left out", async () => {
    const rows = rowsOf(await read("api.md")).filter((row) => row.length === 3 && /^`[A-Z]+ /.test(row[0] ?? ""));
    const listed = rows.map(
      ([call = "", fields = ""]) => `${call.replaceAll("`", "")}: ${inOrder(fields.split(/[` ]+/))}`,
    );
    const expected = Object.values<Route>(routes).flatMap((route) => {
      const fields = fieldsOf(route.chooseBody?.({}) ?? route.body ?? route.query);
      return fields === "" || fields === inOrder(["cursor?", "limit?"])
        ? []
        : [`${route.method} ${route.path}: ${fields}`];
    });
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });
});

interface ObjectSchema {
  shape: Record<string, { safeParse: (value: unknown) => { success: boolean } }>;
}

/** The names in an object's schema, `?` after those that may be absent; of a choice of objects, all that any of them has. */
function fieldsOf(schema: object | undefined): string {
  const choices = schema !== undefined && "options" in schema ? (schema.options as ObjectSchema[]) : [schema];
  const optional = new Map<string, boolean>();
  for (const choice of choices as (ObjectSchema | undefined)[]) {
    for (const [name, field] of Object.entries(choice?.shape ?? {})) {
      optional.set(name, (optional.get(name) ?? false) || field.safeParse(undefined).success);
    }
  }
  return inOrder([...optional].map(([name, isOptional]) => (isOptional ? `${name}?` : name)));
}

function inOrder(names: readonly string[]): string {
  return names
    .filter((name) => name !== "")
    .toSorted()
    .join(" ");
}

describe("docs/samples/verify.mjs", () => {
  const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
  const body = Buffer.from(`{"event":"run.completed","summary":"Größe ✓"}`);
  const timestampS = 1_780_000_000;

  it("takes what Overten signs, and nothing else", async () => {
    const sample: unknown = await import(join(docs, "samples/verify.mjs"));
    const { verify } = sample as { verify: (body: Buffer, headers: object, secret: string, nowS: number) => unknown };
    const signed = await sign({ body, secret, timestampS, id: "evt_1" });
    const headers = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]));
    expect(verify(body, headers, secret, timestampS + 300)).toMatchObject({ summary: "Größe ✓" });
    expect(() => verify(body, headers, secret, timestampS + 301)).toThrow(/301 seconds old/);
    expect(() => verify(body, headers, `${secret.slice(0, -2)}A=`, timestampS)).toThrow(/does not match/);
    expect(() => verify(Buffer.from("{}"), headers, secret, timestampS)).toThrow(/does not match/);
    expect(() => verify(body, { ...headers, "x-overten-signature": "" }, secret, timestampS)).toThrow(/missing/);
    expect(() => verify(body, { ...headers, "x-overten-signature": "sha256=0" }, secret, timestampS)).toThrow(/match/);
    expect(() => verify(body, { ...headers, "x-overten-timestamp": "0x1" }, secret, timestampS)).toThrow(
      /not a number/,
    );
  });
});

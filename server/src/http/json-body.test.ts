import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonBody } from "./json-body.ts";

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));

describe("a name that is there twice in an object", () => {
  it.each([
    `{"a":1,"a":1}`,
    `{"a":1,"b":2,"a":3}`,
    `{"a":{},"a":[]}`,
    `{"a" :1 , "a"\n:\t2}`,
    `{"":1,"":2}`,
    `{"a":"x:y","a":"z"}`,
    `{"a:":1,"a:":2}`,
    `[[{"x":{"b":null,"b":null}}]]`,
    `{"__proto__":1,"__proto__":2}`,
    String.raw`{"a":1,"\u0061":2}`,
    // As many escaped colons as the second name and its value have.
    String.raw`{"a":"\u003a","a":"\u003a"}`,
    String.raw`{"a":1,"a":"\u003a","b":"\u003A"}`,
    String.raw`{"\u003a":1,":":2}`,
    String.raw`{"a":"\"a\":","a":"\\"}`,
  ])("is refused: %s", (text) => {
    expect(() => parse(text)).toThrow(/same name twice/);
  });

  it.each([
    `{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}`,
    `{"a":"\\"a\\":1,\\"a\\":2"}`,
    `{"a":"::::","b":":"}`,
    `"a:a"`,
    String.raw`{"a":"\u003a","b":"\u003A:"}`,
    String.raw`{"a":"\\u003a"}`,
    String.raw`{"a":"\\","b":"\\\":"}`,
  ])("is not taken for one: %s", (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it("is found wherever it stands, and only there", () => {
    const escaped = (text: string): string => text.replaceAll(":", String.raw`\u003a`);
    const dressed = fc.tuple(fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }), fc.nat(2), fc.boolean());
    fc.assert(
      fc.property(dressed, ([value, indent, escapes]) => {
        const plain = JSON.stringify(value, undefined, indent);
        // Structural colons stay, since only texts hold what is escaped here.
        const text = escapes ? plain.replaceAll(/"(?:[^"\\]|\\.)*"/g, escaped) : plain;
        if (text.includes(String.raw`\u0000`)) return;
        expect(parse(text)).toEqual(JSON.parse(text));
        for (const { 0: name, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(?=\s*:)/g)) {
          const more = `${name}:"b:${escapes ? String.raw`\u003a` : ""}",`;
          const doubled = text.slice(0, index) + more + text.slice(index);
          expect(() => parse(doubled)).toThrow(/same name twice/);
        }
      }),
    );
  });
});

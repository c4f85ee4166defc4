import { describe, expect, it } from "vitest";
import { html } from "./html.ts";

describe("html", () => {
  it("escapes values, in texts and attributes", () => {
    const bad = `<script>"&'</script>`;
    expect(html`<a title="${bad}">${bad}</a>`.text).toBe(
      '<a title="&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;">&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;</a>',
    );
  });

  it("puts templates, lists and nothing together", () => {
    const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
    expect(html`<p>${items}${null}${3}</p>`.text).toBe("<p><li>a</li><li>&lt;b&gt;</li>3</p>");
  });
});

import { describe, expect, it } from "vitest";
import { startTestServer } from "../../tests/support/server.ts";

describe.each(["1", "4"])("POST /excel/generate, with %s buckets", (buckets) => {
  it("makes a workbook while the caller waits", async () => {
    await using server = await startTestServer({ env: { OVERTEN_BUCKETS: buckets } });
    const { client } = await server.addOrganization();
    const made = await client.call("generate", {
      params: { format: "excel" },
      body: { prompt: "A sales report with 12 rows and totals" },
    });
    expect(made).toMatchObject({ status: "completed", summary: expect.stringContaining("12") });
    const response = await fetch("download_url" in made ? made.download_url : "");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(Number(response.headers.get("content-length")));
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
  });
});

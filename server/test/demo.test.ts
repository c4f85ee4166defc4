import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { startChildServer } from "../../tests/support/child-server.ts";
import { withTestDatabase } from "../../tests/support/postgres.ts";
import { makeTestFolder } from "../../tests/support/test-cluster.ts";

async function demoWith(env: Record<string, string>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cwd = await makeTestFolder();
  try {
    return await withTestDatabase(async ({ connectionString }) => {
      await using server = startChildServer({
        args: ["--demo"],
        cwd,
        env: {
          OVERTEN_ENV: "development",
          DATABASE_URL: connectionString,
          OVERTEN_SECRET_KEY: "s".repeat(32),
          OVERTEN_OPERATOR_KEY: `op_live_${"o".repeat(28)}`,
          ...env,
        },
      });
      return { code: await server.ended, stdout: server.stdout(), stderr: server.stderr() };
    });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

describe("npm start -- --demo", () => {
  it("plays the whole round, shows each step with its time, and ends with 0", async () => {
    const { code, stdout, stderr } = await demoWith({});
    expect(stderr).toBe("");
    const steps = [...stdout.matchAll(/^✓ (.+?) +\d+\.\d\d s {2}\S/gm)].map(([, title]) => title);
    expect(steps).toEqual([
      "Made an organisation",
      "Subscribed the inbox to its events",
      "Asked for a workbook",
      "The webhook arrived",
      "Its signatures are right",
      "Downloaded the workbook",
      "The log has the attempt",
    ]);
    expect(stdout).toContain("It works");
    expect(stdout).not.toMatch(/whsec_|op_live_/);
    expect(code).toBe(0);
  });

  it("ends with 1 and the reason when it does not work", async () => {
    const { code, stdout } = await demoWith({ OVERTEN_FORMATS: "word" });
    expect(stdout).toMatch(/^It did not work\. The server answered 501 not_implemented: .+/m);
    expect(code).toBe(1);
  });

  it("refuses to play without an inbox", async () => {
    const { code, stderr } = await demoWith({ OVERTEN_INBOX: "off" });
    expect(stderr).toContain("set OVERTEN_INBOX=true");
    expect(code).toBe(2);
  });

  it("refuses to play where webhooks may not go to the inbox, and says what to set", async () => {
    const { code, stdout, stderr } = await demoWith({ OVERTEN_ALLOW_TARGETS: "10.0.0.0/8" });
    expect(stderr).toMatch(/^The demo sends .+ inbox.+ Add 127\.0\.0\.1 to it, and start again\.$/m);
    expect([code, stdout]).toEqual([2, ""]);
    const { code: mended } = await demoWith({ OVERTEN_ALLOW_TARGETS: "10.0.0.0/8,127.0.0.1" });
    expect(mended).toBe(0);
  });
});

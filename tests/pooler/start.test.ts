import { expect, it } from "vitest";
import { startChildCommand, startChildServer } from "../support/child-server.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/postgres.ts";
import { testOperatorKey } from "../support/server.ts";

async function withEmptyDatabase(use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const database: TestDatabase = await createEmptyDatabase();
  try {
    await use({
      DATABASE_URL: database.connectionString,
      OVERTEN_ENV: "production",
      OVERTEN_SECRET_KEY: "a secret key that is long enough",
      OVERTEN_OPERATOR_KEY: testOperatorKey,
      HOST: "127.0.0.1",
      PUBLIC_URL: "https://overten.example.com", // without it a production start warns
    });
  } finally {
    await database.drop();
  }
}

it("a production start behind a pooler migrates, gets ready and stops; several at once do too", async () => {
  await withEmptyDatabase(async (env) => {
    await using one = startChildServer({ env });
    await using two = startChildServer({ env });
    for (const server of [one, two]) {
      const url = await server.url();
      await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    }
    for (const server of [one, two]) server.signal("SIGTERM");
    expect([await one.ended, await two.ended]).toEqual([0, 0]);
    expect(one.stderr() + two.stderr()).toBe("");
    // Neither warnings nor errors.
    expect(`${one.stdout()}${two.stdout()}`).not.toMatch(/"level":(?:"warn"|"error"|"fatal"|[456]0)/);
  });
});

it("`overten migrate` works through a pooler, twice", async () => {
  await withEmptyDatabase(async (env) => {
    for (const said of ["The database is up to date now.", "The database is up to date."]) {
      await using command = startChildCommand(["migrate"], env);
      expect(await command.ended).toBe(0);
      expect(command.stdout().trimEnd().endsWith(said)).toBe(true);
      expect(command.stderr()).toBe("");
    }
  });
});

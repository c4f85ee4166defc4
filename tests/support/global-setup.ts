import { startTestPostgres, sweepTestFolders } from "./test-cluster.ts";
import { useOwnPostgres } from "./own-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's connection to the one PostgreSQL of this test run; use createTestDatabase instead. */
    testPostgres: string;
    /** The pooler in front of it, through which test databases are reached; empty without one. */
    testPooler: string;
  }
}

/** What vitest hands to a global setup, as far as it is used here. */
interface Project {
  provide(key: "testPostgres" | "testPooler", value: string): void;
}

/**
 * Starts one embedded PostgreSQL for the whole run and gives back what stops it and removes its folder. With OVERTEN_TEST_POSTGRES (a superuser's URL)
 * that server is used instead, by one run at a time; with OVERTEN_TEST_POOLER besides, whatever a test starts goes through that pooler.
 */
export async function setup(project: Project): Promise<() => Promise<void>> {
  const own = process.env["OVERTEN_TEST_POSTGRES"] ?? "";
  const pooler = process.env["OVERTEN_TEST_POOLER"] ?? "";
  project.provide("testPooler", pooler);
  if (own !== "") {
    project.provide("testPostgres", own);
    return await useOwnPostgres(own);
  }
  if (pooler !== "") throw new Error("OVERTEN_TEST_POOLER needs OVERTEN_TEST_POSTGRES: the server behind the pooler.");
  await sweepTestFolders();
  const postgres = await startTestPostgres();
  project.provide("testPostgres", postgres.connectionString);
  return postgres.remove;
}

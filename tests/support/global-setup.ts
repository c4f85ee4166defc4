import { startTestPostgres, sweepTestFolders } from "./test-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's connection to the one PostgreSQL of this test run; use createTestDatabase instead. */
    testPostgres: string;
  }
}

/** What vitest hands to a global setup, as far as it is used here. */
interface Project {
  provide(key: "testPostgres", value: string): void;
}

/** Starts one embedded PostgreSQL for the whole run and gives back what stops it and removes its folder. */
export async function setup(project: Project): Promise<() => Promise<void>> {
  await sweepTestFolders();
  const postgres = await startTestPostgres();
  project.provide("testPostgres", postgres.connectionString);
  return postgres.remove;
}

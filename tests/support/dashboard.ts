import { buildDashboard } from "../../server/src/main/build-dashboard.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "./server.ts";

/** A node in this process that serves the dashboard, built from the present source. */
export async function startDashboardServer(options: TestServerOptions = {}): Promise<TestServer> {
  const built = await buildDashboard({ report: () => {} }, { signal: new AbortController().signal });
  if (built.outcome === "failed") throw new Error(built.problem);
  return startTestServer({ ...options, dashboard: Promise.resolve(built) });
}

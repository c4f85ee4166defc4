import { readDashboardFiles } from "../http/dashboard-files.ts";
import type { DashboardState } from "../http/dashboard-pages.ts";
import type { Logger } from "../runtime/logger.ts";
import type { DashboardOutput } from "./build-dashboard.ts";

/** What there is of the dashboard at each moment. A build that failed stops nothing: its page and the log say so. */
export function followDashboard(
  deps: { log: Logger },
  output: Promise<DashboardOutput> | undefined,
): () => DashboardState {
  let state: DashboardState = { kind: output === undefined ? "off" : "building" };
  const fail = (problem: string): void => {
    state = { kind: "failed", problem };
    deps.log.error({ problem }, "the dashboard could not be built; everything else works");
  };
  output
    ?.then(async (built) => {
      if (built.outcome === "failed") fail(built.problem);
      else state = { kind: "ready", files: await readDashboardFiles(built.folder) };
    })
    .catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  return () => state;
}

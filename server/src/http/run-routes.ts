import type { Run } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import type { Connection } from "../runtime/connection.ts";
import { findRun, listRuns, type RunRow } from "../storage/runs/find-runs.ts";
import type { CustomerCaller } from "./callers.ts";
import { HttpError } from "./http-error.ts";
import { pageFrom, pageStart } from "./page-cursor.ts";
import { pathId } from "./path-id.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface RunRouteDeps {
  database: Connection;
  links: DocumentLinks;
  /** False for one that is unknown. */
  deleteRun: (input: { bucket: number; orgId: string; runId: string }) => Promise<boolean>;
}

/** An organisation's documents. */
export function runRoutes(
  deps: RunRouteDeps,
): Pick<RouteHandlers, "listRuns" | "getRun" | "deleteRun" | "downloadRun"> {
  const { database, links } = deps;
  const find = async ({ bucket, orgId }: CustomerCaller, id: string): Promise<RunRow> => {
    const run = await findRun(database, { bucket, orgId, runId: pathId("run", id) });
    if (run === null) throw new HttpError("not_found");
    return run;
  };
  return {
    listRuns: async ({ query, caller }) => {
      const { bucket, orgId } = caller;
      const { beforeId, rows: limit } = pageStart("runs", query);
      const found = await listRuns(database, { bucket, orgId, beforeId, limit });
      const { rows, nextCursor } = pageFrom("runs", found, query.limit, (run) => run.runId);
      return { status: 200, body: { runs: rows.map(presentRun), next_cursor: nextCursor } };
    },
    getRun: async ({ params, caller }) => ({ status: 200, body: presentRun(await find(caller, params.run_id)) }),
    deleteRun: async ({ params, caller }) => {
      const { bucket, orgId } = caller;
      if (!(await deps.deleteRun({ bucket, orgId, runId: pathId("run", params.run_id) }))) {
        throw new HttpError("not_found");
      }
      return { status: 204 };
    },
    downloadRun: async ({ params, caller }) => {
      const { fileId, fileName, downloadUrl } = await find(caller, params.run_id);
      if (fileId !== null && fileName !== null) return { status: 302, location: links.file({ fileId, fileName }) };
      if (downloadUrl !== null) return { status: 302, location: asHeader(downloadUrl) };
      throw new HttpError("not_found", {
        message: "This run has no document yet. Wait until its task is completed, then try again.",
      });
    },
  };
}

/** An agent's link may hold any characters, a header may not. */
function asHeader(link: string): string {
  return URL.parse(link)?.href ?? encodeURI(link.toWellFormed());
}

function presentRun(run: RunRow): Run {
  return {
    run_id: encodeId("run", run.runId),
    format: run.format,
    file_name: run.fileName,
    created_at: run.createdAt.toISOString(),
    last_task_id: run.lastTaskId === null ? null : encodeId("task", run.lastTaskId),
    last_task_status: run.lastTaskStatus,
    summary: run.summary,
  };
}

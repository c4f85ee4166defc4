import type { Recovery as PresentedRecovery } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Database } from "../runtime/connection.ts";
import { createRecovery, maxOpenRecoveries } from "../storage/recoveries/create-recovery.ts";
import { cancelRecovery, findRecovery, type Recovery } from "../storage/recoveries/find-recovery.ts";
import { fieldError, HttpError } from "./http-error.ts";
import { type LogEdge, logFromMs } from "./log-edge.ts";
import { pathId } from "./path-id.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface RecoveryRouteDeps extends LogEdge {
  database: Database;
  /** A recovery was made: this node's recoverer, if it has one, may take it up at once. */
  wakeRecoverer: () => void;
}

/** Sending again what failed in a span of time (contract §3): the work itself is the recoverer's. */
export function recoveryRoutes(
  deps: RecoveryRouteDeps,
): Pick<RouteHandlers, "recoverWebhook" | "getRecovery" | "cancelRecovery"> {
  return {
    recoverWebhook: async ({ params, body, caller }) => {
      const { bucket, orgId } = caller;
      const subscriptionId = pathId("subscription", params.webhook_id);
      const nowMs = deps.clock.nowMs();
      const sinceMs = Math.max(Date.parse(body.since), logFromMs(deps));
      const untilMs = Math.min(body.until === null || body.until === undefined ? nowMs : Date.parse(body.until), nowMs);
      const recoveryId = uuidv7(nowMs);
      const recovery = { bucket, recoveryId, orgId, subscriptionId, sinceMs, untilMs, dryRun: body.dry_run };
      const created = await deps.database.transaction(async (connection) => {
        const result = await createRecovery(connection, recovery);
        // After the look-up, so that somebody else's webhook is not found whatever the span; nothing is kept.
        if (result.outcome === "created" && sinceMs >= untilMs) {
          throw fieldError("since", "must be before until, and in the past");
        }
        return result;
      });
      switch (created.outcome) {
        case "not_found":
        case "deleted": // as for every other call that names it
          throw new HttpError("not_found");
        case "paused":
          throw new HttpError("conflict", {
            message:
              "This webhook is paused, so everything would fail again. Set active to true first, or ask with dry_run.",
          });
        case "too_many":
          throw new HttpError("conflict", {
            message: `This webhook has ${maxOpenRecoveries} recoveries that have not ended, which is the limit. Wait until one has, or cancel one.`,
          });
        case "created":
          deps.wakeRecoverer();
          return { status: 202, body: { recovery_id: encodeId("recovery", recoveryId), matched: null } };
      }
    },

    getRecovery: async ({ params, caller }) => {
      const { bucket, orgId } = caller;
      const recoveryId = pathId("recovery", params.recovery_id);
      const recovery = await findRecovery(deps.database, { bucket, orgId, recoveryId });
      if (recovery === null) throw new HttpError("not_found");
      return { status: 200, body: presentRecovery(recovery) };
    },

    cancelRecovery: async ({ params, caller }) => {
      const { bucket, orgId } = caller;
      const named = { bucket, orgId, recoveryId: pathId("recovery", params.recovery_id) };
      const recovery = (await cancelRecovery(deps.database, named)) ?? (await findRecovery(deps.database, named));
      if (recovery === null) throw new HttpError("not_found");
      if (recovery.status === "completed") {
        throw new HttpError("conflict", { message: "This recovery has already completed; nothing is left to cancel." });
      }
      return { status: 200, body: presentRecovery(recovery) };
    },
  };
}

function presentRecovery(recovery: Recovery): PresentedRecovery {
  const { recoveryId, status, matched, done, createdAt } = recovery;
  return {
    recovery_id: encodeId("recovery", recoveryId),
    status,
    matched,
    done,
    created_at: createdAt.toISOString(),
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { startWithinMs } from "./sender.ts";

/** Between the commit that we saw and the moment a request that was just in time has left, and for clocks that do not run equally fast. */
const marginMs = 50;

/**
 * I3: called after a delete, a pause, a suspension, a new URL or a new secret was committed, and before that is answered. Statements that leased for the old
 * state were sent before the commit, and no node starts a request later than `startWithinMs` after it sent such a statement: when this resolves nothing
 * starts for the old state any more, on any node. No locks and no messages between nodes are needed.
 */
export async function untilNothingStarts(): Promise<void> {
  await sleep(startWithinMs + marginMs);
}

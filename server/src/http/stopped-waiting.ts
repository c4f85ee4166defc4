import type { StopTarget } from "../storage/delivery/end-waiting-of.ts";
import { HttpError } from "./http-error.ts";

/** What becomes of deliveries that wait for what is paused, suspended or deleted (contract §3). */
export interface StoppedWaiting {
  /** Ends them, behind; called after the stop was committed. */
  end: (target: StopTarget) => void;
  /** Ends those that are left from before, or says that they are too many to wait for; called before the end of the stop is committed. */
  endBeforeResume: (target: StopTarget) => Promise<"ended" | "busy">;
}

/** Sees to it that nothing from before a pause or a suspension is sent after it. */
export async function endBeforeResume(stopped: StoppedWaiting, target: StopTarget): Promise<void> {
  if ((await stopped.endBeforeResume(target)) === "ended") return;
  throw new HttpError("unavailable", {
    message: "What waited when this was stopped is still being ended. Nothing was changed; try again in a moment.",
  });
}

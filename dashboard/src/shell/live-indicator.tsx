import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import { type LiveState, useLiveState } from "../api/live-attempts.tsx";
import classes from "./live-indicator.module.css";

const words: Record<LiveState, { word: string; more: string }> = {
  live: { word: "Live", more: "New attempts appear by themselves." },
  connecting: { word: "Connecting", more: "Waiting for the server." },
  away: { word: "Reconnecting", more: "The connection is gone. It comes back by itself and shows what was missed." },
};

/** Whether new attempts arrive by themselves. */
export function LiveIndicator(): ReactElement {
  const state = useLiveState();
  const { word, more } = words[state];
  return (
    <Tooltip label={more}>
      <span className={classes["live"]} data-state={state} role="status">
        <span className={classes["dot"]} />
        {word}
      </span>
    </Tooltip>
  );
}

import type { ReactElement } from "react";
import { Icon, type IconName } from "./icon.tsx";
import classes from "./status-badge.module.css";

type Tone = "ok" | "bad" | "wait" | "off";

/** Everything that has a state, with one look for each: icon, word and colour, never colour alone. */
const looks = {
  succeeded: { tone: "ok", icon: "check", word: "Succeeded" },
  completed: { tone: "ok", icon: "check", word: "Completed" },
  active: { tone: "ok", icon: "check", word: "Active" },
  alive: { tone: "ok", icon: "check", word: "Alive" },
  silent: { tone: "bad", icon: "alert", word: "Silent" },
  healthy: { tone: "ok", icon: "check", word: "Healthy" },
  failed: { tone: "bad", icon: "cross", word: "Failed" },
  failing: { tone: "bad", icon: "alert", word: "Failing" },
  expired: { tone: "bad", icon: "clock", word: "Expired" },
  suspended: { tone: "bad", icon: "slash", word: "Suspended" },
  pending: { tone: "wait", icon: "clock", word: "Pending" },
  queued: { tone: "wait", icon: "clock", word: "Queued" },
  counting: { tone: "wait", icon: "clock", word: "Counting" },
  running: { tone: "wait", icon: "play", word: "Running" },
  unsteady: { tone: "wait", icon: "alert", word: "Unsteady" },
  paused: { tone: "off", icon: "pause", word: "Paused" },
  cancelled: { tone: "off", icon: "slash", word: "Cancelled" },
  quiet: { tone: "off", icon: "dots", word: "Nothing sent yet" },
} as const satisfies Record<string, { tone: Tone; icon: IconName; word: string }>;

export type BadgeStatus = keyof typeof looks;

export function StatusBadge(props: { status: BadgeStatus; word?: string }): ReactElement {
  const { tone, icon, word } = looks[props.status];
  return (
    <span className={classes["badge"]} data-tone={tone}>
      <Icon name={icon} size={13} />
      {props.word ?? word}
    </span>
  );
}

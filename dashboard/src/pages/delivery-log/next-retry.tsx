import { type ReactElement, useEffect, useState } from "react";
import { When } from "../../parts/when.tsx";
import classes from "./attempt-rows.module.css";

/** Timers of a browser end at once beyond this. */
const longestTimerMs = 2_000_000_000;

/** When it is tried again, counting down; nothing once that has passed: the attempt has its own row then. */
export function NextRetry(props: { at: string }): ReactElement | null {
  const { at } = props;
  const [isOver, setOver] = useState(() => Date.parse(at) <= Date.now());
  useEffect(() => {
    const leftMs = Date.parse(at) - Date.now();
    if (leftMs <= 0) return undefined;
    const timer = setTimeout(() => setOver(true), Math.min(leftMs, longestTimerMs));
    return () => clearTimeout(timer);
  }, [at]);
  if (isOver) return null;
  return (
    <span className={classes["next"]}>
      retry <When at={at} />
    </span>
  );
}

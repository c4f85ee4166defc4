import { Tooltip } from "@mantine/core";
import { type ReactElement, useSyncExternalStore } from "react";
import { relativeTime } from "./relative-time.ts";

// One timer for all: a thousand rows with a timer each would be a thousand wake-ups a second.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    listeners.forEach((tick) => tick());
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A step of the shared second hand that a value depends on: what changes once a minute is drawn once a minute. */
function useTicking<Value extends string | number>(valueAt: (nowMs: number) => Value): Value {
  return useSyncExternalStore(subscribe, () => valueAt(Math.max(nowMs, Date.now() - 1000)));
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** An instant as people of two time zones read it. */
export function absoluteTime(iso: string): { local: string; utc: string } {
  const at = new Date(iso);
  return { local: local.format(at), utc: `${at.toISOString().replace("T", " ").slice(0, 19)} UTC` };
}

/** How long ago, or how long until; on hover when exactly, here and in UTC. */
export function When(props: { at: string }): ReactElement {
  const text = useTicking((now) => relativeTime(Date.parse(props.at), now));
  const absolute = absoluteTime(props.at);
  return (
    <Tooltip
      label={
        <>
          {absolute.local} here
          <br />
          {absolute.utc}
        </>
      }
    >
      <time dateTime={props.at}>{text}</time>
    </Tooltip>
  );
}

import { CloseButton } from "@mantine/core";
import { type ReactElement, useSyncExternalStore } from "react";
import { Icon } from "./icon.tsx";
import classes from "./toasts.module.css";

interface Toast {
  id: number;
  tone: "ok" | "bad";
  text: string;
}

const shownMs = { ok: 4000, bad: 9000 };
const most = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  listeners.forEach((listener) => listener());
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Says something short at the edge of the page, for a while; read aloud when there is a pause. */
export function notify(toast: { tone: "ok" | "bad"; text: string }): void {
  const id = nextId++;
  change([...toasts.slice(1 - most), { id, ...toast }]);
  setTimeout(() => dismiss(id), shownMs[toast.tone]);
}

/** Where notices appear. The region is always there: one that comes with its text is not read aloud. */
export function Toasts(): ReactElement {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className={classes["region"]} role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={classes["toast"]} data-tone={tone}>
          <Icon name={tone === "ok" ? "check" : "alert"} size={17} />
          <span>{text}</span>
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

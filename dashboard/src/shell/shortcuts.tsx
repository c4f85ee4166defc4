import {
  createContext,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";

interface Shortcut {
  key: string;
  what: string;
  run: () => void;
}

interface Shortcuts {
  /** What can be pressed on this page now. */
  shown: () => readonly Shortcut[];
  add: (shortcut: Shortcut) => () => void;
}

const ShortcutContext = createContext<Shortcuts | null>(null);

/** Keys that belong to what is typed into, or to an open dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("input, textarea, select, [role='menuitem'], [role='option']"))
    return true;
  return document.querySelector("[role='dialog'][aria-modal='true']") !== null;
}

/** Listens for keys on behalf of all pages; what was added last comes first. */
export function ShortcutProvider(props: { children: ReactNode }): ReactElement {
  const [entries] = useState<Shortcut[]>(() => []);
  const value = useMemo<Shortcuts>(
    () => ({
      shown: () => [...new Map(entries.map((entry) => [entry.key, entry])).values()],
      add: (shortcut) => {
        entries.push(shortcut);
        return () => {
          const at = entries.indexOf(shortcut);
          if (at !== -1) entries.splice(at, 1);
        };
      },
    }),
    [entries],
  );
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // Out of the filter, so that the keys are the page's again.
      if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches("[data-filter]")) {
        event.target.blur();
        return;
      }
      if (isTaken(event)) return;
      const found = entries.findLast((entry) => entry.key === event.key);
      if (found === undefined) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [entries]);
  return <ShortcutContext value={value}>{props.children}</ShortcutContext>;
}

function useShortcuts(): Shortcuts {
  const shortcuts = useContext(ShortcutContext);
  if (shortcuts === null) throw new Error("no shortcuts here");
  return shortcuts;
}

/** While the calling part is shown, `key` runs `run` (its newest closure); `what` is how the help names it. */
export function useShortcut(key: string, what: string, run: () => void): void {
  const { add } = useShortcuts();
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  useEffect(() => add({ key, what, run: () => newest.current() }), [add, key, what]);
}

/** What the help lists. */
export function useShownShortcuts(): () => readonly Shortcut[] {
  return useShortcuts().shown;
}

/** Moves the focus among the rows of a page: whatever carries `data-row` and takes the focus. */
export function useRowKeys(): void {
  const move = (step: 1 | -1): void => {
    const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
    const at = rows.findIndex((row) => row.contains(document.activeElement) || row === document.activeElement);
    const next = at === -1 ? rows[step === 1 ? 0 : rows.length - 1] : rows[at + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useShortcut("j", "Next row", () => move(1));
  useShortcut("k", "Row before", () => move(-1));
}

/** The key of the row that has the focus: its `data-row`. Null without one. */
export function focusedRow(): string | null {
  const row = document.activeElement?.closest<HTMLElement>("[data-row]");
  return row?.dataset["row"] ?? null;
}

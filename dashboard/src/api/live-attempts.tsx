import { type Attempt, attemptSchema, basePath as apiBase } from "@overten/contract";
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
import { apiHeaders, apiRoot } from "./client.ts";
import { readEvents } from "./event-source.ts";
import { queryClient } from "./queries.ts";

export type LiveState = "connecting" | "live" | "away";

interface Live {
  state: LiveState;
  listen: (listener: (attempt: Attempt) => void) => () => void;
}

const LiveContext = createContext<Live>({ state: "away", listen: () => () => {} });

/** The server sends a heartbeat every 15 s; after this long without one the connection is taken for dead. */
const silentMs = 40_000;
const retryMs = [500, 1000, 2000, 5000];
/** Second in the key of a query whose rows must not move by themselves. */
export const logKey = "log";
/** A resumed stream says again what it said in its last half minute. */
const rememberedIds = 5000;

/** Keeps one stream of attempts open for all pages; after a break it goes on where it was. */
export function LiveAttempts(props: { orgId: string | null; children: ReactNode }): ReactElement {
  const { orgId, children } = props;
  const [state, setState] = useState<LiveState>("connecting");
  const listeners = useRef(new Set<(attempt: Attempt) => void>());
  useEffect(() => {
    if (orgId === null) return undefined;
    const stop = follow({
      onState: setState,
      onAttempt: (attempt) => listeners.current.forEach((listener) => listener(attempt)),
    });
    return stop;
  }, [orgId]);
  const live = useMemo<Live>(
    () => ({
      state,
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Whether new attempts arrive by themselves right now. */
export function useLiveState(): LiveState {
  return useContext(LiveContext).state;
}

/** Calls `listener` with each attempt as it is recorded, once each; the newest closure is called. */
export function useLiveAttempts(listener: (attempt: Attempt) => void): void {
  const { listen } = useContext(LiveContext);
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => listen((attempt) => newest.current(attempt)), [listen]);
}

/** What pages read before the connection broke is old. The log of attempts keeps its rows where they are, and asks for what it missed itself. */
function readMissed(): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== logKey });
}

function follow(on: { onState: (state: LiveState) => void; onAttempt: (attempt: Attempt) => void }): () => void {
  const ended = new AbortController();
  const shown = new Set<string>();
  let lastId: string | null = null;
  let failures = 0;
  let wake = (): void => {};

  const show = (data: string): void => {
    const parsed = attemptSchema.safeParse(JSON.parse(data));
    if (!parsed.success || shown.has(parsed.data.attempt_id)) return;
    shown.add(parsed.data.attempt_id);
    if (shown.size > rememberedIds) shown.delete(shown.values().next().value ?? "");
    on.onAttempt(parsed.data);
  };

  const connect = async (): Promise<void> => {
    const broken = new AbortController();
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const hear = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => broken.abort(), silentMs);
    };
    hear();
    try {
      const status = await readEvents(`${apiRoot}${apiBase}/attempts/stream`, {
        headers: { ...apiHeaders(), ...(lastId === null ? {} : { "last-event-id": lastId }) },
        signal: AbortSignal.any([ended.signal, broken.signal]),
        onOpen: () => {
          if (failures > 0) readMissed();
          failures = 0;
          on.onState("live");
        },
        onEvent: (event) => {
          hear();
          if (event === null) return;
          lastId = event.id;
          show(event.data);
        },
      });
      if (status === 401) void queryClient.invalidateQueries({ queryKey: ["getSession"] });
      // Too long away to go on where it was: lists are read anew instead.
      if (status === 410 || status === 422) {
        lastId = null;
        void queryClient.invalidateQueries();
      }
    } catch {
      // the connection broke; the loop tries again
    } finally {
      clearTimeout(watchdog);
    }
  };

  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await connect();
      if (ended.signal.aborted) return;
      on.onState("away");
      const waitMs = retryMs[Math.min(failures++, retryMs.length - 1)];
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  // After sleep, or when the network is back: at once.
  const hurry = (): void => wake();
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  void run();
  return () => {
    ended.abort();
    wake();
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
  };
}

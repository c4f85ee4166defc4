import type { Attempt } from "@overten/contract";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { call } from "../../api/client.ts";
import { logKey, useLiveAttempts, useLiveState } from "../../api/live-attempts.tsx";
import { isWanted, type LogFilter, logQueryOf } from "./log-filter.ts";

interface LogPage {
  attempts: readonly Attempt[];
  next_cursor: string | null;
  searched_to?: string | undefined;
}
type Log = InfiniteData<LogPage, string | null>;

const pageRows = 100;
/** Above this many that wait, showing them reads the log anew. */
export const mostWaiting = 500;
/** Fewer rows than this do not fill a page: the next is read by itself. */
const fillRows = 30;

/** A filter that finds so little that page after page is read without anybody asking for it. */
export interface LogSearch {
  /** Everything newer than this was looked at. */
  to: string;
  isStopped: boolean;
  stop: () => void;
  goOn: () => void;
}

export interface AttemptLog {
  rows: readonly Attempt[];
  /** Null where pages are full, and where the end is reached. */
  search: LogSearch | null;
  /** New ones that wait until the reader asks for them. */
  waiting: number;
  showWaiting: () => void;
  isLoading: boolean;
  isLoadingMore: boolean;
  hasMore: boolean;
  error: unknown;
  loadMore: () => void;
  reload: () => void;
}

/** The attempts of a filter, page by page; for a part that lives as long as its filter. What is new waits beside them: rows never move by themselves. */
export function useAttemptLog(filter: LogFilter): AttemptLog {
  // "The last 24 h" is fixed while the filter stands: cursors walk over one span.
  const [query] = useState(() => logQueryOf(filter, Date.now()));
  const queryKey = useMemo(() => ["listAttempts", logKey, query], [query]);
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState<readonly Attempt[]>([]);
  const found = useInfiniteQuery<LogPage, Error, Log, readonly unknown[], string | null>({
    queryKey,
    initialPageParam: null,
    queryFn: async ({ signal, pageParam }) =>
      call("listAttempts", {
        query: { ...query, limit: pageRows, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isError } = found;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.attempts) ?? [], [data]);
  const shownIds = useMemo(() => new Set(rows.map((row) => row.attempt_id)), [rows]);

  const [isStopped, setStopped] = useState(false);
  const goesOn = hasNextPage && !isFetchingNextPage && !isError && !isStopped;

  useEffect(() => {
    if (data !== undefined && rows.length < fillRows && goesOn) void fetchNextPage();
  }, [data, rows.length, goesOn, fetchNextPage]);

  const show = (attempts: readonly Attempt[]): void => {
    queries.setQueryData<Log>(queryKey, (before) => {
      const [first, ...rest] = before?.pages ?? [];
      if (before === undefined || first === undefined) return before;
      const known = new Set(before.pages.flatMap((page) => page.attempts.map((row) => row.attempt_id)));
      const fresh = attempts.filter(({ attempt_id: id }) => !known.has(id));
      const newest = fresh.toSorted((one, other) => (one.attempt_id < other.attempt_id ? 1 : -1));
      return { ...before, pages: [{ ...first, attempts: [...newest, ...first.attempts] }, ...rest] };
    });
  };
  const keep = (attempts: readonly Attempt[]): void => {
    // Nothing is there that could move.
    if (data !== undefined && rows.length === 0 && !hasNextPage) {
      show(attempts);
      return;
    }
    setWaiting((before) => {
      const ids = new Set(before.map((attempt) => attempt.attempt_id));
      const fresh = attempts.filter(({ attempt_id: id }) => !ids.has(id) && !shownIds.has(id));
      return fresh.length === 0 ? before : [...fresh, ...before].slice(0, mostWaiting + 1);
    });
  };
  useLiveAttempts((attempt) => {
    if (isWanted(filter, attempt)) keep([attempt]);
  });
  useMissed(async () => {
    // Back to a row that is shown: what lies between would be missing otherwise. Beyond what can wait, the log is read anew when it is asked for.
    let cursor: string | null = null;
    let found = 0;
    do {
      const next: Record<string, string> = cursor === null ? {} : { cursor };
      const page: LogPage = await call("listAttempts", { query: { ...query, limit: pageRows, ...next } });
      keep(page.attempts);
      found += page.attempts.length;
      cursor = page.attempts.some((row) => shownIds.has(row.attempt_id)) ? null : page.next_cursor;
    } while (cursor !== null && found <= mostWaiting);
  });

  const held = waiting.filter((attempt) => !shownIds.has(attempt.attempt_id));
  const showWaiting = (): void => {
    setWaiting([]);
    if (held.length > mostWaiting) {
      void queries.resetQueries({ queryKey });
      return;
    }
    show(held);
  };
  const to = data?.pages.at(-1)?.searched_to;
  const goOn = (): void => {
    setStopped(false);
    void fetchNextPage();
  };
  return {
    rows,
    search: to === undefined ? null : { to, isStopped, stop: () => setStopped(true), goOn },
    waiting: data === undefined ? 0 : held.length,
    showWaiting,
    isLoading: found.isLoading || (rows.length === 0 && hasNextPage && !isError),
    isLoadingMore: isFetchingNextPage,
    hasMore: hasNextPage,
    error: found.error,
    loadMore: () => {
      if (goesOn) void fetchNextPage();
    },
    reload: () => void (isError && rows.length > 0 ? fetchNextPage() : found.refetch()),
  };
}

/** After the connection came back: a stream that had said nothing yet cannot go on where it was, so the log is asked. */
function useMissed(read: () => Promise<void>): void {
  const state = useLiveState();
  const wasAway = useRef(false);
  const newest = useRef(read);
  useEffect(() => {
    newest.current = read;
  });
  useEffect(() => {
    if (state === "away") wasAway.current = true;
    if (state !== "live" || !wasAway.current) return;
    wasAway.current = false;
    newest.current().catch(() => undefined); // the next reconnect, or the reader, asks again
  }, [state]);
}

import { ApiError, type CallableRouteName, type CallInput, type CallResult } from "@overten/contract";
import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { call } from "./client.ts";

export const sessionKey = ["getSession"] as const;

function onError(error: unknown): void {
  // The session is over: the sign-in takes the page's place, and the page comes back at the same address.
  if (error instanceof ApiError && error.status === 401) queryClient.setQueryData(sessionKey, null);
}

/** Mistakes of ours are not tried again; a server that is away is, as long as the page is open. */
function isWorthAgain(failures: number, error: Error): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 429 ? false : failures < 4;
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: isWorthAgain, staleTime: 2000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

interface ReadOptions {
  /** Reads again after so long, while the page is in front. */
  everyMs?: number | false;
  enabled?: boolean;
}

/** Reads a route, keeps what it said, and reads again when something changed. */
export function useRead<Name extends CallableRouteName>(
  name: Name,
  input: CallInput<Name>,
  options: ReadOptions = {},
): UseQueryResult<CallResult<Name>> {
  return useQuery({
    queryKey: [name, input],
    queryFn: async ({ signal }) => call(name, { ...input, signal }),
    refetchInterval: options.everyMs ?? false,
    enabled: options.enabled ?? true,
  });
}

type ListName = Extract<CallableRouteName, `list${string}`>;

export interface Rows<Row> {
  rows: readonly Row[];
  isLoading: boolean;
  error: unknown;
  /** There is more behind the last row. */
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  reload: () => void;
}

/**
 * Reads a list page by page, newest first. A page may hold few rows or none (a rare filter looks at a bounded number of rows a request): then the next is
 * read by itself until there are `fill` rows or the end is reached.
 */
export function useRows<Name extends ListName, Row>(
  name: Name,
  input: CallInput<Name> & { query?: Record<string, unknown> },
  options: {
    rowsOf: (page: CallResult<Name>) => readonly Row[];
    everyMs?: number;
    enabled?: boolean;
    fill?: number;
    /** While another question is being answered the rows of the last stay, so that nothing jumps as somebody types. */
    keepsRows?: boolean;
  },
): Rows<Row> {
  const { rowsOf, fill = 20, keepsRows = false } = options;
  const found = useInfiniteQuery({
    queryKey: [name, input],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...input.query, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return call(name, { ...input, query, signal });
    },
    getNextPageParam: (page) => cursorOf(page),
    refetchInterval: options.everyMs ?? false,
    enabled: options.enabled ?? true,
    ...(keepsRows ? { placeholderData: keepPreviousData } : {}),
  });
  const pages = found.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => rowsOf(page)) ?? [], [pages, rowsOf]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = found;
  useEffect(() => {
    if (pages !== undefined && rows.length < fill && hasNextPage && !isFetchingNextPage && !isError)
      void fetchNextPage();
  }, [pages, rows.length, fill, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    rows,
    isLoading: found.isLoading,
    error: found.error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    reload: () => void found.refetch(),
  };
}

function cursorOf(page: unknown): string | null {
  const cursor = typeof page === "object" && page !== null && "next_cursor" in page ? page.next_cursor : null;
  return typeof cursor === "string" ? cursor : null;
}

/** Changes something; what was read by the routes in `reread` is read again afterwards. */
export function useChange<Name extends CallableRouteName>(
  name: Name,
  options: { reread?: readonly CallableRouteName[]; onDone?: (result: CallResult<Name>) => void } = {},
): UseMutationResult<CallResult<Name>, Error, CallInput<Name>> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: CallInput<Name>) => call(name, input),
    onSuccess: async (result) => {
      options.onDone?.(result);
      await Promise.all((options.reread ?? []).map(async (read) => queries.invalidateQueries({ queryKey: [read] })));
    },
  });
}

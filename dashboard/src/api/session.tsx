import { ApiError, routeNamed, routeNames, type Session } from "@overten/contract";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactElement, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { actForOrganization, basePath, call } from "./client.ts";
import { queryClient, sessionKey } from "./queries.ts";

/** Who is signed in, and for which organisation. */
export interface SignedIn extends Session {
  /** Whether this session may change things. */
  canChange: boolean;
  /** The organisation whose pages are shown; null for an operator who has chosen none. */
  orgId: string | null;
  /** An operator turns to another organisation. */
  chooseOrganization: (orgId: string | null) => void;
  signOut: () => Promise<void>;
}

const SessionContext = createContext<SignedIn | null>(null);

/** Who is signed in. For what is below the sign-in. */
export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("nobody is signed in here");
  return session;
}

/** Asks the server who is signed in: undefined while it has not answered, null for nobody. */
export function useCurrentSession(): { session: Session | null | undefined; error: unknown; retry: () => void } {
  const found = useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }) => {
      try {
        return await call("getSession", { signal });
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
  return { session: found.data, error: found.error, retry: () => void found.refetch() };
}

/** What was read for another organisation must not be shown; what the operator reads is of all of them, and stays with what was made on its pages. */
function forgetOrganization(): void {
  const isOfOne = (name: unknown): boolean =>
    !routeNames.some((route) => route === name && routeNamed(route).key !== "customer");
  queryClient.removeQueries({ predicate: (query) => isOfOne(query.queryKey[0]) });
}

/** Nothing that was read for somebody else may be shown. The session itself stays: who watches it must see it change. */
function forgetRest(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
}

/** Somebody signed in. */
export function keepSession(session: Session): void {
  forgetRest();
  queryClient.setQueryData(sessionKey, session);
}

const chosenKey = "overten-organization";

export function SessionProvider(props: { session: Session; children: ReactNode }): ReactElement {
  const { session, children } = props;
  const [chosen, setChosen] = useState(() =>
    session.kind === "operator"
      ? (new URLSearchParams(window.location.search).get("org") ?? window.localStorage.getItem(chosenKey))
      : null,
  );
  const orgId = session.organization?.org_id ?? chosen;
  // Before anything below reads: a request for the organisation chosen last would be somebody else's page.
  actForOrganization(session.kind === "operator" ? chosen : null);

  const chooseOrganization = useCallback((id: string | null) => {
    if (id === null) window.localStorage.removeItem(chosenKey);
    else window.localStorage.setItem(chosenKey, id);
    actForOrganization(id);
    forgetOrganization();
    setChosen(id);
  }, []);
  const signOut = useCallback(async () => {
    await call("deleteSession", {});
    // A page of its own, so that nothing of what was read stays in memory.
    window.location.assign(`${basePath}/sign-in`);
  }, []);
  const value = useMemo(
    () => ({ ...session, canChange: session.role === "admin", orgId, chooseOrganization, signOut }),
    [session, orgId, chooseOrganization, signOut],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { Link, Redirect, Route, Router, Switch } from "wouter";
import { basePath } from "./api/client.ts";
import { LiveAttempts } from "./api/live-attempts.tsx";
import { queryClient } from "./api/queries.ts";
import { SessionProvider, useCurrentSession, useSession } from "./api/session.tsx";
import { NotFoundPage } from "./pages/not-found-page.tsx";
import { SignInPage } from "./pages/sign-in-page.tsx";
import { EmptyState } from "./parts/empty-state.tsx";
import { ErrorState } from "./parts/error-state.tsx";
import { PageHeader } from "./parts/page-header.tsx";
import { Toasts } from "./parts/toasts.tsx";
import { firstPage, pageRoutes } from "./routes.tsx";
import { PageBoundary } from "./shell/page-boundary.tsx";
import { Shell } from "./shell/shell.tsx";
import { ShortcutProvider } from "./shell/shortcuts.tsx";
import { theme } from "./theme/theme.ts";

/** The dashboard. Styles come from files alone: our policy takes no <style> element. */
export function App(): ReactElement {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <Router base={basePath}>
          <Front />
        </Router>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Front(): ReactElement | null {
  const { session, error, retry } = useCurrentSession();
  const [wasSignedIn, setWasSignedIn] = useState(false);
  if (!wasSignedIn && session !== undefined && session !== null) setWasSignedIn(true);
  if (session === undefined) {
    return error === null ? null : (
      <main>
        <PageHeader title="Overten" />
        <ErrorState what="the dashboard" error={error} retry={retry} />
      </main>
    );
  }
  if (session === null) return <SignInPage hasEnded={wasSignedIn} />;
  return (
    <SessionProvider session={session}>
      <ShortcutProvider>
        <Following />
      </ShortcutProvider>
    </SessionProvider>
  );
}

function Following(): ReactElement {
  const { orgId } = useSession();
  return (
    <LiveAttempts orgId={orgId}>
      <Shell>
        <Pages />
      </Shell>
    </LiveAttempts>
  );
}

function Pages(): ReactElement {
  const session = useSession();
  const pages = pageRoutes.filter((page) => page.for === "everyone" || session.kind === page.for);
  return (
    <PageBoundary>
      <Switch>
        <Route path="/">
          <Redirect to={firstPage} replace />
        </Route>
        <Route path="/sign-in">
          <Redirect to={firstPage} replace />
        </Route>
        {/* Another organisation is another page, but for the operator's own: a key that is shown once must not go with the old. */}
        {pages.map((page) => (
          <Route key={page.path} path={page.path}>
            {page.for === "everyone" && session.orgId === null ? (
              <NoOrganization />
            ) : (
              <page.page key={page.for === "operator" ? page.for : session.orgId} />
            )}
          </Route>
        ))}
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </PageBoundary>
  );
}

function NoOrganization(): ReactElement {
  return (
    <>
      <PageHeader title="No organisation" />
      <EmptyState
        icon="organization"
        title="No organisation is chosen"
        text="This page shows one organisation. Choose one above the navigation, or create the first."
      >
        <Link href="/organizations/new">Create an organisation</Link>
      </EmptyState>
    </>
  );
}

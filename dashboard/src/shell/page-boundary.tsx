import { Component, type ReactElement, type ReactNode } from "react";
import { useLocation } from "wouter";
import { apiRoot } from "../api/client.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { PageHeader } from "../parts/page-header.tsx";
import { Panel } from "../parts/panel.tsx";
import { notify } from "../parts/toasts.tsx";

/** Holds a page that breaks, or whose part of the program cannot be loaded: the rest stays, and another page is a way out. */
export function PageBoundary(props: { children: ReactNode }): ReactElement {
  const [location] = useLocation();
  return <Boundary key={location}>{props.children}</Boundary>;
}

class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <>
        <PageHeader title="Not loaded" />
        <Panel flush>
          <ErrorState
            what="this page"
            error={error}
            words="Its part of the dashboard did not come, or broke. The server may have been away, or updated meanwhile."
            retry={() => void loadAnew()}
          />
        </Panel>
      </>
    );
  }
}

/** In many browsers a part that failed to load stays failed, and after an update it has another name: the whole page anew helps, once there is one. */
async function loadAnew(): Promise<void> {
  try {
    await fetch(`${apiRoot}/livez`);
    window.location.reload();
  } catch {
    notify({ tone: "bad", text: "The server does not answer yet. Try again in a moment." });
  }
}

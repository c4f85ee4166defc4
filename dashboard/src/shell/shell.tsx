import { lazy, type ReactElement, type ReactNode, Suspense, useEffect, useRef } from "react";
import { Skeleton } from "@mantine/core";
import { Link, useLocation } from "wouter";
import { useSession } from "../api/session.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { AwayNotice } from "./away-notice.tsx";
import { useKeyboardHelp } from "./keyboard-help.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import { Navigation } from "./navigation.tsx";
import { useRowKeys, useShortcut } from "./shortcuts.tsx";
import classes from "./shell.module.css";

// The kit's list with a search is large, and only operators need it here.
const OrganizationPicker = lazy(async () => ({
  default: (await import("./organization-picker.tsx")).OrganizationPicker,
}));

/** What is around every page. */
export function Shell(props: { children: ReactNode }): ReactElement {
  const session = useSession();
  const main = useRef<HTMLElement>(null);
  const { help, open } = useKeyboardHelp();
  useRowKeys();
  useShortcut("/", "Search or filter", () => main.current?.querySelector<HTMLElement>("[data-filter]")?.focus());
  useNewPageAtTop();
  return (
    <div className={classes["shell"]}>
      <a className={classes["skip"]} href="#main">
        Skip to the page
      </a>
      <header className={classes["side"]}>
        <Link href="/" className={classes["brand"] ?? ""} aria-label="Overten, to the first page">
          <Mark />
          <span>Overten</span>
        </Link>
        <div className={classes["who"]}>
          {session.kind === "operator" ? (
            <Suspense fallback={<Skeleton height={30} />}>
              <OrganizationPicker />
            </Suspense>
          ) : (
            <span className={classes["organization"]}>{session.organization?.name}</span>
          )}
        </div>
        <div className={classes["pages"]}>
          <Navigation />
        </div>
        <div className={classes["foot"]}>
          {session.orgId === null ? null : <LiveIndicator />}
          <AccountMenu onHelp={open} />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes["main"]}>
        <AwayNotice />
        {session.role === "viewer" ? (
          <p className={classes["viewer"]}>
            <Icon name="slash" size={15} /> You are signed in to look: this key changes nothing and sees no secrets.
          </p>
        ) : null}
        {props.children}
      </main>
      {help}
    </div>
  );
}

function useNewPageAtTop(): void {
  const [location] = useLocation();
  useEffect(() => {
    window.scrollTo(0, 0); // gives a promise in newer browsers, which is no clean-up
  }, [location]);
}

import type { ReactElement } from "react";
import { Link, useLocation } from "wouter";
import { useSession } from "../api/session.tsx";
import { Icon } from "../parts/icon.tsx";
import { type PageRoute, pageRoutes } from "../routes.tsx";
import classes from "./navigation.module.css";

/** Where one can go; below 800 px a bar at the bottom. */
export function Navigation(): ReactElement {
  const session = useSession();
  const [location] = useLocation();
  const links = pageRoutes.filter(
    (page) =>
      page.nav !== undefined &&
      (page.nav.needsInbox === undefined || session.server.inbox_url !== null) &&
      (page.for === "everyone" || session.kind === page.for) &&
      (page.for === "operator" || session.orgId !== null),
  );
  return (
    <nav className={classes["nav"]} aria-label="Pages">
      {links.map((page) => (
        <NavigationLink key={page.path} page={page} isHere={isBelow(location, page.path)} />
      ))}
    </nav>
  );
}

function NavigationLink(props: { page: PageRoute; isHere: boolean }): ReactElement | null {
  const { page, isHere } = props;
  if (page.nav === undefined) return null;
  return (
    <Link
      href={page.path}
      className={classes["link"] ?? ""}
      aria-current={isHere ? "page" : undefined}
      onPointerEnter={page.page.preload}
      onFocus={page.page.preload}
    >
      <Icon name={page.nav.icon} />
      <span>{page.nav.label}</span>
    </Link>
  );
}

function isBelow(location: string, path: string): boolean {
  return location === path || (path !== "/" && location.startsWith(`${path}/`));
}

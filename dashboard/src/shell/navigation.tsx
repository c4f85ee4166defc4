import { Fragment, type ReactElement, useEffect, useRef } from "react";
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
  const nav = useRef<HTMLElement>(null);
  // Where there is no room for all the one that is shown must not be out of sight.
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [location, links.length]);
  return (
    <nav ref={nav} className={classes["nav"]} aria-label="Pages">
      {links.map((page, at) => (
        <Fragment key={page.path}>
          {page.for === "operator" && links[at - 1]?.for !== "operator" ? (
            <span className={classes["group"]}>Platform</span>
          ) : null}
          <NavigationLink page={page} isHere={isBelow(location, page.path)} />
        </Fragment>
      ))}
    </nav>
  );
}

function NavigationLink(props: { page: PageRoute; isHere: boolean }): ReactElement | null {
  const { page, isHere } = props;
  if (page.nav === undefined) return null;
  return (
    <Link href={page.path} className={classes["link"] ?? ""} aria-current={isHere ? "page" : undefined}>
      <Icon name={page.nav.icon} />
      <span>{page.nav.label}</span>
    </Link>
  );
}

function isBelow(location: string, path: string): boolean {
  return location === path || (path !== "/" && location.startsWith(`${path}/`));
}

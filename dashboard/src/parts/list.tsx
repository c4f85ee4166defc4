import { Button } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";
import classes from "./list.module.css";

/**
 * Names of the columns above a list, where there is room for them; each value carries its own for readers aloud. `columns` is a class that sets `--columns`
 * and, for windows below 1100 px, `--columns-narrow` and the link's `--link-area`.
 */
export function ListHead(props: { columns: string | undefined; children: ReactNode }): ReactElement {
  return (
    <div className={`${classes["head"]} ${props.columns}`} aria-hidden="true">
      {props.children}
    </div>
  );
}

/** Rows below each other, each with a link that covers it. */
export function List(props: { children: ReactNode }): ReactElement {
  return <ul className={classes["list"]}>{props.children}</ul>;
}

/** `columns` as for the head. */
export function ListRow(props: { columns: string | undefined; children: ReactNode }): ReactElement {
  return <li className={`${classes["row"]} ${props.columns}`}>{props.children}</li>;
}

/** What a row is about: the link that the whole row is, and a line below it. `id` names the row to the keys. */
export function RowLink(props: { href: string; id: string; below?: ReactNode; children: ReactNode }): ReactElement {
  const { href, id, below, children } = props;
  return (
    <div className={classes["what"]}>
      <Link className={classes["link"] ?? ""} href={href} data-row={id}>
        {children}
      </Link>
      {below === undefined ? null : <p className={classes["below"]}>{below}</p>}
    </div>
  );
}

/** Reads on, below the last row; nothing where there is no more. */
export function ListMore(props: {
  found: { hasMore: boolean; isLoadingMore: boolean; loadMore: () => void };
}): ReactElement | null {
  const { hasMore, isLoadingMore, loadMore } = props.found;
  if (!hasMore) return null;
  return (
    <div className={classes["more"]}>
      <Button variant="default" loading={isLoadingMore} onClick={loadMore}>
        Show more
      </Button>
    </div>
  );
}

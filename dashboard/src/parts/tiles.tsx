import { Skeleton } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import classes from "./tiles.module.css";

/** The figures on top of a page. */
export function Tiles(props: { children: ReactNode }): ReactElement {
  return <dl className={classes["tiles"]}>{props.children}</dl>;
}

/** One figure with its name and a note beside it; null holds its place until it is read. */
export function Tile(props: { label: string; note?: ReactNode; children: ReactNode }): ReactElement {
  const { label, note, children } = props;
  return (
    <div className={classes["tile"]}>
      <dt>{label}</dt>
      <dd>
        {children ?? <Skeleton width={72} height={32} />}{" "}
        {note === undefined ? null : <span className={classes["note"]}>{note}</span>}
      </dd>
    </div>
  );
}

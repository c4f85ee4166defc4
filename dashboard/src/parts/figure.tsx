import { Skeleton } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import classes from "./figure.module.css";

/** One value of a row, under the head of its column; below 1100 px, where lists have no head, with its label. Null holds its place until it is read. */
export function Figure(props: { label: string; note?: ReactNode; children: ReactNode }): ReactElement {
  const { label, note, children } = props;
  return (
    <dl className={classes["figure"]}>
      <dt>{label}</dt>
      <dd>
        {children ?? <Skeleton width={44} height={14} />}
        {note === undefined || note === null ? null : <span className={classes["note"]}>{note}</span>}
      </dd>
    </dl>
  );
}

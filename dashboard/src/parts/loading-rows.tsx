import { Skeleton, VisuallyHidden } from "@mantine/core";
import type { ReactElement } from "react";
import classes from "./states.module.css";

/** Holds the place of rows that are on their way, at their height, so that nothing jumps when they come. */
export function LoadingRows(props: { rows?: number; heightPx?: number; what: string }): ReactElement {
  const { rows = 6, heightPx = 52, what } = props;
  return (
    <div className={classes["loading"]} aria-busy="true">
      <VisuallyHidden role="status">Loading {what} …</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={heightPx - 8} radius="sm" />
      ))}
    </div>
  );
}

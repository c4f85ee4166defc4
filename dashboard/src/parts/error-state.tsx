import { Button } from "@mantine/core";
import { ApiError } from "@overten/contract";
import type { ReactElement } from "react";
import { problemOf } from "../api/client.ts";
import { Icon } from "./icon.tsx";
import classes from "./states.module.css";

/** What is gone, or was never there, does not come by asking again. */
function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}

/** Something could not be read: what, why, and a button that tries again where that may help. */
export function ErrorState(props: { what: string; error: unknown; retry: () => void; words?: string }): ReactElement {
  const { what, error, retry, words = problemOf(error) } = props;
  if (isAbsent(error)) {
    return (
      <div className={classes["state"]} role="alert">
        <span className={classes["picture"]}>
          <Icon name="search" size={26} />
        </span>
        <h2>Not found: {what}</h2>
        <p className={classes["words"]}>{words}</p>
      </div>
    );
  }
  return (
    <div className={classes["state"]} role="alert">
      <span className={classes["picture"]} data-tone="bad">
        <Icon name="alert" size={26} />
      </span>
      <h2>Could not load {what}</h2>
      <p className={classes["words"]}>{words}</p>
      <div className={classes["next"]}>
        <Button variant="default" leftSection={<Icon name="refresh" size={16} />} onClick={retry}>
          Try again
        </Button>
      </div>
    </div>
  );
}

import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { problemOf } from "../api/client.ts";
import { Icon } from "./icon.tsx";
import classes from "./states.module.css";

/** Something could not be read: what, why, and a button that tries again. */
export function ErrorState(props: { what: string; error: unknown; retry: () => void }): ReactElement {
  return (
    <div className={classes["state"]} role="alert">
      <span className={classes["picture"]} data-tone="bad">
        <Icon name="alert" size={26} />
      </span>
      <h2>Could not load {props.what}</h2>
      <p className={classes["words"]}>{problemOf(props.error)}</p>
      <div className={classes["next"]}>
        <Button variant="default" leftSection={<Icon name="refresh" size={16} />} onClick={props.retry}>
          Try again
        </Button>
      </div>
    </div>
  );
}

import { Skeleton } from "@mantine/core";
import type { System } from "@overten/contract";
import type { ReactElement } from "react";
import { Icon } from "../../parts/icon.tsx";
import classes from "./trouble-list.module.css";
import { troublesOf } from "./troubles.ts";

/** The verdict on the deployment: what to look at, with what to do. */
export function TroubleList(props: { system: System | undefined }): ReactElement {
  const { system } = props;
  if (system === undefined) return <Skeleton height={44} radius="md" mb="md" />;
  const troubles = troublesOf(system);
  if (troubles.length === 0) {
    return (
      <p className={classes["trouble"]} data-tone="ok" role="status">
        <Icon name="check" size={18} />
        <span className={classes["title"]}>All is well: every node is heard, and nothing is late.</span>
      </p>
    );
  }
  return (
    <ul className={classes["list"]} aria-label="What to look at">
      {troubles.map(({ tone, title, mend }) => (
        <li key={title} className={classes["trouble"]} data-tone={tone}>
          <Icon name="alert" size={18} />
          <div>
            <p className={classes["title"]}>{title}</p>
            <p>{mend}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

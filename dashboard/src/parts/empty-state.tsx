import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import classes from "./states.module.css";

/** Nothing here yet: says why, and gives the next step as children. */
export function EmptyState(props: {
  icon: IconName;
  title: string;
  text: ReactNode;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className={classes["state"]}>
      <span className={classes["picture"]}>
        <Icon name={props.icon} size={26} />
      </span>
      <h2>{props.title}</h2>
      <div className={classes["words"]}>{props.text}</div>
      {props.children === undefined ? null : <div className={classes["next"]}>{props.children}</div>}
    </div>
  );
}

import type { ReactElement, ReactNode } from "react";
import classes from "./panel.module.css";

/** A sheet on the page with one subject. */
export function Panel(props: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}): ReactElement {
  const { title, actions, children, flush = false } = props;
  return (
    <section className={classes["panel"]} aria-label={title}>
      {title === undefined ? null : (
        <div className={classes["bar"]}>
          <h2>{title}</h2>
          {actions}
        </div>
      )}
      <div className={classes["content"]} data-flush={flush}>
        {children}
      </div>
    </section>
  );
}

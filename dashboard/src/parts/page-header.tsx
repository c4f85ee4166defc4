import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import classes from "./page-header.module.css";

/** The top of a page: its heading, a sentence on what it is for, and what can be done. Sets the window's title. */
export function PageHeader(props: {
  title: string;
  text?: ReactNode;
  above?: ReactNode;
  children?: ReactNode;
}): ReactElement {
  const { title, text, above, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Overten`;
  }, [title]);
  // A new page begins at its heading for who reads by keyboard or ear.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className={classes["header"]}>
      <div className={classes["words"]}>
        {above === undefined ? null : <div className={classes["above"]}>{above}</div>}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text === undefined ? null : <p className={classes["text"]}>{text}</p>}
      </div>
      {children === undefined ? null : <div className={classes["actions"]}>{children}</div>}
    </header>
  );
}

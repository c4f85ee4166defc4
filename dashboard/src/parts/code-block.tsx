import type { ReactElement } from "react";
import { CopyButton } from "./copy-button.tsx";
import classes from "./code-block.module.css";

/** Text exactly as it is, with a button that copies it; long lines scroll, or wrap where `wraps`. */
export function CodeBlock(props: { text: string; what: string; title?: string; wraps?: boolean }): ReactElement {
  const { text, what, title, wraps = false } = props;
  return (
    <figure className={classes["block"]}>
      <div className={classes["bar"]}>
        <figcaption>{title ?? ""}</figcaption>
        <CopyButton text={text} what={what} />
      </div>
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre className={classes["text"]} data-wraps={wraps} tabIndex={0} aria-label={title ?? what}>
        {text}
      </pre>
    </figure>
  );
}

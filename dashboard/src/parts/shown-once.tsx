import type { ReactElement } from "react";
import { CopyButton } from "./copy-button.tsx";
import classes from "./shown-once.module.css";

/** A secret that was made a moment ago and is nowhere else, with a button that copies it. */
export function ShownOnce(props: { text: string; what: string; testId: string }): ReactElement {
  const { text, what, testId } = props;
  return (
    <div className={classes["box"]}>
      <code data-testid={testId}>{text}</code>
      <CopyButton text={text} what={what} label="Copy" />
    </div>
  );
}

import type { ReactElement } from "react";
import classes from "./mark.module.css";

/** The product's sign. */
export function Mark(): ReactElement {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" className={classes["mark"]} />
      <g fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="12.5" cy="16" r="5.5" />
        <path d="M18 16h7m-3-3.500 3.500 3.500-3.500 3.500" />
      </g>
    </svg>
  );
}

import { type Attempt, hintsOf, verdictOf } from "@overten/contract";
import type { ReactElement } from "react";
import { Icon } from "./icon.tsx";
import classes from "./verdict.module.css";

/** What came of an attempt in plain words, and how to mend it. Which one is said where there are several. */
export function Verdict(props: { attempt: Attempt; of?: number }): ReactElement | null {
  const { attempt, of = 1 } = props;
  const verdict = verdictOf(attempt);
  if (verdict === null) return null;
  const isGood = attempt.outcome === "succeeded";
  const status = attempt.http_status === null ? "" : `${attempt.http_status} · `;
  return (
    <div className={classes["verdict"]} data-tone={isGood ? "ok" : "bad"}>
      <Icon name={isGood ? "check" : "alert"} size={18} />
      <div>
        <p className={classes["title"]}>
          {status}
          {verdict.title}
          {of > 1 ? <span className={classes["which"]}> · attempt {attempt.attempt}</span> : null}
        </p>
        <p>{verdict.meaning}</p>
        {hintsOf(attempt).map((hint) => (
          <p key={hint}>
            <strong>{hint}.</strong>
          </p>
        ))}
        {isGood ? null : (
          <p>
            <strong>What to do:</strong> {verdict.mend}
          </p>
        )}
      </div>
    </div>
  );
}

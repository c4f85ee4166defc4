import { type ReactElement, useEffect, useState } from "react";
import { useLiveState } from "../api/live-attempts.tsx";
import { Icon } from "../parts/icon.tsx";
import classes from "./away-notice.module.css";

/** A node that restarts is back sooner. */
const patienceMs = 3000;

/** Says that what is shown may be old while the server does not answer. It lies over the page's foot: nothing moves when it comes and goes. */
export function AwayNotice(): ReactElement {
  const isAway = useLiveState() === "away";
  const [isLong, setLong] = useState(false);
  if (!isAway && isLong) setLong(false);
  useEffect(() => {
    if (!isAway) return undefined;
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isAway]);
  return (
    <div className={classes["place"]} role="status">
      {isAway && isLong ? (
        <p className={classes["notice"]}>
          <Icon name="alert" size={16} />
          The server does not answer. What you see may be old; it goes on by itself.
        </p>
      ) : null}
    </div>
  );
}

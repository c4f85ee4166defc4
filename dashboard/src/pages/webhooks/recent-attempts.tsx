import type { CallResult } from "@overten/contract";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRows } from "../../api/queries.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./recent-attempts.module.css";

const attemptsOf = (page: CallResult<"listAttempts">) => page.attempts;
const shown = 8;

/** The newest attempts of a webhook. */
export function RecentAttempts(props: { webhookId: string }): ReactElement {
  const { webhookId } = props;
  const found = useRows(
    "listAttempts",
    { query: { webhook_id: webhookId, limit: shown } },
    { rowsOf: attemptsOf, fill: 1 },
  );
  useLiveAttempts((attempt) => {
    if (attempt.webhook_id === webhookId) found.reload();
  });
  if (found.isLoading) return <LoadingRows what="the attempts" rows={4} heightPx={44} />;
  if (found.error !== null && found.rows.length === 0) {
    return <ErrorState what="the attempts" error={found.error} retry={found.reload} />;
  }
  if (found.rows.length === 0)
    return <p className={classes["none"]}>Nothing was sent yet. Send a test to see the first one.</p>;
  return (
    <>
      <ul className={classes["list"]}>
        {found.rows.slice(0, shown).map((attempt) => (
          <li key={attempt.attempt_id} className={classes["row"]}>
            <StatusBadge status={attempt.outcome} />
            <span className={classes["answer"]}>
              <Link
                className={classes["link"] ?? ""}
                href={`/deliveries/${attempt.delivery_id}?attempt=${attempt.attempt}`}
                data-row={attempt.attempt_id}
              >
                {attempt.http_status ?? attempt.error_code}
              </Link>
              <span className={classes["soft"]}>
                {attempt.event} · attempt {attempt.attempt}
              </span>
            </span>
            <span className={classes["soft"]}>{duration(attempt.latency_ms)}</span>
            <span className={classes["soft"]}>
              <When at={attempt.started_at} />
            </span>
          </li>
        ))}
      </ul>
      <p className={classes["none"]}>
        <Link href={`/deliveries?webhook_id=${webhookId}`}>All of them, in the delivery log</Link>
      </p>
    </>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { call } from "../../api/client.ts";
import { Panel } from "../../parts/panel.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./webhook-page.module.css";

/** Why the last attempt that failed did, right where somebody asks how the webhook fares. */
export function LastFailure(props: { webhookId: string; at: string }): ReactElement | null {
  const { webhookId, at } = props;
  // It was recorded after it began, so that this looks at nothing older.
  const query = { webhook_id: webhookId, status: "failed" as const, since: at, limit: 1 };
  const found = useQuery({
    queryKey: ["listAttempts", "last-failure", query],
    queryFn: async ({ signal }) => call("listAttempts", { query, signal }),
    placeholderData: keepPreviousData,
  });
  const attempt = found.data?.attempts.at(0);
  if (attempt === undefined) return null;
  return (
    <Panel
      title="Why it failed last"
      actions={
        <span className={classes["soft"]}>
          <When at={attempt.started_at} />
        </span>
      }
    >
      <div className={classes["why"]}>
        <Verdict attempt={attempt} />
        <Link href={`/deliveries/${attempt.delivery_id}?attempt=${attempt.attempt}`}>
          The request, the answer, and what is still planned
        </Link>
      </div>
    </Panel>
  );
}

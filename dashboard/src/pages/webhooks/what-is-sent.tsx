import type { ReactElement } from "react";
import { useSession } from "../../api/session.tsx";
import { CodeBlock } from "../../parts/code-block.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import classes from "./what-is-sent.module.css";

const sample = `POST /webhooks/overten
Content-Type: application/json
X-Overten-Event: run.completed
X-Overten-Timestamp: 1795689544
X-Overten-Signature: sha256=…

{"event":"run.completed","run_id":"run_…", …
 "download_url":"https://…", …}`;

/** For whoever writes the receiver: what arrives, and what its answer means. */
export function WhatIsSent(): ReactElement {
  const { retry_schedule_s: schedule } = useSession().server;
  const inAllMs = schedule.reduce((sum, seconds) => sum + seconds, 0) * 1000;
  return (
    <Panel title="What your server gets">
      <div className={classes["stack"]}>
        <CodeBlock text={sample} what="the sample" title="A request, in short" />
        <dl className={classes["answers"]}>
          <dt>2xx</dt>
          <dd>Delivered. Answer at once, and work afterwards.</dd>
          <dt>4xx</dt>
          <dd>A final no: it is not tried again by itself.</dd>
          <dt>else</dt>
          <dd>
            Tried again, {schedule.length} times in {duration(inAllMs)}. Redirects are not followed.
          </dd>
        </dl>
        <p className={classes["soft"]}>The secret that signs is shown when the webhook is made, once.</p>
      </div>
    </Panel>
  );
}

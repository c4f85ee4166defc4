import { Button, Loader, Select } from "@mantine/core";
import { type EventName, eventNames, type Webhook } from "@overten/contract";
import { type ReactElement, useState } from "react";
import { problemOf } from "../../api/client.ts";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useChange, useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CodeBlock } from "../../parts/code-block.tsx";
import { duration } from "../../parts/relative-time.ts";
import { Icon } from "../../parts/icon.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import classes from "./send-test.module.css";

/** Sends a sample event through the real pipeline, and shows the answer right here. */
export function SendTest(props: { webhook: Webhook }): ReactElement {
  const { webhook } = props;
  const { canChange } = useSession();
  const names = eventNames.filter((name) => webhook.events.includes(name));
  const [event, setEvent] = useState<EventName>(names[0] ?? eventNames[0]);
  const test = useChange("testWebhook");
  if (!canChange) return <p className={classes["soft"]}>Sending a test needs a key with the role admin.</p>;
  return (
    <div className={classes["test"]}>
      <div className={classes["send"]}>
        <Select
          aria-label="Event of the test"
          data={names}
          value={event}
          allowDeselect={false}
          onChange={(name) => setEvent(names.find((one) => one === name) ?? event)}
        />
        <Button
          leftSection={<Icon name="send" size={16} />}
          loading={test.isPending}
          onClick={() => test.mutate({ params: { webhook_id: webhook.webhook_id }, body: { event } })}
        >
          Send test
        </Button>
      </div>
      {test.isError ? (
        <p className={classes["problem"]} role="alert">
          {problemOf(test.error)}
        </p>
      ) : null}
      {test.data === undefined ? null : <TestAnswer key={test.data.delivery_id} deliveryId={test.data.delivery_id} />}
    </div>
  );
}

/** The log is read a moment after the attempt anyway, in case the stream is away. */
const lookEveryMs = 1000;

function TestAnswer(props: { deliveryId: string }): ReactElement {
  const { deliveryId } = props;
  const [isAnswered, setAnswered] = useState(false);
  const found = useRead(
    "getDelivery",
    { params: { delivery_id: deliveryId } },
    { everyMs: isAnswered ? false : lookEveryMs },
  );
  const attempts = found.data?.attempts ?? [];
  const last = attempts.at(-1);
  const isTriedAgain = found.data?.status === "pending";
  if (!isAnswered && last !== undefined) setAnswered(true);
  useLiveAttempts((attempt) => {
    if (attempt.delivery_id === deliveryId) void found.refetch();
  });
  if (last === undefined) {
    return found.data?.failure === "paused" ? (
      <p role="status">Not sent: the webhook is paused. Resume it first.</p>
    ) : (
      <p className={classes["waiting"]} role="status">
        <Loader size="xs" /> Sent. Waiting for the answer of your server …
      </p>
    );
  }
  return (
    <div className={classes["answer"]} role="status">
      <Verdict attempt={last} />
      <p className={classes["soft"]}>
        Answered after {duration(last.latency_ms)}
        {isTriedAgain ? "; it is tried again by the schedule." : "."}
      </p>
      {last.response_body === null || last.response_body === "" ? null : (
        <CodeBlock
          title={last.response_truncated ? "Answer of your server, the first 1 KB" : "Answer of your server"}
          what="the answer"
          text={last.response_body}
          wraps
        />
      )}
    </div>
  );
}

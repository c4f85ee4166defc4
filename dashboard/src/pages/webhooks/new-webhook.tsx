import { Button, SegmentedControl } from "@mantine/core";
import type { CreatedWebhook } from "@overten/contract";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { useChange } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CodeBlock } from "../../parts/code-block.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import classes from "./new-webhook.module.css";
import { SendTest } from "./send-test.tsx";
import { verificationCode } from "./verification-code.ts";
import { WebhookForm } from "./webhook-form.tsx";

/** The form of a new webhook. */
export function NewWebhook(props: { onCreated: (webhook: CreatedWebhook) => void }): ReactElement {
  const { server } = useSession();
  const create = useChange("createWebhook", { reread: ["listWebhooks"], onDone: props.onCreated });
  return (
    <WebhookForm
      submitLabel="Create webhook"
      suggestedUrl={server.inbox_url === null ? null : `${server.inbox_url}/hello`}
      isSending={create.isPending}
      error={create.error}
      onSubmit={(body) => create.mutate({ body })}
    />
  );
}

/** A webhook that was made a moment ago: its secret, what to do with it, and a first test. */
export function WebhookCreated(props: { webhook: CreatedWebhook }): ReactElement {
  const { webhook } = props;
  const samples = verificationCode(webhook.secret);
  const [language, setLanguage] = useState("Node");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const code = samples.find((sample) => sample.language === language)?.code ?? "";
  return (
    <div className={classes["created"]}>
      <Panel>
        <h2 ref={heading} tabIndex={-1}>
          Keep this secret now
        </h2>
        <p className={classes["soft"]}>
          It signs every request to <strong>{webhook.url}</strong>, and is shown this once. If you lose it, delete the
          webhook and create another.
        </p>
        <ShownOnce text={webhook.secret} what="the secret" testId="secret" />
      </Panel>
      <Panel
        title="Check signatures with it"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Language"
            data={samples.map((sample) => sample.language)}
            value={language}
            onChange={setLanguage}
          />
        }
      >
        <CodeBlock title={`verify, ${language}`} what="the code" text={code} />
      </Panel>
      <Panel title="Send it a test">
        <SendTest webhook={webhook} />
      </Panel>
      <Button
        component={Link}
        href={`/webhooks/${webhook.webhook_id}`}
        variant="default"
        rightSection={<Icon name="arrowRight" size={16} />}
      >
        To the webhook
      </Button>
    </div>
  );
}

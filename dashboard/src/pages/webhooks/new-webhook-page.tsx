import type { CreatedWebhook } from "@overten/contract";
import { type ReactElement, useState } from "react";
import { Link } from "wouter";
import { useSession } from "../../api/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import classes from "./new-webhook-page.module.css";
import { NewWebhook, WebhookCreated } from "./new-webhook.tsx";
import { WhatIsSent } from "./what-is-sent.tsx";

/** `/webhooks/new`. */
export function NewWebhookPage(): ReactElement {
  const { canChange } = useSession();
  // Only here: a secret belongs in no address and no cache.
  const [created, setCreated] = useState<CreatedWebhook | null>(null);
  const above = <Link href="/webhooks">Webhooks</Link>;
  if (created !== null) {
    return (
      <>
        <PageHeader above={above} title="Webhook created" />
        <WebhookCreated webhook={created} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        above={above}
        title="New webhook"
        text="Your server is called at this URL as soon as one of the events happens."
      />
      <div className={classes["columns"]}>
        <Panel>
          {canChange ? (
            <NewWebhook onCreated={setCreated} />
          ) : (
            <EmptyState
              icon="slash"
              title="This key may only look"
              text="Creating a webhook needs a key with the role admin."
            />
          )}
        </Panel>
        <WhatIsSent />
      </div>
    </>
  );
}

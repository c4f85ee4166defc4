import { type ReactElement, useState } from "react";
import { Link } from "wouter";
import { useSession } from "../../api/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { NewWebhook } from "./new-webhook.tsx";

/** `/webhooks/new`. */
export function NewWebhookPage(): ReactElement {
  const { canChange } = useSession();
  const [isCreated, setCreated] = useState(false);
  const form = <NewWebhook onCreated={() => setCreated(true)} />;
  return (
    <>
      <PageHeader
        above={<Link href="/webhooks">Webhooks</Link>}
        title={isCreated ? "Webhook created" : "New webhook"}
        text={isCreated ? undefined : "Your server is called at this URL as soon as one of the events happens."}
      />
      {canChange ? (
        isCreated ? (
          form
        ) : (
          <Panel>{form}</Panel>
        )
      ) : (
        <EmptyState
          icon="slash"
          title="This key may only look"
          text="Creating a webhook needs a key with the role admin."
        />
      )}
    </>
  );
}

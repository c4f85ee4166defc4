import { Button, TextInput } from "@mantine/core";
import type { CreatedOrganization } from "@overten/contract";
import { type ReactElement, type SubmitEvent, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { problemOf } from "../../api/client.ts";
import { useChange } from "../../api/queries.ts";
import { CodeBlock } from "../../parts/code-block.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import classes from "./new-organization.module.css";
import { OpenOrganization } from "./open-organization.tsx";

/** `/organizations/new`. */
export function NewOrganizationPage(): ReactElement {
  // Only here: a key belongs in no address and no cache.
  const [created, setCreated] = useState<(CreatedOrganization & { name: string }) | null>(null);
  const above = <Link href="/organizations">Organisations</Link>;
  if (created !== null) {
    return (
      <>
        <PageHeader above={above} title={`${created.name} is ready`} />
        <Created organization={created} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        above={above}
        title="New organisation"
        text="A customer of yours: with API keys, webhooks and a delivery log of its own, which no other sees."
      />
      <Panel>
        <Form onCreated={setCreated} />
      </Panel>
    </>
  );
}

function Form(props: { onCreated: (organization: CreatedOrganization & { name: string }) => void }): ReactElement {
  const [name, setName] = useState("");
  const create = useChange("createOrganization", { reread: ["listOrganizations", "listTraffic"] });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const body = { name: name.trim() };
    create.mutate({ body }, { onSuccess: (made) => props.onCreated({ ...made, ...body }) });
  };
  return (
    <form className={classes["form"]} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="As you call this customer; up to 200 characters"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={create.isError ? problemOf(create.error) : null}
      />
      <div>
        <Button type="submit" loading={create.isPending}>
          Create organisation
        </Button>
      </div>
    </form>
  );
}

function Created(props: { organization: CreatedOrganization & { name: string } }): ReactElement {
  const { organization } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const command = `curl ${window.location.origin}/api/v1/webhooks \\
  -H 'X-API-Key: ${organization.api_key}' -H 'Content-Type: application/json' \\
  -d '{"url": "https://example.com/webhooks/overten", "events": ["run.completed", "run.failed"]}'`;
  return (
    <div className={classes["created"]}>
      <Panel>
        <h2 ref={heading} tabIndex={-1}>
          Keep these two now
        </h2>
        <p className={classes["soft"]}>Both are shown this once. Hand them to the customer in a safe way.</p>
        <h3 className={classes["label"]}>API key, with the role admin</h3>
        <ShownOnce text={organization.api_key} what="the API key" testId="api-key" />
        <h3 className={classes["label"]}>Webhook secret</h3>
        <p className={classes["soft"]}>
          Signs what is sent to the <code>webhook_url</code> of a request. Each webhook gets a secret of its own.
        </p>
        <ShownOnce text={organization.webhook_secret} what="the webhook secret" testId="webhook-secret" />
      </Panel>
      <Panel title="Its first webhook">
        <CodeBlock title="From a terminal" what="the command" text={command} wraps />
      </Panel>
      <div className={classes["next"]}>
        <OpenOrganization orgId={organization.org_id} name={organization.name} />
        <Button component={Link} href={`/organizations/${organization.org_id}`} variant="default">
          To the organisation
        </Button>
      </div>
    </div>
  );
}

import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { problemOf } from "../../api/client.ts";
import { useSession } from "../../api/session.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { notify } from "../../parts/toasts.tsx";
import { When } from "../../parts/when.tsx";
import { ApiKeys } from "./api-keys.tsx";
import { OrganizationSecret } from "./organization-secret.tsx";
import classes from "./settings.module.css";

/** Keys, the organisation's secret, and who is signed in. */
export function SettingsPage(): ReactElement {
  return (
    <>
      <PageHeader title="Settings" text="Who may call the API, and what signs per-request webhooks." />
      <div className={classes["page"]}>
        <ApiKeys />
        <OrganizationSecret />
        <SignedInAs />
      </div>
    </>
  );
}

function SignedInAs(): ReactElement {
  const session = useSession();
  const signOut = (): void => {
    session.signOut().catch((error: unknown) => notify({ tone: "bad", text: problemOf(error) }));
  };
  return (
    <Panel
      title="Signed in"
      actions={
        <Button variant="default" size="xs" leftSection={<Icon name="signOut" size={15} />} onClick={signOut}>
          Sign out
        </Button>
      }
    >
      <dl className={classes["facts"]}>
        <div>
          <dt>With</dt>
          <dd>
            {session.api_key === null ? "the operator’s key" : `${session.api_key.name} (${session.api_key.prefix}…)`}
          </dd>
        </div>
        <div>
          <dt>Role</dt>
          <dd>{session.role}</dd>
        </div>
        <div>
          <dt>Ends</dt>
          <dd>
            <When at={session.expires_at} />
          </dd>
        </div>
        <div>
          <dt>Organisation</dt>
          <dd>
            {session.organization === null ? null : <p>{session.organization.name}</p>}
            {session.orgId === null ? (
              "none"
            ) : (
              <>
                <code>{session.orgId}</code> <CopyButton text={session.orgId} what="the organisation’s id" />
              </>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

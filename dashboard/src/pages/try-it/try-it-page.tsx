import { Button } from "@mantine/core";
import type { CallResult } from "@overten/contract";
import { type ReactElement, useEffect } from "react";
import { Link, useSearchParams } from "wouter";
import { apiRoot, problemOf } from "../../api/client.ts";
import { useChange, useRows } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { GenerateForm } from "./generate-form.tsx";
import classes from "./try-it.module.css";
import { Moves } from "./moves.tsx";

const webhooksOf = (page: CallResult<"listWebhooks">) => page.webhooks;
const inboxPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** The whole round on one page: subscribe the built-in inbox, generate, and watch task, delivery and inbox move. */
export function TryItPage(): ReactElement {
  const { canChange, server } = useSession();
  const [search, setSearch] = useSearchParams();
  const given = search.get("inbox") ?? "";
  const inbox = inboxPattern.test(given) ? given : null;
  const taskId = search.get("task");
  useEffect(() => {
    // Inboxes are open to whoever knows their name: a name of one's own keeps two people apart.
    if (inbox === null)
      setSearch({ inbox: `try-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36)}` }, { replace: true });
  }, [inbox, setSearch]);
  const header = (
    <PageHeader
      title="Try it here"
      text="The whole round without a server of yours: the built-in inbox plays the receiver."
    />
  );
  if (server.inbox_url === null || !canChange) {
    return (
      <>
        {header}
        <Panel>
          <EmptyState
            icon="try"
            title={server.inbox_url === null ? "The inbox is off on this server" : "This key may only look"}
            text={
              server.inbox_url === null
                ? "It is for development. Whoever runs the server turns it on with OVERTEN_INBOX=true; or create a webhook with a URL of your own and send it a test."
                : "Subscribing and generating need a key with the role admin."
            }
          >
            <Link href="/webhooks">To the webhooks</Link>
          </EmptyState>
        </Panel>
      </>
    );
  }
  if (inbox === null) return header;
  const inboxUrl = `${server.inbox_url}/${inbox}`;
  return (
    <>
      {header}
      <div className={classes["steps"]}>
        <div className={classes["begin"]}>
          <Subscribe inboxUrl={inboxUrl} inbox={inbox} />
          <Panel title="2. Generate a workbook">
            <GenerateForm
              format={server.formats[0] ?? "excel"}
              onStarted={(task) => setSearch({ inbox, task }, { replace: true })}
            />
          </Panel>
        </div>
        <Moves inbox={inbox} taskId={taskId} />
      </div>
    </>
  );
}

function Subscribe(props: { inboxUrl: string; inbox: string }): ReactElement {
  const { inboxUrl, inbox } = props;
  const found = useRows("listWebhooks", { query: { limit: 100 } }, { rowsOf: webhooksOf });
  const webhook = found.rows.find(({ url, active }) => url === inboxUrl && active);
  const create = useChange("createWebhook", { reread: ["listWebhooks"] });
  const events: ["run.completed", "run.failed"] = ["run.completed", "run.failed"];
  return (
    <Panel title="1. Subscribe the inbox">
      {found.isLoading ? (
        <LoadingRows what="the webhooks" rows={1} heightPx={44} />
      ) : (
        <div className={classes["subscribe"]}>
          <p className={classes["soft"]}>
            Every inbox receives at an address of its own and checks the signature of what arrives.
          </p>
          <code>{inboxUrl}</code>
          {webhook === undefined ? (
            <Button
              leftSection={<Icon name="plus" size={16} />}
              loading={create.isPending}
              onClick={() => create.mutate({ body: { url: inboxUrl, events, description: "Try it here" } })}
            >
              Subscribe the inbox
            </Button>
          ) : (
            <StatusBadge status="active" word="Subscribed" />
          )}
          <div className={classes["line"]}>
            <a href={`${apiRoot}/inbox/${inbox}`} target="_blank" rel="noreferrer">
              Open the inbox
            </a>
            {webhook === undefined ? null : <Link href={`/webhooks/${webhook.webhook_id}`}>Its webhook</Link>}
          </div>
          {create.isError ? (
            <p className={classes["problem"]} role="alert">
              {problemOf(create.error)}
            </p>
          ) : null}
        </div>
      )}
    </Panel>
  );
}

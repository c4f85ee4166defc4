import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useChange, useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { Panel } from "../../parts/panel.tsx";
import { notify } from "../../parts/toasts.tsx";
import classes from "./settings.module.css";

/** What signs per-request webhooks, hidden until it is asked for. */
export function OrganizationSecret(): ReactElement {
  const { canChange } = useSession();
  const [isShown, setShown] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const found = useRead("verifyKey", {});
  const rotate = useChange("rotateWebhookSecret", {
    reread: ["verifyKey"],
    onDone: () => {
      setAsked(false);
      notify({ tone: "ok", text: "Rotated: the new secret signs from now on." });
    },
  });
  const secret = found.data?.webhook_secret ?? null;
  return (
    <Panel
      title="Webhook secret of the organisation"
      actions={
        canChange ? (
          <Button variant="default" size="xs" onClick={() => setAsked(true)}>
            Rotate
          </Button>
        ) : null
      }
    >
      <p className={classes["soft"]}>
        Signs what is sent to the <code>webhook_url</code> of a request. Webhooks have a secret of their own each.
      </p>
      {found.data === undefined ? (
        found.error === null ? (
          <LoadingRows what="the secret" rows={1} />
        ) : (
          <ErrorState what="the secret" error={found.error} retry={() => void found.refetch()} />
        )
      ) : (
        <div className={classes["secret"]}>
          {secret === null ? (
            <span>Only a key with the role admin sees it.</span>
          ) : (
            <>
              <code data-testid="organization-secret">{isShown ? secret : `whsec_${"•".repeat(24)}`}</code>
              <span>
                <Button variant="default" size="xs" mr="xs" onClick={() => setShown(!isShown)}>
                  {isShown ? "Hide" : "Show"}
                </Button>
                <CopyButton text={secret} what="the secret" label="Copy" />
              </span>
            </>
          )}
        </div>
      )}
      <Confirm
        isOpen={isAsked}
        title="Rotate the secret?"
        label="Rotate"
        error={rotate.error}
        isSending={rotate.isPending}
        onChoose={() => rotate.mutate({ body: {} })}
        onClose={() => setAsked(false)}
      >
        <p>
          The new secret signs from the next attempt on, also of what waits. Receivers that check with the old one
          refuse it until they have the new one.
        </p>
      </Confirm>
    </Panel>
  );
}

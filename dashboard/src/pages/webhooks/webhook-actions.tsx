import { Button, Modal } from "@mantine/core";
import type { WebhookWithHealth } from "@overten/contract";
import { type ReactElement, useState } from "react";
import { useLocation } from "wouter";
import { problemOf } from "../../api/client.ts";
import { useChange } from "../../api/queries.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Icon } from "../../parts/icon.tsx";
import { notify } from "../../parts/toasts.tsx";
import classes from "./webhook-actions.module.css";
import { WebhookForm } from "./webhook-form.tsx";

type Dialog = "edit" | "pause" | "delete" | null;

/** Edit, pause or resume, and delete; what a step cancels is said before it is taken. */
export function WebhookActions(props: { webhook: WebhookWithHealth }): ReactElement {
  const { webhook } = props;
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<Dialog>(null);
  const close = (): void => setDialog(null);
  const params = { webhook_id: webhook.webhook_id };
  const update = useChange("updateWebhook", {
    reread: ["getWebhook", "listWebhooks"],
    onDone: (changed) => {
      close();
      const word =
        changed.active === webhook.active
          ? "Saved."
          : changed.active
            ? "Resumed: new events are sent."
            : "Paused: nothing more is sent.";
      notify({ tone: "ok", text: word });
    },
  });
  const ask = (about: Dialog): void => {
    update.reset();
    setDialog(about);
  };
  const resume = (): void => {
    update.mutate(
      { params, body: { active: true } },
      { onError: (error) => notify({ tone: "bad", text: problemOf(error) }) },
    );
  };
  return (
    <>
      <Button variant="default" leftSection={<Icon name="pencil" size={16} />} onClick={() => ask("edit")}>
        Edit
      </Button>
      {webhook.active ? (
        <Button variant="default" leftSection={<Icon name="pause" size={16} />} onClick={() => ask("pause")}>
          Pause
        </Button>
      ) : (
        <Button leftSection={<Icon name="play" size={16} />} loading={update.isPending} onClick={resume}>
          Resume
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="refresh" size={16} />}
        onClick={() => navigate(`/webhooks/${webhook.webhook_id}/recover`)}
      >
        Recover
      </Button>
      <Button variant="default" leftSection={<Icon name="trash" size={16} />} onClick={() => ask("delete")}>
        Delete
      </Button>

      <Modal
        opened={dialog === "edit"}
        onClose={close}
        title="Edit webhook"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <WebhookForm
          initial={webhook}
          submitLabel="Save"
          isSending={update.isPending}
          error={dialog === "edit" ? update.error : null}
          onSubmit={(body) => update.mutate({ params, body })}
        />
        <p className={classes["note"]}>
          A new URL counts from the next attempt on, also for what waits. New events count for what happens from now on.
        </p>
      </Modal>

      <Confirm
        isOpen={dialog === "pause"}
        title="Pause this webhook?"
        label="Pause"
        color="cobalt"
        error={dialog === "pause" ? update.error : null}
        isSending={update.isPending}
        onChoose={() => update.mutate({ params, body: { active: false } })}
        onClose={close}
      >
        <p>
          {waiting(webhook, "ends as failed")} Events that happen meanwhile are kept as failed, too. After you resume
          it, Recover sends all of them.
        </p>
      </Confirm>

      <DeleteDialog webhook={webhook} isOpen={dialog === "delete"} onClose={close} />
    </>
  );
}

function DeleteDialog(props: { webhook: WebhookWithHealth; isOpen: boolean; onClose: () => void }): ReactElement {
  const { webhook, isOpen, onClose } = props;
  const [, navigate] = useLocation();
  const remove = useChange("deleteWebhook", {
    reread: ["listWebhooks"],
    onDone: () => {
      notify({ tone: "ok", text: "Deleted. Nothing more is sent to it." });
      navigate("/webhooks");
    },
  });
  return (
    <Confirm
      isOpen={isOpen}
      title="Delete this webhook?"
      label="Delete"
      error={remove.error}
      isSending={remove.isPending}
      onChoose={() => remove.mutate({ params: { webhook_id: webhook.webhook_id } })}
      onClose={onClose}
    >
      <p className={classes["url"]}>{webhook.url}</p>
      <p>
        {waiting(webhook, "is cancelled")} Its secret is dead at once, and nothing brings it back. Its delivery log
        stays.
      </p>
    </Confirm>
  );
}

function waiting(webhook: WebhookWithHealth, what: string): string {
  const { pending } = webhook.health;
  if (pending === 0) return "Nothing waits for it now.";
  return pending === 1 ? `One delivery waits for it and ${what}.` : `${pending} deliveries wait for it; each ${what}.`;
}

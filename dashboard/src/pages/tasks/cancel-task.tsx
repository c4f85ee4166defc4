import { Button, Modal } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { problemOf } from "../../api/client.ts";
import { useChange } from "../../api/queries.ts";
import { Icon } from "../../parts/icon.tsx";
import { notify } from "../../parts/toasts.tsx";
import classes from "./tasks.module.css";

/** Cancels after asking: what the agent has done so far is lost. */
export function CancelTask(props: { taskId: string }): ReactElement {
  const { taskId } = props;
  const [isAsked, setAsked] = useState(false);
  const close = (): void => setAsked(false);
  const cancel = useChange("cancelTask", {
    reread: ["getTask", "listTasks"],
    onDone: () => {
      close();
      notify({ tone: "ok", text: "Cancelled. Nobody is told about this task." });
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<Icon name="cross" size={16} />} onClick={() => setAsked(true)}>
        Cancel the task
      </Button>
      <Modal opened={isAsked} onClose={close} title="Cancel this task?" closeButtonProps={{ "aria-label": "Close" }}>
        <p>Its agent stops, what it has done so far is lost, and no webhook is sent.</p>
        {cancel.isError ? <p role="alert">{problemOf(cancel.error)}</p> : null}
        <div className={classes["choice"]}>
          <Button variant="default" onClick={close}>
            Let it go on
          </Button>
          <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate({ params: { task_id: taskId } })}>
            Cancel the task
          </Button>
        </div>
      </Modal>
    </>
  );
}

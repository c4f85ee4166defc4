import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useChange } from "../../api/queries.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Icon } from "../../parts/icon.tsx";
import { notify } from "../../parts/toasts.tsx";

/** Cancels after asking: what the agent has done so far is lost. */
export function CancelTask(props: { taskId: string }): ReactElement {
  const { taskId } = props;
  const [isAsked, setAsked] = useState(false);
  const cancel = useChange("cancelTask", {
    reread: ["getTask", "listTasks"],
    onDone: () => {
      setAsked(false);
      notify({ tone: "ok", text: "Cancelled. Nobody is told about this task." });
    },
  });
  const ask = (): void => {
    cancel.reset();
    setAsked(true);
  };
  return (
    <>
      <Button variant="default" leftSection={<Icon name="cross" size={16} />} onClick={ask}>
        Cancel the task
      </Button>
      <Confirm
        isOpen={isAsked}
        title="Cancel this task?"
        label="Cancel the task"
        keepLabel="Let it go on"
        error={cancel.error}
        isSending={cancel.isPending}
        onChoose={() => cancel.mutate({ params: { task_id: taskId } })}
        onClose={() => setAsked(false)}
      >
        <p>Its agent stops, what it has done so far is lost, and no webhook is sent.</p>
      </Confirm>
    </>
  );
}

import { Button, TextInput } from "@mantine/core";
import { type ReactElement, type SubmitEvent, useState } from "react";
import { problemOf } from "../../api/client.ts";
import { useChange } from "../../api/queries.ts";
import { Icon } from "../../parts/icon.tsx";
import classes from "./try-it.module.css";

/** Starts a task from a prompt. */
export function GenerateForm(props: { format: string; onStarted: (taskId: string) => void }): ReactElement {
  const { format, onStarted } = props;
  const [prompt, setPrompt] = useState("A sales report with 12 rows and a total");
  const generate = useChange("generate", {
    reread: ["listTasks"],
    onDone: ({ task_id }) => onStarted(task_id),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (prompt.trim() !== "") generate.mutate({ params: { format }, body: { prompt, async: true } });
  };
  return (
    <form className={classes["form"]} onSubmit={submit}>
      <TextInput
        className={classes["wide"] ?? ""}
        label="Prompt"
        maxLength={10_000}
        required
        value={prompt}
        onChange={(event) => setPrompt(event.currentTarget.value)}
        error={generate.isError ? problemOf(generate.error) : null}
      />
      <Button type="submit" loading={generate.isPending} leftSection={<Icon name="play" size={16} />}>
        Generate
      </Button>
    </form>
  );
}

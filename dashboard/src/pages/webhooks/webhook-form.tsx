import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { ApiError, type EventName, eventNames, type Webhook } from "@overten/contract";
import { type ReactElement, type SubmitEvent, useState } from "react";
import { problemOf } from "../../api/client.ts";
import classes from "./webhook-form.module.css";

/** What people fill in. */
export interface WebhookFields {
  url: string;
  events: EventName[];
  description: string | null;
}

const eventWords: Record<EventName, string> = {
  "run.completed": "a document is done",
  "run.failed": "a document could not be made",
};

/** The fields of a webhook, for a new one and for changes; what the server refuses is said at its field. */
export function WebhookForm(props: {
  initial?: Webhook;
  suggestedUrl?: string | null;
  submitLabel: string;
  isSending: boolean;
  error: unknown;
  onSubmit: (fields: WebhookFields) => void;
}): ReactElement {
  const { initial, suggestedUrl = null, submitLabel, isSending, error, onSubmit } = props;
  const [url, setUrl] = useState(initial?.url ?? "");
  const [events, setEvents] = useState<string[]>(initial?.events ?? [...eventNames]);
  const [description, setDescription] = useState(initial?.description ?? "");
  const problem = (path: string): string | null => fieldProblem(error, path);
  const elsewhere =
    error === null || ["url", "events", "description"].some((path) => problem(path) !== null) ? null : problemOf(error);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSubmit({
      url: url.trim(),
      events: eventNames.filter((name) => events.includes(name)),
      description: description.trim() === "" ? null : description.trim(),
    });
  };
  return (
    <form className={classes["form"]} onSubmit={submit} noValidate>
      <div>
        <TextInput
          label="URL"
          description="Where your server takes webhooks"
          type="url"
          required
          placeholder="https://example.com/webhooks/overten"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={problem("url")}
        />
        {suggestedUrl === null ? null : (
          <Button
            variant="transparent"
            c="var(--accent)"
            size="compact-xs"
            px={0}
            mt={4}
            onClick={() => setUrl(suggestedUrl)}
          >
            No server yet? Use the built-in inbox
          </Button>
        )}
      </div>
      <Checkbox.Group label="Events" required value={events} onChange={setEvents} error={problem("events")}>
        <div className={classes["events"]}>
          {eventNames.map((name) => (
            <Checkbox
              key={name}
              value={name}
              label={
                <>
                  <code>{name}</code> <span className={classes["soft"]}>{eventWords[name]}</span>
                </>
              }
            />
          ))}
        </div>
      </Checkbox.Group>
      <Textarea
        label="Description"
        description="For you and your colleagues; up to 500 characters"
        autosize
        minRows={2}
        maxLength={500}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        error={problem("description")}
      />
      {elsewhere === null ? null : (
        <p className={classes["problem"]} role="alert">
          {elsewhere}
        </p>
      )}
      <div>
        <Button type="submit" loading={isSending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}

function fieldProblem(error: unknown, path: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const detail = error.details.find((one) => one.path === path || one.path.startsWith(`${path}.`));
  return detail?.message ?? null;
}

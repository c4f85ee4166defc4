import { Button, Select, TextInput } from "@mantine/core";
import { attemptErrorCodes, eventNames, verdictOf, type Webhook } from "@overten/contract";
import { type ReactElement, useEffect, useState } from "react";
import classes from "./delivery-log.module.css";
import { type FilterName, filterNames, isSpan, type LogFilter, spans } from "./log-filter.ts";

/** Somebody may be typing still. What is pasted, or whole, or sent with Enter, is not waited for. */
const typingMs = 300;
const outcomes = [
  { value: "succeeded", label: "Succeeded" },
  { value: "failed", label: "Failed" },
];
const errors = attemptErrorCodes.map((value) => {
  const words = verdictOf({ error_code: value, http_status: null })?.title;
  return { value, label: words === undefined ? value : `${words} (${value})` };
});

type Change = (changes: Record<string, string | null>) => void;

/** What narrows the log. Each field writes its parameter of the address. */
export function Filters(props: { filter: LogFilter; webhooks: readonly Webhook[]; change: Change }): ReactElement {
  const { filter, webhooks, change } = props;
  const { fields } = filter;
  const [isOpen, setOpen] = useState(false);
  const more = Object.keys(fields).filter((name) => name !== "run_id").length;
  const isAny = more > 0 || fields.run_id !== undefined || filter.since !== "24h" || filter.until !== null;
  const pick = (name: FilterName, label: string, data: readonly (string | { value: string; label: string })[]) => (
    <Select
      size="xs"
      className={classes["more"] ?? ""}
      aria-label={label}
      placeholder={label}
      clearable
      searchable={data.length > 8}
      data={data}
      value={fields[name] ?? null}
      onChange={(value) => change({ [name]: value })}
      clearButtonProps={{ "aria-label": `Any ${label.toLowerCase()}` }}
    />
  );
  return (
    <div className={classes["filters"]} role="search" aria-label="Filters of the log" data-open={isOpen}>
      <Typed isFirst name="run_id" label="Run id" filter={filter} change={change} />
      <Typed className={classes["more"] ?? ""} name="task_id" label="Task id" filter={filter} change={change} />
      {pick(
        "webhook_id",
        "Webhook",
        webhooks.map(({ webhook_id: value, url }) => ({ value, label: url })),
      )}
      <Time filter={filter} change={change} />
      {pick("status", "Result", outcomes)}
      {pick("event", "Event", eventNames)}
      <Typed className={classes["more"] ?? ""} name="http_status" label="HTTP status" filter={filter} change={change} />
      {pick("error_code", "Error", errors)}
      <div className={classes["buttons"]}>
        {/* On narrow screens the rest waits behind this. */}
        <Button
          className={classes["opens"] ?? ""}
          size="xs"
          variant="default"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Fewer filters" : more > 0 ? `More filters (${more} on)` : "More filters"}
        </Button>
        {isAny ? (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => change(Object.fromEntries([...filterNames, "since", "until"].map((name) => [name, null])))}
          >
            Clear all
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function isStatus(text: string): boolean {
  return /^[1-9]\d\d$/.test(text.trim());
}

function Typed(props: {
  name: FilterName;
  label: string;
  filter: LogFilter;
  change: Change;
  isFirst?: boolean;
  className?: string;
}): ReactElement {
  const { name, label, filter, change, isFirst = false, className = "" } = props;
  const current = filter.fields[name] ?? "";
  const [typed, setTyped] = useState(current);
  const [seen, setSeen] = useState(current);
  // The address changed otherwise: back, or a filter cleared.
  if (seen !== current) {
    setSeen(current);
    setTyped(current);
  }
  useEffect(() => {
    if (typed.trim() === current) return undefined;
    const timer = setTimeout(() => change({ [name]: typed.trim() }), typingMs);
    return () => clearTimeout(timer);
  }, [typed, current, name, change]);
  const isWrong = name === "http_status" && typed !== "" && !/^[1-9]\d{0,2}$/.test(typed);
  return (
    <TextInput
      size="xs"
      className={className}
      aria-label={label}
      placeholder={label}
      spellCheck={false}
      autoComplete="off"
      {...(isFirst ? { "data-filter": true } : {})}
      {...(isWrong ? { error: "100 to 999" } : {})}
      value={typed}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const { inputType } = event.nativeEvent as InputEvent;
        if (inputType === "insertFromPaste" || (name === "http_status" && isStatus(text)))
          change({ [name]: text.trim() });
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") change({ [name]: typed.trim() });
      }}
    />
  );
}

function Time(props: { filter: LogFilter; change: Change }): ReactElement {
  const { filter, change } = props;
  const isOwn = !isSpan(filter.since) || filter.until !== null;
  const choices = [
    ...Object.entries(spans).map(([value, { label }]) => ({ value, label })),
    { value: "own", label: "From … to …" },
  ];
  return (
    <>
      <Select
        size="xs"
        aria-label="Time"
        allowDeselect={false}
        data={choices}
        value={isOwn ? "own" : filter.since}
        onChange={(value) => {
          if (value === "own") change({ since: new Date(Date.now() - 86_400_000).toISOString() });
          else change({ since: value, until: null });
        }}
      />
      {isOwn ? (
        <>
          <Instant label="From" value={isSpan(filter.since) ? null : filter.since} set={(since) => change({ since })} />
          <Instant label="To" value={filter.until} set={(until) => change({ until })} />
        </>
      ) : null}
    </>
  );
}

function Instant(props: { label: string; value: string | null; set: (iso: string | null) => void }): ReactElement {
  const { label, value, set } = props;
  return (
    <TextInput
      size="xs"
      type="datetime-local"
      aria-label={label}
      title={`${label}, your local time`}
      value={value === null ? "" : localMinute(value)}
      onChange={(event) => {
        const at = new Date(event.currentTarget.value);
        set(Number.isNaN(at.getTime()) ? null : at.toISOString());
      }}
    />
  );
}

/** As `datetime-local` writes an instant: local, to the minute. */
function localMinute(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

import { Button, Select, TextInput } from "@mantine/core";
import { type ApiKey, type CreatedApiKey, type Role, roles } from "@overten/contract";
import { type ReactElement, type SubmitEvent, useState } from "react";
import { problemOf } from "../api/client.ts";
import type { Rows } from "../api/queries.ts";
import classes from "./api-keys-panel.module.css";
import { Confirm } from "./confirm.tsx";
import { ErrorState } from "./error-state.tsx";
import { Icon } from "./icon.tsx";
import { LoadingRows } from "./loading-rows.tsx";
import { Panel } from "./panel.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { notify } from "./toasts.tsx";
import { When } from "./when.tsx";

/** A change of the keys, by whichever route. */
export interface KeyChange<Input> {
  run: (input: Input, onDone: () => void) => void;
  error: Error | null;
  isPending: boolean;
  /** Forgets the error of the last. */
  reset: () => void;
}

export interface ApiKeysProps {
  keys: Rows<ApiKey>;
  /** The key that is signed in here; null for the operator's. */
  ownKeyId: string | null;
  canChange: boolean;
  create: KeyChange<{ name: string; role: Role }>;
  /** The key that was made last, with its text. */
  created: CreatedApiKey | undefined;
  /** By the key's id. */
  revoke: KeyChange<string>;
}

/** An organisation's keys: a new one is shown once, a revoked one is dead at once. */
export function ApiKeysPanel(props: ApiKeysProps): ReactElement {
  const { keys, ownKeyId, canChange, revoke } = props;
  // What was asked about last stays while the question fades out.
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const [isAsking, setAsking] = useState(false);
  const ask = (key: ApiKey): void => {
    revoke.reset();
    setAsked(key);
    setAsking(true);
  };
  return (
    <Panel title="API keys" flush>
      {keys.isLoading ? (
        <LoadingRows what="the keys" rows={2} />
      ) : keys.error !== null && keys.rows.length === 0 ? (
        <ErrorState what="the keys" error={keys.error} retry={keys.reload} />
      ) : keys.rows.length === 0 ? (
        <p className={classes["none"]}>No key: nobody can call the API for this organisation. Create one below.</p>
      ) : (
        <ul className={classes["list"]}>
          {keys.rows.map((key) => (
            <KeyRow
              key={key.key_id}
              apiKey={key}
              isOwn={key.key_id === ownKeyId}
              {...(canChange ? { onRevoke: () => ask(key) } : {})}
            />
          ))}
        </ul>
      )}
      {canChange ? <NewKey create={props.create} created={props.created} /> : null}
      <Confirm
        isOpen={isAsking}
        title="Revoke this key?"
        label="Revoke"
        error={revoke.error}
        isSending={revoke.isPending}
        onChoose={() => {
          if (asked === null) return;
          revoke.run(asked.key_id, () => {
            setAsking(false);
            notify({ tone: "ok", text: `Revoked ${asked.name}.` });
          });
        }}
        onClose={() => setAsking(false)}
      >
        <p>
          {asked?.name} ({asked?.prefix}…) is refused at once, everywhere.{" "}
          {asked?.key_id === ownKeyId
            ? "You are signed in with it: you are signed out, too."
            : "Whoever is signed in with it is signed out."}
        </p>
      </Confirm>
    </Panel>
  );
}

function KeyRow(props: { apiKey: ApiKey; isOwn: boolean; onRevoke?: () => void }): ReactElement {
  const { apiKey, isOwn, onRevoke } = props;
  return (
    <li className={classes["row"]}>
      <span className={classes["name"]}>
        {apiKey.name} {isOwn ? <span className={classes["soft"]}>(signed in with it)</span> : null}
      </span>
      <span className={classes["soft"]}>{apiKey.role}</span>
      <code>{apiKey.prefix}…</code>
      <span className={classes["soft"]}>
        made <When at={apiKey.created_at} />
      </span>
      {onRevoke === undefined ? null : (
        <Button variant="default" size="xs" aria-label={`Revoke ${apiKey.name}`} onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function NewKey({ create, created }: Pick<ApiKeysProps, "create" | "created">): ReactElement {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("admin");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") create.run({ name: name.trim(), role }, () => setName(""));
  };
  return (
    <>
      <form className={classes["form"]} onSubmit={submit}>
        <TextInput
          label="Name of a new key"
          maxLength={200}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error === null ? null : problemOf(create.error)}
        />
        <Select
          label="Role"
          allowDeselect={false}
          data={[
            { value: "admin", label: "admin: may do everything" },
            { value: "viewer", label: "viewer: only looks" },
          ]}
          value={role}
          onChange={(value) => setRole(roles.find((known) => known === value) ?? role)}
        />
        <Button type="submit" loading={create.isPending} leftSection={<Icon name="plus" size={16} />}>
          Create the key
        </Button>
      </form>
      {created === undefined ? null : (
        <div className={classes["made"]} role="status">
          <p>Keep this key now: it is shown this once.</p>
          <ShownOnce text={created.api_key} what="the key" testId="new-key" />
        </div>
      )}
    </>
  );
}

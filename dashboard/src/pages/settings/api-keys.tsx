import { Button, Select, TextInput } from "@mantine/core";
import { type ApiKey, type CallResult, roles } from "@overten/contract";
import { type ReactElement, type SubmitEvent, useState } from "react";
import { problemOf } from "../../api/client.ts";
import { useChange, useRows } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { Panel } from "../../parts/panel.tsx";
import { notify } from "../../parts/toasts.tsx";
import { When } from "../../parts/when.tsx";
import { Confirm } from "./confirm.tsx";
import classes from "./settings.module.css";

const keysOf = (page: CallResult<"listApiKeys">) => page.api_keys;

/** The organisation's keys: a new one is shown once, a revoked one is dead at once. */
export function ApiKeys(): ReactElement {
  const { canChange } = useSession();
  const found = useRows("listApiKeys", { query: { limit: 100 } }, { rowsOf: keysOf, fill: 1000 });
  return (
    <Panel title="API keys" flush>
      {found.isLoading ? (
        <LoadingRows what="the keys" rows={2} />
      ) : found.error !== null && found.rows.length === 0 ? (
        <ErrorState what="the keys" error={found.error} retry={found.reload} />
      ) : (
        <ul className={classes["list"]}>
          {found.rows.map((key) => (
            <KeyRow key={key.key_id} apiKey={key} />
          ))}
        </ul>
      )}
      {canChange ? <NewKey /> : null}
    </Panel>
  );
}

function KeyRow(props: { apiKey: ApiKey }): ReactElement {
  const { apiKey } = props;
  const session = useSession();
  const [isAsked, setAsked] = useState(false);
  const isOwn = session.api_key?.key_id === apiKey.key_id;
  const revoke = useChange("deleteApiKey", {
    reread: ["listApiKeys", "getSession"],
    onDone: () => {
      setAsked(false);
      notify({ tone: "ok", text: `Revoked ${apiKey.name}.` });
    },
  });
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
      {session.canChange ? (
        <Button variant="default" size="xs" aria-label={`Revoke ${apiKey.name}`} onClick={() => setAsked(true)}>
          Revoke
        </Button>
      ) : null}
      <Confirm
        isOpen={isAsked}
        title="Revoke this key?"
        label="Revoke"
        error={revoke.error}
        isSending={revoke.isPending}
        onChoose={() => revoke.mutate({ params: { key_id: apiKey.key_id } })}
        onClose={() => setAsked(false)}
      >
        <p>
          {apiKey.name} ({apiKey.prefix}…) is refused at once, everywhere.{" "}
          {isOwn
            ? "You are signed in with it: you are signed out, too."
            : "Whoever is signed in with it is signed out."}
        </p>
      </Confirm>
    </li>
  );
}

function NewKey(): ReactElement {
  const [name, setName] = useState("");
  const [role, setRole] = useState<(typeof roles)[number]>("admin");
  const create = useChange("createApiKey", { reread: ["listApiKeys"], onDone: () => setName("") });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate({ body: { name: name.trim(), role } });
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
          error={create.isError ? problemOf(create.error) : null}
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
      {create.data === undefined ? null : (
        <div className={classes["made"]} role="status">
          <p>Keep this key now: it is shown this once.</p>
          <div className={classes["secret"]} data-new="true">
            <code data-testid="new-key">{create.data.api_key}</code>
            <CopyButton text={create.data.api_key} what="the key" label="Copy" />
          </div>
        </div>
      )}
    </>
  );
}

import type { DurabilitySetting, System } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { byteSize, count } from "../../parts/numbers.ts";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { When } from "../../parts/when.tsx";
import classes from "./system-page.module.css";
import { ofWhom } from "./troubles.ts";

/** PostgreSQL beneath: whether it keeps what it acknowledged, and who holds it up. */
export function DatabasePanel(props: { system: System | undefined }): ReactElement {
  const { system } = props;
  return (
    <Panel title="Database">
      {system === undefined ? <LoadingRows what="the database" rows={3} /> : <Facts {...system} />}
    </Panel>
  );
}

/** What a node itself has open for moments is nothing to look at. */
const momentMs = 10_000;

function Facts({ at, database }: System): ReactElement {
  const { oldest_transaction } = database;
  const openMs = oldest_transaction === null ? 0 : Date.parse(at) - Date.parse(oldest_transaction.started_at);
  return (
    <dl className={classes["facts"]}>
      <Fact name="PostgreSQL">{database.version}</Fact>
      <Fact name="Size">{byteSize(database.size_bytes)}</Fact>
      <Fact name="Connections">
        {count(database.connections)} of {count(database.max_connections)}
      </Fact>
      <Fact name="Oldest open transaction">
        {oldest_transaction === null || openMs < momentMs ? (
          `none older than ${duration(momentMs)}`
        ) : (
          <>
            <When at={oldest_transaction.started_at} />
            {ofWhom(oldest_transaction)}
          </>
        )}
      </Fact>
      {database.durability.map((setting) => (
        <Fact key={setting.name} name={setting.name}>
          <Setting setting={setting} />
        </Fact>
      ))}
    </dl>
  );
}

function Setting(props: { setting: DurabilitySetting }): ReactElement {
  const { value, safe } = props.setting;
  return (
    <span className={classes["setting"]} data-safe={safe}>
      <Icon name={safe ? "check" : "alert"} size={15} />
      {value}
      {safe ? null : ": a crash can lose events"}
    </span>
  );
}

function Fact(props: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

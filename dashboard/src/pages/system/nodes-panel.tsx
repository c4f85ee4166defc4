import type { Node } from "@overten/contract";
import type { ReactElement } from "react";
import { Figure } from "../../parts/figure.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { count } from "../../parts/numbers.ts";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./nodes-panel.module.css";

const labels = { flight: "In flight", lag: "Loop lag", clock: "Clock", since: "Started", seen: "Last seen" };

/** Every node that runs, and those that fell silent within the last hour. */
export function NodesPanel(props: { nodes: readonly Node[] | undefined }): ReactElement {
  const { nodes } = props;
  return (
    <Panel title="Nodes" flush>
      {nodes?.length === 0 ? (
        <p className={classes["none"]}>No node has shown itself yet. Each does within five seconds of its start.</p>
      ) : (
        <>
          <div className={classes["head"]} aria-hidden="true">
            <span>Node</span>
            <span />
            {Object.values(labels).map((label) => (
              <span key={label}>{label}</span>
            ))}
          </div>
          {nodes === undefined ? (
            <LoadingRows what="the nodes" rows={1} heightPx={65} />
          ) : (
            <ul className={classes["list"]}>
              {nodes.map((node) => (
                <NodeRow key={node.node_id} node={node} />
              ))}
            </ul>
          )}
        </>
      )}
    </Panel>
  );
}

function NodeRow(props: { node: Node }): ReactElement {
  const { node } = props;
  return (
    <li className={classes["row"]}>
      <div className={classes["what"]}>
        <p className={classes["name"]}>{node.name}</p>
        <p className={classes["soft"]}>
          {node.roles.join(", ")} · {node.version}
        </p>
      </div>
      <div className={classes["status"]}>
        <StatusBadge status={node.alive ? "alive" : "silent"} />
      </div>
      <Figure label={labels.flight}>{count(node.in_flight)}</Figure>
      <Figure label={labels.lag}>{duration(node.event_loop_lag_ms)}</Figure>
      <Figure label={labels.clock}>{clockWords(node.clock_ahead_ms)}</Figure>
      <Figure label={labels.since}>
        <When at={node.started_at} />
      </Figure>
      <Figure label={labels.seen}>
        <When at={node.seen_at} />
      </Figure>
    </li>
  );
}

/** A tenth of a second is how well a clock is read over a busy line. */
const exactEnoughMs = 100;

/** Where a machine's clock stands against the database's. */
function clockWords(aheadMs: number): string {
  if (Math.abs(aheadMs) < exactEnoughMs) return "right";
  return `${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead" : "behind"}`;
}

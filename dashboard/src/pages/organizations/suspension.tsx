import { Button } from "@mantine/core";
import type { OrganizationWithTraffic } from "@overten/contract";
import { type ReactElement, useState } from "react";
import { useChange } from "../../api/queries.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Icon } from "../../parts/icon.tsx";
import { countUpTo } from "../../parts/numbers.ts";
import { notify } from "../../parts/toasts.tsx";
import classes from "./suspension.module.css";

/** Suspends an organisation or ends the suspension, after saying what that means. */
export function Suspension(props: { organization: OrganizationWithTraffic }): ReactElement {
  const { organization } = props;
  const { name, suspended } = organization;
  const [isAsking, setAsking] = useState(false);
  const change = useChange("updateOrganization", {
    reread: ["getOrganization", "listTraffic", "listOrganizations"],
    onDone: (changed) => {
      setAsking(false);
      const text = changed.suspended ? `${name} is suspended.` : `The suspension of ${name} is over.`;
      notify({ tone: "ok", text });
    },
  });
  const ask = (): void => {
    change.reset();
    setAsking(true);
  };
  const dialog = {
    isOpen: isAsking,
    error: change.error,
    isSending: change.isPending,
    onClose: () => setAsking(false),
    onChoose: () => change.mutate({ params: { org_id: organization.org_id }, body: { suspended: !suspended } }),
  };
  return (
    <>
      <Button variant="default" leftSection={<Icon name={suspended ? "play" : "pause"} size={16} />} onClick={ask}>
        {suspended ? "End the suspension" : "Suspend"}
      </Button>
      {suspended ? (
        <Confirm {...dialog} title={`End the suspension of ${name}?`} label="End the suspension" color="cobalt">
          <p>
            Its keys work again, and its events are taken and sent. What ended as paused stays so until somebody sends
            it again with Recover; events that were refused are not known here.
          </p>
        </Confirm>
      ) : (
        <Confirm {...dialog} title={`Suspend ${name}?`} label="Suspend">
          <p>At once, on every node:</p>
          <ul className={classes["consequences"]}>
            <li>its API keys are refused with 403, and who is signed in with one sees nothing more;</li>
            <li>its events are refused with 422;</li>
            <li>{waiting(organization.traffic.pending)}</li>
          </ul>
          <p>You can end the suspension at any time.</p>
        </Confirm>
      )}
    </>
  );
}

function waiting(pending: number): string {
  if (pending === 0) return "nothing is sent to its webhooks. Nothing waits for them now.";
  const what = pending === 1 ? "The delivery that waits ends" : `The ${countUpTo(pending)} deliveries that wait end`;
  return `nothing is sent to its webhooks. ${what} as paused; Recover can send them again afterwards.`;
}

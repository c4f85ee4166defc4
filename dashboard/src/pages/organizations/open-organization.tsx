import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { useLocation } from "wouter";
import { useSession } from "../../api/session.tsx";
import { notify } from "../../parts/toasts.tsx";

/** Turns the other pages to an organisation and goes there. */
export function OpenOrganization(props: {
  orgId: string;
  name: string;
  /** In a row of a list, where there is room for a word. */
  isSmall?: true;
}): ReactElement {
  const { orgId, name, isSmall } = props;
  const { chooseOrganization } = useSession();
  const [, navigate] = useLocation();
  const open = (): void => {
    chooseOrganization(orgId);
    notify({ tone: "ok", text: `The pages show ${name} now.` });
    navigate("/overview");
  };
  return (
    <Button {...(isSmall ? { size: "xs", variant: "default", "aria-label": `Open ${name}` } : {})} onClick={open}>
      {isSmall ? "Open" : "Open its pages"}
    </Button>
  );
}

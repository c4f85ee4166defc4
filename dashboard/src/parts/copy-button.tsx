import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";
import { notify } from "./toasts.tsx";
import { Icon } from "./icon.tsx";

const copiedMs = 1600;

/** Copies text; `what` names it ("the secret"). With a label it is a button with words, otherwise an icon. */
export function CopyButton(props: { text: string; what: string; label?: string }): ReactElement {
  const { text, what, label } = props;
  const [copiedAt, setCopiedAt] = useState(0);
  useEffect(() => {
    if (copiedAt === 0) return undefined;
    const timer = setTimeout(() => setCopiedAt(0), copiedMs);
    return () => clearTimeout(timer);
  }, [copiedAt]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopiedAt(Date.now());
      notify({ tone: "ok", text: `Copied ${what}.` });
    } catch {
      notify({
        tone: "bad",
        text: `Could not copy ${what}: the browser allows it on https and localhost only. Select the text instead.`,
      });
    }
  };
  const icon = <Icon name={copiedAt === 0 ? "copy" : "check"} size={15} />;
  if (label !== undefined) {
    return (
      <Button variant="default" size="xs" leftSection={icon} onClick={() => void copy()}>
        {label}
      </Button>
    );
  }
  return (
    <Tooltip label={copiedAt === 0 ? `Copy ${what}` : "Copied"}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

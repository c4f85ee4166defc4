import { Button, Modal } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { problemOf } from "../api/client.ts";
import classes from "./confirm.module.css";

/** Asks before a step with consequences, and says what they are. `color` is red unless the step is a mild one. */
export function Confirm(props: {
  isOpen: boolean;
  title: string;
  label: string;
  /** The button that changes nothing. */
  keepLabel?: string;
  color?: string;
  error: Error | null;
  isSending: boolean;
  onChoose: () => void;
  onClose: () => void;
  children: ReactNode;
}): ReactElement {
  const { isOpen, title, label, keepLabel = "Keep it as it is", color = "red", error, isSending, children } = props;
  const { onChoose, onClose } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      {children}
      {error === null ? null : (
        <p className={classes["problem"]} role="alert">
          {problemOf(error)}
        </p>
      )}
      <div className={classes["choice"]}>
        <Button variant="default" onClick={onClose}>
          {keepLabel}
        </Button>
        <Button color={color} loading={isSending} onClick={onChoose}>
          {label}
        </Button>
      </div>
    </Modal>
  );
}

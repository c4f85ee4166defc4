import { Button, Modal } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { problemOf } from "../api/client.ts";
import classes from "./confirm.module.css";

/** Asks before a step with consequences, and says what they are. `color` is red unless the step takes nothing away. */
export function Confirm(props: {
  isOpen: boolean;
  title: string;
  label: string;
  color?: string;
  error: Error | null;
  isSending: boolean;
  onChoose: () => void;
  onClose: () => void;
  children: ReactNode;
}): ReactElement {
  const { isOpen, title, label, color = "red", error, isSending, onChoose, onClose, children } = props;
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
          Keep it as it is
        </Button>
        <Button color={color} loading={isSending} onClick={onChoose}>
          {label}
        </Button>
      </div>
    </Modal>
  );
}

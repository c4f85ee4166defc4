import { Kbd, Modal } from "@mantine/core";
import { type ReactElement, useState } from "react";
import classes from "./keyboard-help.module.css";
import { useShortcut, useShownShortcuts } from "./shortcuts.tsx";

/** `?` lists the keys of the page. */
export function useKeyboardHelp(): { help: ReactElement; open: () => void } {
  const [isOpen, setOpen] = useState(false);
  const shown = useShownShortcuts();
  const open = (): void => setOpen(true);
  useShortcut("?", "This help", open);
  const rows = isOpen
    ? [
        ...shown(),
        { key: "Enter", what: "Open the row that has the focus" },
        { key: "Esc", what: "Leave the filter, or close a dialog" },
      ]
    : [];
  const help = (
    <Modal opened={isOpen} onClose={() => setOpen(false)} title="Keyboard" closeButtonProps={{ "aria-label": "Close" }}>
      <dl className={classes["list"]}>
        {rows.map(({ key, what }) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
  return { help, open };
}

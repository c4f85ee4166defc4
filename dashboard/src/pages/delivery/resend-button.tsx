import { Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { type ReactElement, useId } from "react";
import { Icon } from "../../parts/icon.tsx";

/** `whyNot` makes it look disabled and says why to whoever points, tabs or listens; it can be pressed all the same, and `onPress` tells the reason. */
export function ResendButton(props: { whyNot: string | null; isSending: boolean; onPress: () => void }): ReactElement {
  const { whyNot, isSending, onPress } = props;
  const reason = useId();
  return (
    <>
      <Tooltip label={whyNot} disabled={whyNot === null} multiline maw={280}>
        <Button
          leftSection={<Icon name="send" size={16} />}
          loading={isSending}
          onClick={onPress}
          {...(whyNot === null ? {} : { "data-disabled": true, "aria-disabled": true, "aria-describedby": reason })}
        >
          Resend
        </Button>
      </Tooltip>
      <VisuallyHidden id={reason}>{whyNot}</VisuallyHidden>
    </>
  );
}

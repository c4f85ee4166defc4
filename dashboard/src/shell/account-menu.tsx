import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import type { ReactElement } from "react";
import { problemOf } from "../api/client.ts";
import { useSession } from "../api/session.tsx";
import { Icon } from "../parts/icon.tsx";
import { notify } from "../parts/toasts.tsx";

const schemes = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "As the system" },
] as const;

/** Who is signed in, how it looks, and the way out. */
export function AccountMenu(props: { onHelp: () => void }): ReactElement {
  const session = useSession();
  // Without transitions the kit would put a <style> element into the page, which our policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const who = session.api_key === null ? "the operator" : `${session.api_key.name} (${session.api_key.prefix}…)`;
  const signOut = (): void => {
    session.signOut().catch((error: unknown) => notify({ tone: "bad", text: problemOf(error) }));
  };
  return (
    <Menu position="top-end" width={230} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account and looks">
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Signed in with {who}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>Looks</Menu.Label>
        <Menu.RadioGroup value={colorScheme}>
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              checkIcon={<Icon name="check" size={15} />}
              rightSection={<Icon name={value === "dark" ? "moon" : value === "light" ? "sun" : "system"} size={16} />}
              onChange={() => setColorScheme(value)}
            >
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" size={16} />} onClick={props.onHelp}>
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

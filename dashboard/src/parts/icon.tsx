import type { ReactElement } from "react";

/** Drawn on a grid of 24, with a line of 1.75. */
const paths = {
  alert: "M12 4 2.8 19.5h18.4L12 4Zm0 6v4.2m0 2.6v.2",
  arrowRight: "M5 12h14m-5.500-5.500L19 12l-5.500 5.500",
  chevronDown: "m6.500 9.500 5.500 5.500 5.500-5.500",
  check: "m5 12.500 4.500 4.500L19 7.500",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17ZM12 8v4.500l3 1.800",
  copy: "M9 9h10v10.500H9zM15 9V4.500H5V15h4",
  cross: "m6.500 6.500 11 11m0-11-11 11",
  deliveries: "M4 6h16M4 12h10M4 18h13m2-6h1",
  dots: "M5.500 12h.01M12 12h.01M18.500 12h.01",
  external: "M14 4.500h5.500V10m0-5.500L11 13m-1-7H5v13h13v-5",
  gauge: "M4 17a8.500 8.500 0 1 1 16 0M12 15l3.500-5",
  key: "M14.500 4a5.500 5.500 0 1 0 3.900 9.400L21 10.500 14.500 4ZM10 14l-6 6m1.500-1.500L8 21",
  keyboard: "M3 6.500h18v11H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z",
  organization: "M5 20V5h9v15m0-10h5v10M3.500 20h17M8 9h3M8 13h3M8 17h3",
  pause: "M9 6v12m6-12v12",
  person: "M12 4.500a3.700 3.700 0 1 0 0 7.400 3.700 3.700 0 0 0 0-7.400ZM5 20a7 7 0 0 1 14 0",
  pencil: "m5 19 1-4L16.500 4.500l3 3L9 18l-4 1Zm9.500-12.500 3 3",
  play: "M8 5.500v13l10.500-6.500L8 5.500Z",
  plus: "M12 5v14m-7-7h14",
  refresh: "M19.500 12a7.500 7.500 0 1 1-2.200-5.300L19.500 9m0-4.500V9H15",
  search: "M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm4.500 10.500 4.500 4.500",
  send: "M4.500 12 20 4.500 15.500 20l-4-6.500-7-1.500Zm7 1.500L20 4.500",
  settings: "M4 7.500h9m4 0h3m-16 9h3m4 0h9M15 5v5m-6 4v5",
  signOut: "M10 4.500H5v15h5m4-4 4-3.500-4-3.500M18 12H9.500",
  slash: "M6 18 18 6M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17Z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v1.500M12 19.500V21M3 12h1.500m15 0H21M5.600 5.600l1.100 1.100m10.600 10.600 1.100 1.100m0-12.800-1.100 1.100M6.700 17.300l-1.100 1.100",
  system: "M4 5h16v6H4zm0 8h16v6H4zm3.500-5h.01M7.500 16h.01",
  tasks: "M5 6.500 6.500 8 9 5m3 2h8M5 12.500 6.500 14 9 11m3 2h8M5 18.500 6.500 20 9 17m3 2h8",
  trash: "M5 7h14m-9-3h4m-7.500 3 .800 13h9.400l.800-13M10.500 11v5.500m3-5.500v5.500",
  try: "M9 4h6m-5 0v6L4.800 18.500A1 1 0 0 0 5.700 20h12.600a1 1 0 0 0 .900-1.500L14 10V4M7.500 15h9",
  webhook:
    "M12 4.500a3.500 3.500 0 0 1 3 5.300l2.700 5m-8.600-3.100L6.500 16.500M12 8.200l-2.900 3.500M5.500 14a3.500 3.500 0 1 0 3.400 4.300h6M17.700 14.800a3.500 3.500 0 1 1-2.800 3.500",
} as const;

export type IconName = keyof typeof paths;

/** A picture beside a word; it says nothing by itself, so readers aloud skip it. */
export function Icon(props: { name: IconName; size?: number }): ReactElement {
  const { name, size = 18 } = props;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

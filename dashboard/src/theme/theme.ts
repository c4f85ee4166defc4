import { createTheme, type MantineColorsTuple, type MantineThemeOverride } from "@mantine/core";

const cobalt: MantineColorsTuple = [
  "#edf3ff",
  "#dbe6ff",
  "#b4cbfd",
  "#8aaefb",
  "#5f8ff7",
  "#3f78f3",
  "#2463e9",
  "#1a54cf",
  "#1346b3",
  "#0c388f",
];

const red: MantineColorsTuple = [
  "#fff0ef",
  "#fddedc",
  "#f8bab6",
  "#f2938d",
  "#e8655e",
  "#d93a33",
  "#c02c26",
  "#a2211c",
  "#861a16",
  "#6c1411",
];

const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#eff1f4",
  "#e3e6eb",
  "#d1d6de",
  "#b3bbc7",
  "#8b95a4",
  "#626c7a",
  "#4a5462",
  "#323a46",
  "#1a2029",
];

const dark: MantineColorsTuple = [
  "#dfe4ec",
  "#b4bcc9",
  "#949eae",
  "#6b7585",
  "#414a58",
  "#2d343f",
  "#222831",
  "#171c23",
  "#11151b",
  "#0b0e13",
];

/** The kit's part of the design; the rest is in base.css. Colours of states are not here: they come with a meaning, as --ok, --bad, --wait. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: "cobalt",
  // White on it has a contrast of 5 in both themes.
  primaryShade: 6,
  colors: { cobalt, red, gray, dark },
  fontFamily: '"Geist Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", "Liberation Mono", Menlo, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2.25rem" },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "11px", xl: "18px" },
  defaultRadius: "md",
  headings: { fontWeight: "600" },
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  components: {
    // The kit locks scrolling with a <style> element, which our policy forbids; base.css does it.
    Modal: { defaultProps: { lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    // A <header> in it would be a second banner of the page.
    ModalHeader: { defaultProps: { role: "presentation" } },
    Drawer: { defaultProps: { lockScroll: false } },
    Button: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
  },
});

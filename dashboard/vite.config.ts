import { defaultCssVariablesResolver, DEFAULT_THEME, convertCssVariables, mergeMantineTheme } from "@mantine/core";
import { defineConfig, type Plugin } from "vite";
import { theme } from "./src/theme/theme.ts";

/**
 * Mantine puts its variables into a `<style>` element at run time, which our content security policy forbids: they are written into a style sheet here, from
 * the same theme.
 */
function themeVariables(): Plugin {
  return {
    name: "theme-variables",
    enforce: "pre",
    transform(_code, id) {
      if (!id.endsWith("/theme/variables.css")) return null;
      const resolved = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
      return { code: convertCssVariables(resolved, ":root"), map: null };
    },
  };
}

export default defineConfig({
  // Relative: the dashboard may be served below any path.
  base: "./",
  plugins: [themeVariables()],
  build: {
    target: "es2022",
    // No data: addresses but for images, and no polyfill that writes inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    // "use client" marks of packages mean nothing without a server that renders.
    rolldownOptions: {
      onLog: (level, log, handler) => (log.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : handler(level, log)),
    },
  },
});

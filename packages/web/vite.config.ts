import { defineConfig } from "vite";
import { flags } from "./build/flags.ts";
import { shells } from "./build/shells.ts";
import { worker } from "./build/worker.ts";

/**
 * What every page has a part of: as one file it is smaller than as twenty, and the browser has it after the first page.
 * Not the main script's own, which waits for a page that needs this: neither would ever be ready.
 */
const SHARED =
  /node_modules\/preact\/|\/src\/(app\/(?!app\.)|board\/|parts\/(?!pictogram)|language\/(?!fr\.)|(flags|style)\.)/;

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [flags(), shells(), worker()],
  build: {
    outDir: "dist",
    assetsDir: "assets",
    target: "es2023",
    // A strict Content-Security-Policy is sent: nothing inline, no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "app", test: SHARED }] } } },
  },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:4600" } },
});

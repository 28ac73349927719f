import { defineConfig } from "vite";

/** An app of its own, so that no fan loads any of it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/console/",
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  build: {
    outDir: "../dist/console",
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2023",
    // A strict Content-Security-Policy is sent: nothing inline, no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    // Its setting belongs to the library: whoever makes a schema comes after both.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "zod", test: /node_modules\/zod\/|\/console\/api\/zod\.ts$/ }] },
      },
    },
  },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:4600" } },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = (name: string) => fileURLToPath(new URL(`../../packages/${name}`, import.meta.url));

export default defineConfig({
  // The mutated copy of the project has the original's node_modules: its packages must be its own.
  resolve: { alias: { "@podium/core": packages("core"), "@podium/local": packages("local") } },
  test: {
    include: ["packages/core/results/{ranking,medals}/*.test.ts", "test/ranking/*.test.ts"],
    testTimeout: 60_000,
  },
});

import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

export default {
  testRunner: "vitest",
  // Stryker reads a tsconfig with the compiler's JavaScript API, which TypeScript 7 has none of; no test needs one.
  tsconfigFile: "none.json",
  plugins: [resolve("@stryker-mutator/vitest-runner")],
  mutate: [
    "packages/core/results/ranking/*.ts",
    "!packages/core/results/ranking/*.test.ts",
    "!packages/core/results/ranking/fixtures.ts",
  ],
  vitest: { configFile: "test/mutation/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  incremental: false,
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ["clear-text", "progress-append-only"],
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: false, reportScoreTable: true },
  thresholds: { high: 90, low: 85, break: 85 },
  tempDirName: ".stryker-tmp",
};

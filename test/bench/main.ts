/** `npm run bench [-- name …]`: figures, each beside what it is held against. Nothing is asserted: a test must not depend on a clock. */
import { parseArgs } from "node:util";
import { cleanly, measure, type Parts } from "./command.ts";
import type { Options } from "./support.ts";

const BENCHMARKS: Parts<Options> = {
  replay: () => import("./replay.ts"),
  latency: () => import("./latency.ts"),
  read: () => import("./read.ts"),
  edge: () => import("./edge.ts"),
  queue: () => import("./queue.ts"),
  feed: () => import("./feed.ts"),
  console: () => import("./console.ts"),
  sheet: () => import("./sheet.ts"),
  units: () => import("./units.ts"),
  ranking: () => import("./ranking.ts"),
  web: () => import("./web.ts"),
  odf: () => import("./odf.ts"),
};

const { values, positionals } = parseArgs({
  options: { seconds: { type: "string" }, rate: { type: "string" } },
  allowPositionals: true,
});
const { seconds, rate } = values;
const options: Options = {
  ...(seconds !== undefined && { seconds: Number(seconds) }),
  ...(rate !== undefined && { perSecond: Number(rate) }),
};
await cleanly(() => measure(BENCHMARKS, positionals, options));

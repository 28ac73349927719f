/**
 * `npm run load [-- part …] [--edge varnish|nginx|own] [--seconds N] [--rate N]`: boards through edges that are
 * not ours, and what a fan sees when something breaks (`faults` names all of that). `--seconds`: of measuring, or of
 * the fault; `--rate`: polls a second. Figures, each beside its target; nothing is asserted.
 */
import { parseArgs } from "node:util";
import { MissingProgram } from "../../scripts/debian.ts";
import { cleanly, measure, type Parts } from "../bench/command.ts";
import { EDGES, isEdge } from "./edges/edge.ts";
import type { LoadOptions } from "./options.ts";

type Fault = "originKilled" | "tableThrottled" | "projectorStopped" | "slowOrigin" | "reconnect";

const fault = (name: Fault) => async () => ({ bench: (await import("./faults.ts"))[name] });

const FAULTS: Parts<LoadOptions> = {
  "origin-killed": fault("originKilled"),
  "table-throttled": fault("tableThrottled"),
  "projector-stopped": fault("projectorStopped"),
  "slow-origin": fault("slowOrigin"),
  reconnect: fault("reconnect"),
};

const PARTS: Parts<LoadOptions> = {
  limit: () => import("./limit.ts"),
  cold: () => import("./cold.ts"),
  polls: () => import("./polls.ts"),
  final: () => import("./final.ts"),
  ...FAULTS,
  peer: () => import("./peer.ts"),
};

const { values, positionals } = parseArgs({
  options: { edge: { type: "string" }, seconds: { type: "string" }, rate: { type: "string" } },
  allowPositionals: true,
});
const { edge, seconds, rate } = values;
if (edge !== undefined && !isEdge(edge)) {
  refuse(`--edge: '${edge}' is none of ${Object.keys(EDGES).join(", ")}.`);
}
const options: LoadOptions = {
  ...(edge !== undefined && { edge }),
  ...(seconds !== undefined && { seconds: positive("--seconds", seconds) }),
  ...(rate !== undefined && { perSecond: positive("--rate", rate) }),
};
const names = positionals.flatMap((name) => (name === "faults" ? Object.keys(FAULTS) : [name]));
try {
  await cleanly(() => measure(PARTS, names, options));
} catch (error) {
  if (!(error instanceof MissingProgram)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) refuse(`${flag}: '${text}' is not a number above 0.`);
  return value;
}

function refuse(why: string): never {
  console.error(why);
  process.exit(1);
}

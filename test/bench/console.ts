/** From a scorer's Enter to the board: a mark sent to the console's API, seen from outside on the board that fans get. */
import { setTimeout as wait } from "node:timers/promises";
import { decompress } from "@podium/core/board/encoding.ts";
import { readBoard } from "@podium/core/board/read.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { type Person, signIn } from "../support/console.ts";
import { startBenchCloud } from "./cloud.ts";
import { fieldOf } from "./games.ts";
import { type Figure, percentile } from "./support.ts";

const ENTRIES = 80;
const MARKS = 60;
const LOOK_EVERY_MS = 5;
const PATIENCE_MS = 15_000;

export async function bench(): Promise<Figure[]> {
  const field = fieldOf("ALPMDH", ENTRIES, "A");
  const cloud = await startBenchCloud(field, 0);
  try {
    const scorer = await signIn(cloud, "scorer");
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = openReader({ endpoint: cloud.table.endpoint, region: "local", credentials });
    const inTable = async () => {
      const stored = await readBoard(client, cloud.table.name, `events/${field.event}`);
      return stored && (JSON.parse(decompress(stored.body)) as EventBoard);
    };
    const atEdge = async () =>
      (await (await fetch(`${cloud.url}/api/events/${field.event}`)).json()) as EventBoard;
    const [answered, shown, fresh]: [number[], number[], number[]] = [[], [], []];
    for (let n = 0; n < MARKS; n++) {
      const competitor = field.competitors[n] ?? "";
      const startedMs = performance.now();
      await type(scorer, field.unit, competitor, 100_000 + n);
      answered.push(performance.now() - startedMs);
      await seen(inTable, competitor);
      shown.push(performance.now() - startedMs);
      await seen(atEdge, competitor);
      fresh.push(performance.now() - startedMs);
    }
    return [
      figure("typed to answered, p95", answered),
      { ...figure("typed to the event's board, p95", shown), target: { atMost: 1_000 } },
      {
        ...figure("typed to the edge's answer, p95", fresh),
        note: "which may be 3 s old: 2 s there, 1 s in the reader",
      },
    ];
  } finally {
    await cloud.stop();
  }
}

async function type(scorer: Person, unit: string, competitor: string, timeMs: number): Promise<void> {
  await scorer.command({ type: "mark", unit, competitor, mark: { timeMs } }, 0);
}

async function seen(look: () => Promise<EventBoard | undefined>, competitor: string): Promise<void> {
  const patienceMs = performance.now() + PATIENCE_MS;
  while (performance.now() < patienceMs) {
    const entries = (await look())?.phases.flatMap(({ units }) => units.flatMap((unit) => unit.entries));
    if (entries?.find((entry) => entry.competitor.id === competitor)?.mark) return;
    await wait(LOOK_EVERY_MS);
  }
  throw new Error(`the mark of ${competitor} was not seen for ${PATIENCE_MS} ms`);
}

function figure(name: string, values: readonly number[]): Figure {
  const note = `p50 ${Math.round(percentile(values, 0.5))}, max ${Math.round(Math.max(...values))}`;
  return { name, value: Math.round(percentile(values, 0.95)), unit: "ms", note };
}

/** The whole Games through the pipeline as `npm run replay -- --speed max` does it, start-up included. */
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Percentiles } from "@podium/local/metrics.ts";
import { residentBelow } from "../peers/footprint.ts";
import { type Figure, startScript } from "./support.ts";

const LOOK_EVERY_MS = 100;
/** What Linux calls a process of Node. */
const NODE = /^(node|MainThread)$/;

interface Summary {
  messagesSent: number;
  boardsPublished: number;
  durationMs: number;
  factToBoardMs: Percentiles;
  capacity: { readUnits: number; writeUnits: number };
}

export async function bench(): Promise<Figure[]> {
  const out = mkdtempSync(join(tmpdir(), "replay-"));
  const child = startScript("replay", ["--speed", "max", "--out", out]);
  // Asked for as long as there is a process to ask about.
  const { pid } = child;
  let peakBytes = 0;
  const look = setInterval(() => {
    if (pid !== undefined && process.platform === "linux")
      peakBytes = Math.max(peakBytes, residentBelow(pid, NODE));
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(look);
  if (code !== 0) throw new Error(`the replay ended with ${code}`);

  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as Summary;
  const seconds = summary.durationMs / 1000;
  return [
    {
      name: "the whole Games, start-up included",
      value: seconds,
      unit: "s",
      target: { atMost: 90 },
      note: `${summary.messagesSent} messages, ${summary.boardsPublished} boards published`,
    },
    {
      name: "resident memory, peak",
      value: peakBytes / 1e6,
      unit: "MB",
      target: { atMost: 400 },
      note: "of the node processes together, looked at ten times a second; on Linux only",
    },
    { name: "messages", value: summary.messagesSent / seconds, unit: "messages/s" },
    { name: "boards", value: summary.boardsPublished / seconds, unit: "boards/s" },
    {
      name: "write units",
      value: summary.capacity.writeUnits / summary.messagesSent,
      unit: "units/message",
    },
  ];
}

/** The marks of the final, told one a second by a feed while everyone watches; and whether all of them got through. */
import { setTimeout as wait } from "node:timers/promises";
import type { Message } from "@podium/core/results/commands.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { type FeedOptions, send } from "@podium/local/feed/client.ts";
import { FINAL, restOfFinal } from "./games.ts";

export type Mark = Extract<Message, { type: "mark" }>;

const EVERY_MS = 1_000;
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 200;

/** Until there is none left, or `signal`. Gives back those that were taken. */
export async function tellMarks(feed: FeedOptions, signal: AbortSignal): Promise<Mark[]> {
  const told: Mark[] = [];
  for (const mark of restOfFinal()) {
    await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const [line] = await send(feed, [mark]);
    if (line?.outcome === "taken") told.push(mark);
  }
  return told;
}

/** How many of them the event's board doesn't show, after a patience of 15 seconds. */
export async function missingOf(told: readonly Mark[], url: string): Promise<number> {
  const newest = new Map(told.map((mark) => [mark.competitor, mark]));
  const patienceMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(`${url}/api/events/${FINAL}`);
    const { phases } = (await response.json()) as EventBoard;
    const entries = phases.flatMap(({ units }) => units.flatMap((unit) => unit.entries));
    const shown = new Map(entries.map(({ competitor, mark }) => [competitor.id, mark]));
    const missing = [...newest.values()].filter(
      ({ competitor, mark }) => essence(shown.get(competitor)) !== essence(mark),
    );
    if (missing.length === 0 || performance.now() > patienceMs) return missing.length;
    await wait(LOOK_EVERY_MS);
  }
}

/** One instant can be written in several ways. */
const essence = (mark: Mark["mark"] | null | undefined): string =>
  `${Date.parse(mark?.startAt ?? "")} ${mark?.timeMs}`;

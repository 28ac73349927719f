/** A night of finals: real events, each with a race that is on, a feed that sends marks, and a crowd that watches. */
import { setTimeout as wait } from "node:timers/promises";
import { ruleOf } from "@podium/core/results/ranking/rules.ts";
import { send } from "@podium/local/feed/client.ts";
import { load } from "@podium/local/games/dataset.ts";
import { type Field, fieldOf, gamesOf, markOf, timeOf } from "../bench/games.ts";
import { type Child, startChild } from "../bench/support.ts";
import type { CrowdOptions, Seen } from "./crowd.ts";
import { Origin } from "./origin.ts";

const ENTRIES = 30;
const LOOK_EVERY_MS = 10;

/** Each is two boards: the event's, and what of it can change. */
export function fieldsOf(events: number): Field[] {
  return load("beijing-2022")
    .events.filter(({ id, competitorKind }) => competitorKind === "athlete" && ruleOf(id).family === "time")
    .slice(0, events)
    .map(({ id }, n) => fieldOf(id, ENTRIES, `E${n}`));
}

export const boardOf = ({ event }: Field): string => `/api/events/${event}`;
export const pulseOf = ({ event }: Field): string => `/api/events/${event}/live`;

/** An origin on which these races are on, half of each field with a mark. */
export async function startOrigin(fields: readonly Field[]): Promise<Origin> {
  const origin = new Origin();
  await origin.start();
  await send(origin.feed(), gamesOf(fields));
  const half = Array.from({ length: ENTRIES / 2 }, (_, n) => fields.map((field) => markOf(field, n)));
  for (const marks of half) await send(origin.feed(), marks);
  await origin.quiet();
  return origin;
}

/** A mark that was acknowledged. */
export interface Taken {
  event: string;
  /** Tells it apart on the board, and orders those of an event. */
  timeMs: number;
  /** Unix time. */
  takenMs: number;
}

class Refusal extends Error {}

/** Sends marks at a steady pace, to each race in turn; what isn't taken is sent again until it is. */
export class Marks {
  readonly taken: Taken[] = [];
  private readonly over = new AbortController();
  private readonly done: Promise<void>;
  private next: number;

  constructor(origin: Origin, fields: readonly Field[], perSecond: number, first = ENTRIES / 2) {
    this.next = first * fields.length;
    this.done = this.run(origin, fields, perSecond);
    // Who stops it is told what went wrong; until then it is no accident.
    this.done.catch(() => {});
  }

  /** Where another feed goes on. */
  get first(): number {
    return this.next;
  }

  /** Resolves when all that was sent was taken. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.done;
  }

  private async run(origin: Origin, fields: readonly Field[], perSecond: number): Promise<void> {
    const startedMs = performance.now();
    const from = this.next;
    while (!this.over.signal.aborted) {
      const due = from + Math.floor(((performance.now() - startedMs) / 1000) * perSecond);
      const marks = [];
      for (; this.next < due && marks.length < fields.length; this.next++) {
        const field = fields[this.next % fields.length];
        if (field !== undefined) marks.push({ field, n: Math.floor(this.next / fields.length) });
      }
      if (marks.length === 0) await wait(LOOK_EVERY_MS);
      else await this.deliver(origin, marks);
    }
  }

  private async deliver(origin: Origin, marks: readonly { field: Field; n: number }[]): Promise<void> {
    for (;;) {
      try {
        const outcomes = await send(
          origin.feed(),
          marks.map(({ field, n }) => markOf(field, n)),
        );
        const refused = outcomes.find(({ outcome }) => outcome === "rejected");
        if (refused !== undefined) throw new Refusal(JSON.stringify(refused));
        break;
      } catch (error) {
        if (error instanceof Refusal) throw error;
        // Down: a feed goes on asking.
        await wait(LOOK_EVERY_MS);
      }
    }
    const takenMs = Date.now();
    for (const { field, n } of marks) this.taken.push({ event: field.event, timeMs: timeOf(n), takenMs });
  }
}

/** The crowd in a process of its own. */
export class RemoteCrowd {
  private readonly child: Child;

  private constructor(child: Child) {
    this.child = child;
  }

  static async start(options: CrowdOptions): Promise<RemoteCrowd> {
    const child = startChild(new URL("./crowd.child.ts", import.meta.url).href, ["--max-semi-space-size=32"]);
    await child.call("start", options);
    return new RemoteCrowd(child);
  }

  seen(): Promise<Seen> {
    return this.child.call("seen");
  }

  reconnect(): Promise<{ waitedMs: number[]; failed: number }> {
    return this.child.call("reconnect");
  }

  /** What it saw in the end. */
  async stop(): Promise<Seen> {
    await this.child.call("stop");
    const seen = await this.seen();
    await this.child.stop();
    return seen;
  }
}

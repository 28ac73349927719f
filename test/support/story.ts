/** Some events of a real Games, told as its feed would have told them: up to a moment, or a message at a time. */
import type { Message } from "@podium/core/results/commands.ts";
import { type Dataset, load } from "@podium/local/games/dataset.ts";
import { type Timeline, timeline } from "@podium/local/games/timeline.ts";

export const GAMES = "beijing-2022";

/** These events alone, with those who take part in them. */
export function storyOf(events: readonly string[]): Timeline {
  return timeline(only(load(GAMES), new Set(events)));
}

function only(dataset: Dataset, events: ReadonlySet<string>): Dataset {
  const units = dataset.units.filter(({ event }) => events.has(event));
  const rscs = new Set(units.map(({ id }) => id));
  const entries = dataset.entries.filter(({ unit }) => rscs.has(unit));
  const matches = dataset.matches.filter(({ event }) => events.has(event));
  const named = new Set([
    ...entries.flatMap(({ competitor, team, lineup = [] }) => [competitor, team, ...lineup]),
    ...matches.flatMap(({ sides }) => sides.map(({ competitor }) => competitor)),
  ]);
  const byId = new Map(dataset.competitors.map((competitor) => [competitor.id, competitor]));
  for (const id of [...named]) for (const member of byId.get(id ?? "")?.members ?? []) named.add(member);
  return {
    ...dataset,
    events: dataset.events.filter(({ id }) => events.has(id)),
    units,
    entries,
    matches,
    competitors: dataset.competitors.filter(({ id }) => named.has(id)),
  };
}

/** As many as go into one body of the feed, with room to spare. */
const LARGEST_BATCH = 1_000;

/** What has been told of a story so far, and the rest of it. */
export class Telling {
  /** Of the last message told, ISO 8601. */
  at = "";
  private readonly messages: readonly Message[];
  private readonly live: readonly Message[];
  private told = 0;
  private readonly tell: (messages: readonly Message[]) => Promise<unknown>;

  /** `tell` resolves when the messages have reached their boards. */
  constructor({ master, live }: Timeline, tell: (messages: readonly Message[]) => Promise<unknown>) {
    this.messages = [...master, ...live];
    this.live = live;
    this.tell = tell;
  }

  /** Master data, and all that was said before this moment; everything where none is named. */
  async until(moment?: string): Promise<void> {
    const later = moment === undefined ? [] : this.live.filter(({ at }) => at >= moment);
    await this.upTo(this.messages.length - later.length);
  }

  /** Up to and with the next message of this kind, which it answers with. Throws where none follows. */
  async next<M extends Message>(wanted: (message: Message) => message is M): Promise<M> {
    const found = this.messages.slice(this.told).find(wanted);
    if (found === undefined) throw new Error("the story has no such message any more");
    await this.upTo(this.messages.indexOf(found) + 1);
    return found;
  }

  private async upTo(end: number): Promise<void> {
    while (this.told < end) {
      const batch = this.messages.slice(this.told, Math.min(end, this.told + LARGEST_BATCH));
      await this.tell(batch);
      this.told += batch.length;
      this.at = batch.at(-1)?.at ?? this.at;
    }
  }
}

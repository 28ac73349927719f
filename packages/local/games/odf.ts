/**
 * A Games as ODF: the same story that the timeline tells fact by fact, told in whole documents. The version of a document
 * is the number of its messages so far, so that it is the same however the story is cut into pieces.
 */
import {
  encodeParticipants,
  encodeResult,
  encodeSchedule,
  encodeTeams,
  type Header,
} from "@podium/core/feed/odf/encode.ts";
import { type Command, type Message, parseCommand } from "@podium/core/results/commands.ts";
import type {
  Competitor,
  Country,
  Entry,
  Event,
  Games,
  Mark,
  Match,
  ResultStatus,
  Unit,
} from "@podium/core/results/schema.ts";
import type { Timeline } from "./timeline.ts";

interface UnitSoFar {
  entries: Map<string, Entry>;
  marks: Map<string, Mark>;
  match?: Match;
  status?: ResultStatus;
  messages: number;
  /** Of the newest of them. */
  at: string;
}

const WHOLE_GAMES = "GEN";

export class OdfStory {
  private readonly games: Games;
  private readonly competitors = new Map<string, Competitor>();
  /** In which each competitor takes part; the whole Games where nothing is known. */
  private readonly disciplines: Map<string, Set<string>>;
  private readonly countries: Country[] = [];
  private readonly events: Event[] = [];
  private readonly units = new Map<string, Unit>();
  private readonly results = new Map<string, UnitSoFar>();
  private readonly versions = new Map<string, number>();

  constructor({ master, live }: Timeline) {
    const found = master.find((message) => message.type === "games");
    if (found === undefined) throw new RangeError("a timeline begins with its Games");
    this.games = found.games;
    this.disciplines = disciplinesOf(live);
  }

  /** The messages in a row that follow on those taken so far, as the documents that tell them. */
  take(messages: readonly Message[]): Uint8Array[] {
    const changed = new Set<string>();
    const master = new Map<string, Uint8Array[]>();
    for (const command of messages.map(parseCommand)) {
      if ("unit" in command) {
        this.follow(command);
        changed.add(command.unit);
      } else for (const [name, documents] of this.prepare(command)) master.set(name, documents);
    }
    return [...[...master.values()].flat(), ...[...changed].map((unit) => this.resultOf(unit))];
  }

  private follow(command: Extract<Command, { unit: string }>): void {
    const { unit, at } = command;
    const soFar: UnitSoFar = this.results.get(unit) ?? {
      entries: new Map(),
      marks: new Map(),
      messages: 0,
      at,
    };
    this.results.set(unit, soFar);
    soFar.messages += 1;
    soFar.at = at;
    if (command.type === "status") soFar.status = command.status;
    else if (command.type === "match" || command.type === "match-correction") soFar.match = command.match;
    else if (command.type === "entries") {
      for (const entry of command.entries) soFar.entries.set(entry.competitor, entry);
    } else soFar.marks.set(command.competitor, command.mark);
  }

  private resultOf(unit: string): Uint8Array {
    const { entries, marks, match, status, messages, at } = this.results.get(unit) as UnitSoFar;
    const listed = [...entries.values()].map((entry) => {
      const mark = marks.get(entry.competitor);
      return mark === undefined ? entry : { ...entry, mark };
    });
    const header = { ...this.header(unit, at), version: messages };
    return encodeResult(
      header,
      { id: unit, entries: listed, ...(match && { match }) },
      status,
      this.competitors,
    );
  }

  /** Documents that the command makes new, by name: each is whole, with all that came before. */
  private prepare(command: Command): Map<string, Uint8Array[]> {
    const { at } = command;
    const documents = new Map<string, Uint8Array[]>();
    switch (command.type) {
      case "games":
      case "countries":
      case "events": {
        if (command.type === "countries") this.countries.push(...command.countries);
        if (command.type === "events") this.events.push(...command.events);
        const { games, countries, events } = this;
        documents.set(WHOLE_GAMES, [
          encodeSchedule(this.header(WHOLE_GAMES, at), WHOLE_GAMES, { games, countries, events }),
        ]);
        break;
      }
      case "units": {
        for (const unit of command.units) this.units.set(unit.id, unit);
        for (const discipline of new Set(command.units.map(({ id }) => id.slice(0, 3)))) {
          const units = [...this.units.values()].filter(({ id }) => id.startsWith(discipline));
          const name = `schedule ${discipline}`;
          documents.set(name, [encodeSchedule(this.header(name, at), discipline, { units })]);
        }
        break;
      }
      case "competitors": {
        for (const competitor of command.competitors) this.competitors.set(competitor.id, competitor);
        for (const discipline of new Set(command.competitors.flatMap(({ id }) => this.disciplinesOf(id)))) {
          const members = [...this.competitors.values()].filter(({ id }) =>
            this.disciplinesOf(id).includes(discipline),
          );
          const name = `participants ${discipline}`;
          const header = this.header(name, at);
          const [athletes, groups] = [true, false].map((athlete) =>
            members.filter(({ kind }) => (kind === "athlete") === athlete),
          ) as [Competitor[], Competitor[]];
          documents.set(name, [
            encodeParticipants(header, discipline, athletes),
            ...(groups.length > 0 ? [encodeTeams(header, discipline, groups)] : []),
          ]);
        }
        break;
      }
    }
    return documents;
  }

  private disciplinesOf(competitor: string): string[] {
    return [...(this.disciplines.get(competitor) ?? [WHOLE_GAMES])];
  }

  /** The next version of what has this name. */
  private header(name: string, at: string): Header {
    const version = (this.versions.get(name) ?? 0) + 1;
    this.versions.set(name, version);
    const { id: competition, timeZone } = this.games;
    return { competition, timeZone, source: "PODIUM", version, at };
  }
}

function disciplinesOf(live: readonly Message[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const message of live) {
    if (message.type !== "entries") continue;
    for (const { competitor, team, lineup = [] } of message.entries) {
      for (const id of [competitor, ...(team === undefined ? [] : [team]), ...lineup]) {
        found.set(id, (found.get(id) ?? new Set()).add(message.unit.slice(0, 3)));
      }
    }
  }
  return found;
}

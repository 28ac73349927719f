/**
 * From changed facts to boards. A change says only what is to be recomputed; what a board holds comes from the facts as
 * they are now. So a change that comes twice, late or out of order costs a computation and nothing else.
 *
 * Two steps, each driven by the stream: facts → event board with its outcome; outcomes → boards across events.
 */
import { type Draft, type Gone, type Make, type Published, Publisher } from "../board/publish.ts";
import type { Table } from "../table/client.ts";
import { foldEvent } from "./fold.ts";
import {
  eventsEntered,
  loadEvent,
  loadRosterVersion,
  loadWorld,
  OutcomeBodies,
  Roster,
  type World,
} from "./load.ts";
import type { Outcome } from "./outcome/outcome.ts";
import * as athlete from "./projections/athlete.ts";
import * as athletes from "./projections/athletes.ts";
import * as country from "./projections/country.ts";
import * as day from "./projections/day.ts";
import * as discipline from "./projections/discipline.ts";
import * as event from "./projections/event.ts";
import * as games from "./projections/games.ts";
import * as live from "./projections/live.ts";
import * as medals from "./projections/medals.ts";
import * as pulse from "./projections/pulse.ts";
import * as schedule from "./projections/schedule.ts";
import * as search from "./projections/search.ts";
import { gone, medallists, medalTableOf } from "./projections/world.ts";
import type { Competitor } from "./schema.ts";
import { isOver } from "./status.ts";

/** One stream record, reduced to what the projector asks of it. */
export interface Change {
  /** Sequence number in the stream. */
  sequence: string;
  entity: string;
  event?: string;
  competitor?: string;
  noc?: string;
  /** Competitors only. */
  kind?: string;
  /** The fact was there before: boards may show what it was. */
  again: boolean;
  /** Milliseconds since 1970 of the write. */
  recordedAt: number;
  /** Outcomes only: what it was and is, brotli. */
  before?: Uint8Array;
  after?: Uint8Array;
}

export interface Projected {
  published: string[];
  /** Sequence numbers of changes whose boards could not all be made, with the first reason of each. */
  failed: Map<string, unknown>;
}

export interface Observer {
  /** A fact reached its event's board this many milliseconds after it was written. */
  factToBoard(ms: number): void;
  /** An outcome reached the boards across events this many milliseconds after its newest fact was written. */
  factToAllBoards(ms: number): void;
}

/** One per warm process: it remembers versions, competitors' names and parsed outcomes. */
export class Projector {
  private readonly table: Table;
  private readonly now: () => Date;
  private readonly observer: Observer;
  private readonly publisher: Publisher;
  private readonly roster = new Roster();
  private readonly bodies = new OutcomeBodies();

  constructor(table: Table, now: () => Date, observer: Observer) {
    this.table = table;
    this.now = now;
    this.observer = observer;
    this.publisher = new Publisher(table, now);
  }

  async project(changes: readonly Change[]): Promise<Projected> {
    const published: string[] = [];
    const failed = new Map<string, unknown>();
    const outcomes = changes.filter(({ entity }) => entity === "outcome");
    const facts = changes.filter(({ entity }) => entity !== "outcome");
    const choose = new Choice(this.table, this.bodies);
    await this.step(facts, (change) => choose.events(change), this.readEvents(facts), published, failed);
    for (const { sequence, recordedAt } of facts) {
      if (!failed.has(sequence)) this.observer.factToBoard(this.now().getTime() - recordedAt);
    }
    await this.step(
      changes,
      (change) => choose.across(change),
      (names) => this.readAcross(names),
      published,
      failed,
    );
    for (const { sequence, recordedAt } of outcomes) {
      if (!failed.has(sequence)) this.observer.factToAllBoards(this.now().getTime() - recordedAt);
    }
    return { published, failed };
  }

  /** Publishes what the changes affect, and notes which changes are behind a board that failed. */
  private async step(
    changes: readonly Change[],
    affects: (change: Change) => Promise<Iterable<string>> | Iterable<string>,
    read: (names: readonly string[]) => Promise<Make>,
    published: string[],
    failed: Map<string, unknown>,
  ): Promise<void> {
    const behind = new Map<string, Change[]>();
    for (const change of changes) {
      for (const name of await affects(change)) {
        const others = behind.get(name);
        if (others) others.push(change);
        else behind.set(name, [change]);
      }
    }
    if (behind.size === 0) return;
    const result: Published = await this.publisher.publish([...behind.keys()], read);
    published.push(...result.changed);
    for (const [name, reason] of result.failed) {
      for (const { sequence } of behind.get(name) ?? [])
        if (!failed.has(sequence)) failed.set(sequence, reason);
    }
  }

  private readEvents(changes: readonly Change[]): (names: readonly string[]) => Promise<Make> {
    const recordedAt = new Map<string, number>();
    for (const change of changes) {
      const id = change.event ?? "";
      recordedAt.set(id, Math.max(recordedAt.get(id) ?? 0, change.recordedAt));
    }
    const latest = Math.max(0, ...recordedAt.values());
    return async () => {
      const version = await loadRosterVersion(this.table);
      const making = new Map<string, ReturnType<typeof make>>();
      const make = async (id: string) => {
        const folded = foldEvent(await loadEvent(this.table, id));
        if (folded === undefined) return undefined;
        const names = await this.roster.load(this.table, version, event.competitorsOf(folded));
        return event.project(folded, names, this.table.name, recordedAt.get(id) ?? latest);
      };
      const of = (id: string) => {
        const found = making.get(id) ?? make(id);
        making.set(id, found);
        return found;
      };
      return async (name) => {
        const id = name.split("/")[1] ?? "";
        const made = await of(id);
        if (made === undefined) return pulse.isPulse(name) ? pulse.gone(id) : event.gone(id, this.table.name);
        return pulse.isPulse(name) ? pulse.project(made.board, made.draft) : made.draft;
      };
    };
  }

  private async readAcross(names: readonly string[]): Promise<Make> {
    const world = await loadWorld(this.table, this.bodies);
    const athleteIds = names.flatMap((name) =>
      name.startsWith(athlete.boardName("")) ? [lastPart(name)] : [],
    );
    const known = names.includes(search.boardName())
      ? await this.roster.all(this.table, world.roster)
      : await this.roster.load(this.table, world.roster, athleteIds);
    return (name) => across(name, world, known);
  }
}

/** Which boards a batch of changes affects. The world is read once per batch, if at all: it says what to look at, not what is there. */
class Choice {
  private readonly table: Table;
  private readonly bodies: OutcomeBodies;
  private reading: Promise<World> | undefined;

  constructor(table: Table, bodies: OutcomeBodies) {
    this.table = table;
    this.bodies = bodies;
  }

  private world(): Promise<World> {
    this.reading ??= loadWorld(this.table, this.bodies);
    return this.reading;
  }

  /**
   * Event boards. A competitor's name stands on the boards of all its events: those where it is ranked, alone or in a
   * team, and those where it starts for a team that is ranked.
   */
  async events({ entity, event: id, competitor, again }: Change): Promise<string[]> {
    if (entity !== "competitor" || competitor === undefined) return id === undefined ? [] : boardsOf(id);
    if (!again) return [];
    const { outcomes } = await this.world();
    const ranked = [...outcomes.values()]
      .filter(({ rows }) => rows.some((row) => involves(row, competitor)))
      .map((outcome) => outcome.event.id);
    const entered = await eventsEntered(this.table, competitor);
    return [...new Set([...ranked, ...entered])].flatMap(boardsOf);
  }

  /** Boards across events. */
  async across({ entity, competitor, kind, noc, before, after }: Change): Promise<Set<string>> {
    const names = new Set<string>();
    if (entity === "games") for (const name of [games.boardName(), search.boardName()]) names.add(name);
    if (entity === "country" && noc !== undefined) {
      const listing = [games, live, medals, search].map(({ boardName }) => boardName());
      for (const name of [...listing, country.boardName(noc)]) names.add(name);
      // Its name, and whether it is listed, show wherever medals are counted.
      for (const outcome of (await this.world()).outcomes.values()) {
        const won = medallists(outcome);
        if (won.length === 0) continue;
        names.add(discipline.boardName(outcome.event.discipline.code));
        if (outcome.event.lastDay !== null) names.add(day.boardName(outcome.event.lastDay));
        for (const { competitor: winner } of won) names.add(country.boardName(winner.noc));
      }
    }
    if (entity === "competitor" && competitor !== undefined && kind === "athlete") {
      names.add(athlete.boardName(competitor));
      names.add(search.boardName());
    }
    if (entity === "outcome") {
      const [was, is] = [before, after].map((body) => body && this.bodies.parse(body));
      for (const name of affectedByOutcome(was, is)) names.add(name);
      // Each country's board says where it stands in the medal table: an award can move any that has a medal.
      if (awardsMoved(was, is)) {
        const world = await this.world();
        for (const row of medalTableOf(world)) names.add(country.boardName(row.noc));
      }
    }
    return names;
  }
}

/** Makes a board across events. `known`: the athlete whose board it is; for the search, everyone. */
export function across(name: string, world: World, known: ReadonlyMap<string, Competitor>): Draft | Gone {
  const parameter = lastPart(name);
  switch (name.slice(0, name.length - parameter.length)) {
    case schedule.boardName(""):
      return schedule.project(world, parameter);
    case discipline.boardName(""):
      return discipline.project(world, parameter);
    case day.boardName(""):
      return day.project(world, parameter);
    case country.boardName(""):
      return country.project(world, parameter);
    case athlete.boardName(""): {
      const competitor = known.get(parameter);
      return competitor ? athlete.project(world, competitor) : gone(name);
    }
  }
  switch (name) {
    case live.boardName():
      return live.project(world);
    case games.boardName():
      return games.project(world);
    case medals.boardName():
      return medals.project(world);
    case athletes.boardName():
      return athletes.project(world);
    case search.boardName():
      return search.project(world, known);
  }
  throw new RangeError(`no projection makes the board ${name}`);
}

/** Then each country's board that has a medal may show another place in the medal table. */
export function awardsMoved(was: Outcome | undefined, is: Outcome | undefined): boolean {
  const won = (outcome: Outcome | undefined) => JSON.stringify(outcome ? medallists(outcome) : []);
  return won(was) !== won(is);
}

/** Compares what was with what is, part by part, so that a mark in a race doesn't recompute every country. */
export function affectedByOutcome(was: Outcome | undefined, is: Outcome | undefined): Set<string> {
  const names = new Set([live.boardName()]);
  const either = is ?? was;
  if (either === undefined) return names;
  const changed = (part: (outcome: Outcome) => unknown) =>
    JSON.stringify(was && part(was)) !== JSON.stringify(is && part(is));
  const header = changed(({ event: line }) => line);
  const awarded = awardsMoved(was, is);
  const units = changed((outcome) => outcome.units.map(({ running: _, ...unit }) => unit));

  if (header || units) {
    names.add(games.boardName());
    for (const outcome of [was, is])
      for (const unit of outcome?.units ?? []) names.add(schedule.boardName(unit.day));
  }
  const listed = ({ event: { id, name, discipline, start } }: Outcome) => ({ id, name, discipline, start });
  if (changed(listed)) names.add(search.boardName());
  if (header || awarded) {
    names.add(medals.boardName());
    names.add(athletes.boardName());
    names.add(discipline.boardName(either.event.discipline.code));
    for (const outcome of [was, is]) {
      if (outcome?.event.lastDay) names.add(day.boardName(outcome.event.lastDay));
    }
  }

  const over = [was, is].some((outcome) => outcome !== undefined && isOver(outcome.event.status));
  const rowsBefore = new Map(was?.rows.map((row) => [row.competitor.id, row]));
  const rowsAfter = new Map(is?.rows.map((row) => [row.competitor.id, row]));
  for (const id of new Set([...rowsBefore.keys(), ...rowsAfter.keys()])) {
    const [old, now] = [rowsBefore.get(id), rowsAfter.get(id)];
    if (!header && JSON.stringify(old) === JSON.stringify(now)) continue;
    const renamed = JSON.stringify(old?.competitor) !== JSON.stringify(now?.competitor);
    if (renamed) names.add(search.boardName());
    const moved = header || renamed || over;
    for (const row of [old, now]) {
      if (row === undefined) continue;
      for (const { id: member } of row.competitor.members ?? [row.competitor])
        names.add(athlete.boardName(member));
      if (moved || awarded) names.add(country.boardName(row.competitor.noc));
    }
  }
  return names;
}

/** The two boards of an event. */
const boardsOf = (id: string): string[] => [event.boardName(id), pulse.boardName(id)];

function involves({ competitor }: Outcome["rows"][number], id: string): boolean {
  return competitor.id === id || (competitor.members?.some((member) => member.id === id) ?? false);
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

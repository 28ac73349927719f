/**
 * Every version of every board over the days of a Games: the messages of the carried Games in their time, through the
 * projections that the projector runs and the rule by which the publisher tells a version from the one before. No table:
 * the facts are held in memory, and time is the Games' own.
 */
import { canonical, digest } from "@podium/core/board/canonical.ts";
import { compress } from "@podium/core/board/encoding.ts";
import { type Freshness, isLive } from "@podium/core/board/freshness.ts";
import { type Draft, fingerprintOf, type Gone, type Push, pushOf } from "@podium/core/board/publish.ts";
import { type Message, parseCommand } from "@podium/core/results/commands.ts";
import { factName, type StoredFact, statements } from "@podium/core/results/facts.ts";
import { foldEvent } from "@podium/core/results/fold.ts";
import type { World } from "@podium/core/results/load.ts";
import type { Outcome } from "@podium/core/results/outcome/outcome.ts";
import * as country from "@podium/core/results/projections/country.ts";
import * as event from "@podium/core/results/projections/event.ts";
import * as pulse from "@podium/core/results/projections/pulse.ts";
import { medalTableOf } from "@podium/core/results/projections/world.ts";
import { across, affectedByOutcome, awardsMoved } from "@podium/core/results/projector.ts";
import type { Competitor, Country, Games } from "@podium/core/results/schema.ts";

export interface Version {
  /** When the table had it, milliseconds since 1970. */
  atMs: number;
  freshness: Freshness;
  nextPollSeconds: number | null;
  quietUntil?: string;
  /** Why it is pushed, and by which cache tag. */
  push?: Push;
  tag: string;
  /** As stored: brotli. */
  bodyBytes: number;
  /** What a fan sees has changed, not the guidance alone. */
  changed: boolean;
  /** Of an event's boards: what its pulse must fit to. */
  base?: string;
  /** What the message was about that led to it, where that was out of the ordinary. */
  surprise?: Surprise;
}

/** What no schedule could tell. */
export type Surprise = "early start" | "correction" | "moved";

export interface Told {
  message: Message;
  surprise?: Surprise;
}

/** By board, its versions in order of time; the first is what was there when the days began. */
export type History = ReadonlyMap<string, readonly Version[]>;

/** The stream is asked four times a second: what is written in between goes into one version. */
const BATCH_MS = 250;
/** From a fact to its event's board; boards across events take the same way once more. `npm run bench -- latency`: p99. */
const PROJECTED_MS = 273;

export interface Span {
  /** Milliseconds since 1970; what happened before is there when it begins. */
  fromMs: number;
  toMs: number;
}

/** @param wanted by name: which boards to write down */
export function historyOf(
  { master, live }: { master: readonly Message[]; live: readonly Told[] },
  { fromMs, toMs }: Span,
  wanted: (board: string) => boolean = () => true,
): History {
  const scribe = new Scribe(wanted);
  for (const message of master) scribe.tell({ message });
  let open = false;
  for (let first = 0; first < live.length; ) {
    const slot = slotOf(live[first]);
    if (slot * BATCH_MS >= toMs) break;
    if (!open && slot * BATCH_MS >= fromMs) {
      scribe.begin(fromMs);
      open = true;
    }
    let end = first;
    for (; end < live.length && slotOf(live[end]) === slot; end++) scribe.tell(live[end] as Told);
    if (open) scribe.write(Math.max(...live.slice(first, end).map(timeOf)) + PROJECTED_MS);
    first = end;
  }
  if (!open) scribe.begin(fromMs);
  return scribe.history;
}

const timeOf = (told: Told): number => Date.parse(told.message.at);
const slotOf = (told: Told | undefined): number => (told ? Math.floor(timeOf(told) / BATCH_MS) : Number.NaN);

interface Head {
  fingerprint: string;
  content: string;
  freshness: Freshness;
}

/** Holds the facts, and writes down what changes. */
class Scribe {
  readonly history = new Map<string, Version[]>();
  private readonly facts = new Map<string, Map<string, StoredFact>>();
  private readonly roster = new Map<string, Competitor>();
  private readonly heads = new Map<string, Head>();
  private readonly written = new Map<string, string>();
  private readonly dirty = new Map<string, Surprise | undefined>();
  private readonly wanted: (board: string) => boolean;
  private world: World = {
    games: undefined,
    countries: new Map(),
    outcomes: new Map(),
    roster: 1,
    factAt: "",
  };

  constructor(wanted: (board: string) => boolean) {
    this.wanted = wanted;
  }

  tell({ message, surprise }: Told): void {
    const command = parseCommand(message);
    if (command.type === "withdrawal") throw new RangeError("the carried Games take nothing back");
    const { id, at } = command;
    for (const { key, value, reason } of statements(command)) {
      if (key.fact === "games") this.world.games = value as Games;
      else if (key.fact === "country") this.world.countries.set(key.noc, value as Country);
      else if (key.fact === "competitor") this.roster.set(key.competitor, value as Competitor);
      else if ("event" in key) {
        const ofEvent = this.facts.get(key.event) ?? new Map<string, StoredFact>();
        this.facts.set(key.event, ofEvent);
        const { fact, event: _, ...of } = key;
        const stored = { version: 1, recordedAt: 0, id, at, value, ...(reason !== undefined && { reason }) };
        ofEvent.set(factName(key), { __edb_e__: fact, ...of, ...stored });
        this.dirty.set(key.event, this.dirty.get(key.event) ?? surprise);
      }
    }
  }

  /** All boards as they are; what has surprised anyone so far is past. */
  begin(atMs: number): void {
    for (const id of this.dirty.keys()) this.dirty.set(id, undefined);
    this.write(atMs);
  }

  /** The boards that have changed, as versions of this time. */
  write(atMs: number): void {
    const affected = new Map<string, Surprise | undefined>();
    const moved: boolean[] = [];
    for (const [id, surprise] of this.dirty) {
      const folded = foldEvent([...(this.facts.get(id)?.values() ?? [])]);
      if (folded === undefined) continue;
      const { draft, board } = event.project(folded, this.roster, "", 0);
      this.put(draft, atMs, surprise);
      this.put(pulse.project(board, draft), atMs, surprise);
      const outcome = { ...draft.companion?.content, factAt: folded.factAt } as unknown as Outcome;
      const text = canonical(draft.companion?.content ?? {});
      if (text === this.written.get(id)) continue;
      this.written.set(id, text);
      const before = this.world.outcomes.get(id);
      this.world.outcomes.set(id, outcome);
      for (const name of affectedByOutcome(before, outcome))
        affected.set(name, affected.get(name) ?? surprise);
      moved.push(awardsMoved(before, outcome));
    }
    this.dirty.clear();
    if (affected.size === 0) return;
    // What is worked out of a world is remembered by it: a changed one is another.
    this.world = { ...this.world, outcomes: new Map([...this.world.outcomes].sort(byKey)) };
    if (moved.includes(true)) {
      for (const { noc } of medalTableOf(this.world)) {
        const name = country.boardName(noc);
        affected.set(name, affected.get(name));
      }
    }
    for (const [name, surprise] of affected) {
      if (!this.wanted(name)) continue;
      this.put(across(name, this.world, this.roster), atMs + PROJECTED_MS, surprise);
    }
  }

  private put(draft: Draft | Gone, atMs: number, surprise: Surprise | undefined): void {
    if (!("content" in draft) || !this.wanted(draft.board)) return;
    const { board, freshness, nextPollSeconds, quietUntil, tags } = draft;
    const before = this.heads.get(board);
    const fingerprint = fingerprintOf(draft);
    if (fingerprint === before?.fingerprint) return;
    const text = canonical(draft.content);
    const content = digest(text);
    const push = pushOf(draft, before?.freshness);
    const { base } = draft.content;
    const version: Version = {
      atMs,
      freshness,
      nextPollSeconds,
      ...(quietUntil !== undefined && { quietUntil }),
      ...(push && { push }),
      tag: tags[0] ?? board,
      bodyBytes: compress(text, isLive(freshness)).length,
      changed: content !== before?.content,
      ...(typeof base === "string" && { base }),
      ...(surprise && { surprise }),
    };
    this.heads.set(board, { fingerprint, content, freshness });
    const versions = this.history.get(board);
    if (versions) versions.push(version);
    else this.history.set(board, [version]);
  }
}

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);

/** The facts that a command asserts, and how each lies in the table: from a fact's key to a read, and to a conditional put. */
import type { Key } from "../table/batch.ts";
import type { Command } from "./commands.ts";
import {
  ChargeEntity,
  CompetitorEntity,
  CountryEntity,
  EntryEntity,
  EventEntity,
  GamesEntity,
  MarkEntity,
  MatchEntity,
  PrecedenceEntity,
  RosterEntity,
  StatusEntity,
  UnitEntity,
} from "./entity.ts";
import { type Assertion, current, type Register } from "./register.ts";
import { eventIdOf } from "./rsc.ts";
import type { Unit } from "./schema.ts";
import type { FeedKind } from "./sources.ts";

export type FactKey =
  | { fact: "games" | "roster" }
  | { fact: "country"; noc: string }
  | { fact: "event"; event: string }
  | { fact: "unit" | "status" | "match" | "charge"; event: string; unit: string }
  | { fact: "entry" | "mark"; event: string; unit: string; competitor: string }
  | { fact: "competitor"; competitor: string }
  | { fact: "precedence"; scope: string };

/** One fact that a command states. */
export interface Statement {
  key: FactKey;
  value: unknown;
  /** Set for corrections. */
  reason?: string;
}

/** What a command states; a withdrawal states nothing itself. */
export function statements(command: Exclude<Command, { type: "withdrawal" }>): Statement[] {
  switch (command.type) {
    case "games":
      return [{ key: { fact: "games" }, value: command.games }];
    case "countries":
      return command.countries.map((value) => ({ key: { fact: "country", noc: value.noc }, value }));
    case "events":
      return command.events.map((value) => ({ key: { fact: "event", event: value.id }, value }));
    case "units":
      return command.units.map((value) => ({ key: inUnit("unit", value.id), value }));
    case "competitors":
      return command.competitors.map((value) => ({
        key: { fact: "competitor", competitor: value.id },
        value,
      }));
    case "entries":
      return command.entries.map((value) => ({
        key: ofEntry("entry", command.unit, value.competitor),
        value,
      }));
    case "mark":
      return [{ key: ofEntry("mark", command.unit, command.competitor), value: command.mark }];
    case "correction":
      return [
        {
          key: ofEntry("mark", command.unit, command.competitor),
          value: command.mark,
          reason: command.reason,
        },
      ];
    case "match":
      return [{ key: inUnit("match", command.unit), value: command.match }];
    case "match-correction":
      return [{ key: inUnit("match", command.unit), value: command.match, reason: command.reason }];
    case "status":
      return [{ key: inUnit("status", command.unit), value: command.status }];
  }
}

export function inUnit(fact: "unit" | "status" | "match" | "charge", unit: string): FactKey {
  return { fact, event: eventIdOf(unit), unit };
}

function ofEntry(fact: "entry" | "mark", unit: string, competitor: string): FactKey {
  return { fact, event: eventIdOf(unit), unit, competitor };
}

/** The event that a fact belongs to; undefined for what belongs to the whole Games. */
export function eventOf(key: FactKey): string | undefined {
  return "event" in key ? key.event : undefined;
}

export function factName(key: FactKey): string {
  return Object.values(key).join(" ");
}

export function tableKey(table: string, key: FactKey): Key {
  const options = { table };
  switch (key.fact) {
    case "games":
      return GamesEntity.get({}).params<{ Key: Key }>(options).Key;
    case "roster":
      return RosterEntity.get({}).params<{ Key: Key }>(options).Key;
    case "country":
      return CountryEntity.get(key).params<{ Key: Key }>(options).Key;
    case "event":
      return EventEntity.get(key).params<{ Key: Key }>(options).Key;
    case "unit":
      return UnitEntity.get(key).params<{ Key: Key }>(options).Key;
    case "status":
      return StatusEntity.get(key).params<{ Key: Key }>(options).Key;
    case "match":
      return MatchEntity.get(key).params<{ Key: Key }>(options).Key;
    case "charge":
      return ChargeEntity.get(key).params<{ Key: Key }>(options).Key;
    case "entry":
      return EntryEntity.get(key).params<{ Key: Key }>(options).Key;
    case "mark":
      return MarkEntity.get(key).params<{ Key: Key }>(options).Key;
    case "competitor":
      return CompetitorEntity.get(key).params<{ Key: Key }>(options).Key;
    case "precedence":
      return PrecedenceEntity.get(key).params<{ Key: Key }>(options).Key;
  }
}

/**
 * Parameters of a put that succeeds only on the version before `register`'s.
 * @param heardAt where someone writes who doesn't count: when someone who does wrote last, 0 for never
 */
export function tablePut(
  table: string,
  key: FactKey,
  register: Register<unknown>,
  recordedAt: number,
  heardAt?: number,
): object {
  const standing = current(register);
  const past = register.assertions.filter((assertion) => assertion !== standing);
  const stored = {
    version: register.version,
    recordedAt,
    ...(heardAt !== undefined && { heardAt }),
    ...(standing && { id: standing.id, at: standing.at, value: standing.value }),
    ...(standing?.reason && { reason: standing.reason }),
    ...(standing?.by && { by: standing.by }),
    ...(past.length > 0 && { past: JSON.stringify(past) }),
  };
  // Index keys must stay even when every assertion was taken back: the newest one, standing or not, gives them.
  const shown = register.assertions[0]?.value;
  const options = { table };
  const before = register.version - 1;
  const on = <A extends { version: unknown }>(
    { version }: A,
    operations: {
      eq: (attribute: A["version"], value: number) => string;
      notExists: (attribute: A["version"]) => string;
    },
  ): string => (before === 0 ? operations.notExists(version) : operations.eq(version, before));
  switch (key.fact) {
    case "games":
      return GamesEntity.put(stored).where(on).params(options);
    case "roster":
      return RosterEntity.put({ version: register.version, recordedAt }).where(on).params(options);
    case "country":
      return CountryEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "event":
      return EventEntity.put({ ...key, discipline: key.event.slice(0, 3), ...stored })
        .where(on)
        .params(options);
    case "unit": {
      const { day, start } = shown as Unit;
      return UnitEntity.put({ ...key, day, start, ...stored })
        .where(on)
        .params(options);
    }
    case "status":
      return StatusEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "match":
      return MatchEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "charge":
      return ChargeEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "entry":
      return EntryEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "mark":
      return MarkEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "competitor":
      return CompetitorEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
    case "precedence":
      return PrecedenceEntity.put({ ...key, ...stored })
        .where(on)
        .params(options);
  }
}

/** An item of a fact, as it comes out of the table. */
export interface StoredFact {
  __edb_e__: string;
  version: number;
  id?: string;
  at?: string;
  value?: unknown;
  reason?: string;
  by?: FeedKind;
  past?: string;
  recordedAt: number;
  heardAt?: number;
  unit?: string;
  competitor?: string;
}

export function registerOf<V>(item: StoredFact): Register<V> {
  const past = item.past === undefined ? [] : (JSON.parse(item.past) as Assertion<V>[]);
  if (item.id === undefined || item.at === undefined) return { version: item.version, assertions: past };
  const standing: Assertion<V> = {
    id: item.id,
    at: item.at,
    value: item.value as V,
    ...(item.reason !== undefined && { reason: item.reason }),
    ...(item.by !== undefined && { by: item.by }),
  };
  // Those newer than the standing one were taken back.
  const newer = past.filter(({ at, id }) => at > standing.at || (at === standing.at && id > standing.id));
  return { version: item.version, assertions: [...newer, standing, ...past.slice(newer.length)] };
}

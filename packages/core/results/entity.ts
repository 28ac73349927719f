/**
 * Where facts lie in the table. Each is a register (register.ts): the current value in the open, so that a person who
 * looks at the table can read it, and the older assertions beside it.
 *
 * | fact                    | partition  | index gsi1            |
 * | ----------------------- | ---------- | --------------------- |
 * | games, country, roster  | the Games  |                       |
 * | precedence              | all orders |                       |
 * | event                   | its event  | discipline → events   |
 * | unit                    | its event  | day → units           |
 * | status, mark, match, charge | its event  |                       |
 * | entry                   | its event  | competitor → entries  |
 * | competitor              | the roster |                       |
 *
 * One event is one partition, so that the projector gets it whole and strongly consistent in one query; so is the roster,
 * for the search.
 */
import { Entity, Service } from "electrodb";
import { SERVICE } from "../table/definition.ts";
import { FEED_KINDS } from "./sources.ts";

const model = <const E extends string>(entity: E) => ({ entity, version: "1", service: SERVICE }) as const;
const text = { type: "string", required: true } as const;

const register = {
  version: { type: "number", required: true },
  /** Message or command that set the current value. */
  id: { type: "string" },
  at: { type: "string" },
  value: { type: "any" },
  reason: { type: "string" },
  /** Kind of feed that says so. */
  by: { type: FEED_KINDS },
  /** Assertions that are not current, JSON, newest first. */
  past: { type: "string" },
  /** Milliseconds since 1970 of the last write; the projector measures its delay from it. */
  recordedAt: { type: "number", required: true },
  /** The same of the last write by someone who counts; absent where that was the last one. */
  heardAt: { type: "number" },
} as const;

const inGames = <const C extends readonly string[]>(composite: C) =>
  ({
    collection: "games",
    type: "clustered",
    pk: { field: "pk", composite: [], casing: "none" },
    sk: { field: "sk", composite, casing: "none" },
  }) as const;

const inEvent = <const C extends readonly string[]>(composite: C) =>
  ({
    collection: "facts",
    type: "clustered",
    pk: { field: "pk", composite: ["event"], casing: "none" },
    sk: { field: "sk", composite, casing: "none" },
  }) as const;

const byIndex1 = <const P extends string, const C extends readonly string[]>(partition: P, composite: C) =>
  ({
    index: "gsi1",
    pk: { field: "gsi1pk", composite: [partition], casing: "none" },
    sk: { field: "gsi1sk", composite, casing: "none" },
  }) as const;

export const GamesEntity = new Entity({
  model: model("games"),
  attributes: register,
  indexes: { facts: inGames([]) },
});

export const CountryEntity = new Entity({
  model: model("country"),
  attributes: { noc: text, ...register },
  indexes: { facts: inGames(["noc"]) },
});

/** Counts the changes of all competitors: a projector that knows the number knows that its names are current. */
export const RosterEntity = new Entity({
  model: model("roster"),
  attributes: { version: { type: "number", required: true }, recordedAt: { type: "number", required: true } },
  indexes: { facts: inGames([]) },
});

export const EventEntity = new Entity({
  model: model("event"),
  attributes: { event: text, discipline: text, ...register },
  indexes: { facts: inEvent([]), byDiscipline: byIndex1("discipline", ["event"]) },
});

export const UnitEntity = new Entity({
  model: model("unit"),
  attributes: { event: text, unit: text, day: text, start: text, ...register },
  indexes: { facts: inEvent(["unit"]), byDay: byIndex1("day", ["start", "unit"]) },
});

export const StatusEntity = new Entity({
  model: model("status"),
  attributes: { event: text, unit: text, ...register },
  indexes: { facts: inEvent(["unit"]) },
});

export const EntryEntity = new Entity({
  model: model("entry"),
  attributes: { event: text, unit: text, competitor: text, ...register },
  indexes: { facts: inEvent(["unit", "competitor"]), byCompetitor: byIndex1("competitor", ["unit"]) },
});

export const MarkEntity = new Entity({
  model: model("mark"),
  attributes: { event: text, unit: text, competitor: text, ...register },
  indexes: { facts: inEvent(["unit", "competitor"]) },
});

/** Which kind of feed counts in this unit. */
export const ChargeEntity = new Entity({
  model: model("charge"),
  attributes: { event: text, unit: text, ...register },
  indexes: { facts: inEvent(["unit"]) },
});

/** The order of the sources, for the Games, a discipline or a unit. No board shows it. */
export const PrecedenceEntity = new Entity({
  model: model("precedence"),
  attributes: { scope: text, ...register },
  indexes: {
    facts: {
      pk: { field: "pk", composite: [], template: "$podium#precedence", casing: "none" },
      sk: { field: "sk", composite: ["scope"], casing: "none" },
    },
  },
});

export const MatchEntity = new Entity({
  model: model("match"),
  attributes: { event: text, unit: text, ...register },
  indexes: { facts: inEvent(["unit"]) },
});

export const CompetitorEntity = new Entity({
  model: model("competitor"),
  attributes: { competitor: text, ...register },
  indexes: {
    facts: {
      pk: { field: "pk", composite: [], template: "$podium#competitors", casing: "none" },
      sk: { field: "sk", composite: ["competitor"], casing: "none" },
    },
  },
});

/** Names in stream records, `__edb_e__`; the projector's event filter is made from it. */
export const FACT_ENTITIES = [
  "games",
  "country",
  "event",
  "unit",
  "status",
  "entry",
  "mark",
  "match",
  "charge",
  "competitor",
] as const;

export const FactService = new Service({
  games: GamesEntity,
  country: CountryEntity,
  roster: RosterEntity,
  event: EventEntity,
  unit: UnitEntity,
  status: StatusEntity,
  entry: EntryEntity,
  mark: MarkEntity,
  match: MatchEntity,
  charge: ChargeEntity,
  competitor: CompetitorEntity,
});

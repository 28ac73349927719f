/**
 * The facts of a Games: what happened, as stored. Each schema is the type, the check at the door and, later,
 * the API description. Instants are ISO 8601 UTC; durations and points are whole numbers with the unit in the name.
 */
import * as z from "zod";
import { plainText } from "../text.ts";
import { eventId, rsc } from "./rsc.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Always stored with milliseconds, so that instants sort as text. */
export const instant = z.iso
  .datetime({ error: "is not an instant in UTC, like 2022-02-07T04:01:42.450Z" })
  .transform((text) => new Date(text).toISOString());
/** A calendar day at the venue, `2022-02-07`. */
export const day = z.iso.date({ error: "is not a day, like 2022-02-07" });

export const noc = z.string().regex(/^[A-Z]{3}$/, "is not a NOC code: three capitals, like NOR");
/** Athletes: digits as in the accreditation. Pairs and teams: event padded to 12, NOC, two digits. */
export const competitorId = z.string().regex(/^[A-Z0-9.-]{1,24}$/, "is not a competitor id");
const label = plainText(120);

const durationMs = z
  .int("is not a whole number of milliseconds")
  .min(0, "is negative")
  .max(DAY_MS, "is over a day");
const points = z.int("is not a whole number of thousandths of a point");
const count = z.int("is not a whole number").min(0, "is negative").max(10_000, "is over 10,000");
const place = z.int("is not a whole number").min(1, "is below 1").max(10_000, "is over 10,000");

export const gender = z.enum(["M", "W", "X", "O"]);

/** ODF ResultStatus. How far the results of a unit are. */
export const resultStatus = z.enum([
  "START_LIST",
  "LIVE",
  "INTERMEDIATE",
  "UNCONFIRMED",
  "UNOFFICIAL",
  "OFFICIAL",
  "PARTIAL",
  "PROTESTED",
  "PROVISIONAL",
]);
export type ResultStatus = z.infer<typeof resultStatus>;

/** ODF ScheduleStatus, those that change what a fan is told. */
export const scheduleStatus = z.enum(["SCHEDULED", "DELAYED", "POSTPONED", "RESCHEDULED", "CANCELLED"]);

/** Which medals a unit decides: `GSB` the whole set, `GS` a final of two, `B` a match for bronze. */
export const decides = z.enum(["GSB", "GS", "B"]);

export const games = z.strictObject({
  id: z.string().regex(/^[A-Z0-9]{4,12}$/, "is not a competition code, like OWG2022"),
  name: label,
  hostCity: label,
  hostNoc: noc,
  timeZone: label,
  opening: day,
  closing: day,
  firstCompetition: day,
  lastCompetition: day,
  events: count,
});
export type Games = z.infer<typeof games>;

export const country = z.strictObject({
  noc,
  name: label,
  /** False for a NOC whose medals are awarded but not listed in the medal table. */
  listed: z.boolean().default(true),
});
export type Country = z.infer<typeof country>;

export const event = z.strictObject({
  id: eventId,
  name: label,
  disciplineName: label,
  competitorKind: z.enum(["athlete", "pair", "team"]),
});
export type Event = z.infer<typeof event>;

export const unit = z.strictObject({
  id: rsc,
  phaseName: label,
  name: label,
  /** 1.. within the event, by time. */
  order: place,
  kind: z.enum(["unit", "match"]),
  /** Competition day at the venue; a unit that runs past midnight keeps the day on which it began. */
  day,
  start: instant,
  end: instant,
  venue: label,
  decides: decides.optional(),
  status: scheduleStatus.default("SCHEDULED"),
});
export type Unit = z.infer<typeof unit>;

export const competitor = z.strictObject({
  id: competitorId,
  kind: z.enum(["athlete", "pair", "team"]),
  name: label,
  family: label.optional(),
  given: label.optional(),
  noc,
  gender: z.enum(["M", "W"]).optional(),
  /** Pairs and teams: all who belong to it. */
  members: z.array(competitorId).max(40).optional(),
});
export type Competitor = z.infer<typeof competitor>;

export const entry = z.strictObject({
  competitor: competitorId,
  /** The team that the competitor scores for (figure skating team event). */
  team: competitorId.optional(),
  /** Members in this unit, in order, where it is not the whole team. */
  lineup: z.array(competitorId).max(40).optional(),
  bib: z.string().max(8).optional(),
  startOrder: place.optional(),
  pair: place.optional(),
  lane: z.string().max(12).optional(),
  course: z.string().max(12).optional(),
  /** Alone in a cancelled duel: goes through. */
  bye: z.boolean().optional(),
  /** Handicap start after the first starter. */
  startOffsetMs: durationMs.optional(),
  /** Taken off the start list again. */
  withdrawn: z.boolean().optional(),
});
export type Entry = z.infer<typeof entry>;

const irm = z.string().regex(/^[A-Z][A-Z0-9_]{1,11}$/, "is not an IRM code, like DNF");

/** Times since the start at the intermediate points, in their order; null where one was missed. */
const splits = z.array(durationMs.nullable()).max(30, "are over 30");

export const run = z.strictObject({
  n: z.int().min(1, "is below 1").max(12, "is over 12"),
  timeMs: durationMs.optional(),
  splitsMs: splits.optional(),
  pointsMilli: points.optional(),
  irm: irm.optional(),
  /** Who ran it, where the entry is a team. */
  athlete: competitorId.optional(),
  /** Equal letters: the same trick (big air adds two different ones). */
  trick: z.string().max(8).optional(),
});
export type Run = z.infer<typeof run>;

/** The raw result of an entry in one unit, always whole: a new mark replaces the old one. */
export const mark = z.strictObject({
  /** The start clock, once started. */
  startAt: instant.optional(),
  timeMs: durationMs.optional(),
  splitsMs: splits.optional(),
  /** Finals without a clock: gap to the winner of the heat. */
  gapMs: durationMs.optional(),
  pointsMilli: points.optional(),
  technicalMilli: points.optional(),
  componentsMilli: points.optional(),
  deductionMilli: points.optional(),
  laps: count.optional(),
  distanceCm: z.int("is not a whole number").min(0, "is negative").max(50_000, "is over 500 m").optional(),
  /** Missed shots per shooting. */
  misses: z.array(z.int().min(0, "is negative").max(5, "is over 5")).max(8).optional(),
  penaltyLoops: count.optional(),
  spareRounds: count.optional(),
  runs: z.array(run).max(12).optional(),
  /** Only where the order itself is what is measured. */
  finishPlace: place.optional(),
  lapped: z.boolean().optional(),
  irm: irm.optional(),
  /** Qualification mark as published: `Q`, `q`, `QA`, `ADV` … */
  qual: z.string().max(8).optional(),
});
export type Mark = z.infer<typeof mark>;

const score = z.int("is not a whole number").min(0, "is negative").max(999, "is over 999");

/** A head-to-head contest, always whole. */
export const match = z.strictObject({
  group: z.string().max(8).optional(),
  sides: z.tuple([
    z.strictObject({ competitor: competitorId, score: score.optional() }),
    z.strictObject({ competitor: competitorId, score: score.optional() }),
  ]),
  periods: z
    .array(
      z.strictObject({
        period: z.string().min(1).max(4),
        /** `X`: an end that was not played. */
        score: z.tuple([score.or(z.literal("X")), score.or(z.literal("X"))]),
        /** Curling: the side that has the last stone. */
        lastStone: z.int().min(0).max(1).optional(),
      }),
    )
    .max(24)
    .default([]),
  goals: z
    .array(
      z.strictObject({
        period: z.string().min(1).max(4),
        clock: z.string().regex(/^\d{1,3}:\d{2}$/, "is not a match clock, like 23:39"),
        side: z.int().min(0).max(1),
      }),
    )
    .max(80)
    .optional(),
  winner: competitorId.optional(),
  decidedIn: z.enum(["REG", "OT", "SO", "EE"]).optional(),
});
export type Match = z.infer<typeof match>;

/** An entry of a unit with the mark that counts now. */
export interface EntryFacts extends Entry {
  mark?: Mark;
  /** The mark was changed after the unit had been official. */
  correction?: { reason: string; at: string };
}

/** A unit with all that is known of it. `result` is undefined until the first result status. */
export interface UnitFacts extends Unit {
  result?: ResultStatus;
  entries: EntryFacts[];
  match?: Match;
  /** The match was changed after the unit had been official. */
  correction?: { reason: string; at: string };
}

/** All facts of one event: what ranking and the event board are made of. */
export interface EventFacts extends Event {
  /** By order. */
  units: UnitFacts[];
}

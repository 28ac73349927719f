/** DT_SCHEDULE and DT_SCHEDULE_UPDATE: units; and, by codes of our own, the Games, its countries and its events. */
import type * as z from "zod";
import { inUnit, type Statement } from "../../results/facts.ts";
import { eventId, eventIdOf, parse } from "../../results/rsc.ts";
import { country, event, games, type scheduleStatus, unit as unitSchema } from "../../results/schema.ts";
import { INFO, isMatch } from "./codes.ts";
import { byCode, extended, extensions, textOf, wholeOf } from "./extended.ts";
import {
  checked,
  childOf,
  childrenOf,
  invalid,
  moment,
  oneOf,
  required,
  rscOf,
  whole,
  yes,
} from "./fields.ts";
import { GENERAL, type OdfMessage } from "./message.ts";
import type { OdfElement } from "./xml.ts";

export function scheduleStatements(message: OdfMessage, competition: OdfElement): Statement[] {
  const infos = childOf(competition, "ExtendedInfos");
  return [
    ...(infos === undefined ? [] : gamesStatements(infos, message.identity.competition)),
    ...unitStatements(competition, message.identity.documentCode.slice(0, 3)),
  ];
}

function gamesStatements(infos: OdfElement, competition: string): Statement[] {
  const all = (type: string) => [...byCode(infos, "ExtendedInfo", type).values()].flat();
  return [
    ...all(INFO.games).map((info): Statement => {
      if (info.attributes.Code !== competition)
        throw invalid(info, "Code", `is the competition, ${competition}`);
      const codes = extensions(info);
      const text = (code: string) => textOf(codes, code);
      const value = {
        id: competition,
        name: info.attributes.Value,
        hostCity: text("HOST_CITY"),
        hostNoc: text("HOST_NOC"),
        timeZone: text("TIME_ZONE"),
        opening: text("OPENING"),
        closing: text("CLOSING"),
        firstCompetition: text("FIRST_COMPETITION"),
        lastCompetition: text("LAST_COMPETITION"),
        events: wholeOf(codes, "EVENTS"),
      };
      return { key: { fact: "games" }, value: checked(games, value, info, inExtension(GAMES_CODES)) };
    }),
    ...all(INFO.country).map((info): Statement => {
      const [listed] = extensions(info).get("LISTED") ?? [];
      const value = {
        noc: info.attributes.Code,
        name: info.attributes.Value,
        ...(listed && { listed: yes(listed, "Value") }),
      };
      const fact = checked(country, value, info, inExtension({ noc: "Code", name: "Value" }));
      return { key: { fact: "country", noc: fact.noc }, value: fact };
    }),
    ...all(INFO.event).map((info): Statement => {
      const codes = extensions(info);
      const value = {
        id: eventIdOf(rscOf(info, "Code")),
        name: info.attributes.Value,
        disciplineName: textOf(codes, "DISCIPLINE"),
        competitorKind: textOf(codes, "COMPETITOR"),
      };
      const fact = checked(event, value, info, inExtension(EVENT_CODES));
      return { key: { fact: "event", event: fact.id }, value: fact };
    }),
  ];
}

const GAMES_CODES = {
  name: "Value",
  hostCity: "HOST_CITY",
  hostNoc: "HOST_NOC",
  timeZone: "TIME_ZONE",
  opening: "OPENING",
  closing: "CLOSING",
  firstCompetition: "FIRST_COMPETITION",
  lastCompetition: "LAST_COMPETITION",
  events: "EVENTS",
};
const EVENT_CODES = { id: "Code", name: "Value", disciplineName: "DISCIPLINE", competitorKind: "COMPETITOR" };

function inExtension(codes: Readonly<Record<string, string>>): (field: string) => string {
  return (field) => {
    const code = codes[field] ?? "";
    return /^[A-Z_]+$/.test(code) ? `Extension(${code})` : code;
  };
}

function unitStatements(competition: OdfElement, discipline: string): Statement[] {
  const elements = childrenOf(competition, "Unit").filter(isCompetition);
  const bronze = new Set(elements.filter(({ attributes }) => attributes.Medal === "3").map(eventOfUnit));
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return elements.flatMap((element) => {
    const id = rscOf(element, "Code");
    if (discipline !== GENERAL && !id.startsWith(discipline)) {
      throw invalid(element, "Code", `is of the discipline that the message is about, ${discipline}`);
    }
    if (!eventId.safeParse(eventIdOf(id)).success) throw invalid(element, "Code", "is a unit of an event");
    if (seen.has(id)) throw invalid(element, "Code", "is in the message twice");
    seen.add(id);
    const nth = (counts.get(eventIdOf(id)) ?? 0) + 1;
    counts.set(eventIdOf(id), nth);
    // Without any time there is nothing to tell yet.
    if (element.attributes.StartDate === undefined && element.attributes.ScheduleStatus === "UNSCHEDULED")
      return [];
    return [{ key: inUnit("unit", id), value: unitOf(element, id, nth, bronze.has(eventIdOf(id))) }];
  });
}

/** PhaseType 3; others are training, ceremonies, meetings. */
function isCompetition({ attributes }: OdfElement): boolean {
  return attributes.PhaseType === undefined || attributes.PhaseType === "3";
}

function eventOfUnit({ attributes }: OdfElement): string {
  return eventIdOf(attributes.Code ?? "");
}

function unitOf(element: OdfElement, id: string, nth: number, hasBronze: boolean) {
  const infos = extended(element, "ExtendedInfo", INFO.unit);
  const info = (code: string) => textOf(infos, code);
  const start = moment(element, "StartDate");
  const value = {
    id,
    phaseName: info("PHASE_NAME") ?? PHASE_NAMES[parse(id).phase] ?? nameOf(element),
    name: nameOf(element),
    order: whole(element, "Order") ?? nth,
    kind: info("KIND") ?? (isMatch(id) ? "match" : "unit"),
    day: info("DAY") ?? required(element, "StartDate").slice(0, 10),
    start,
    end: moment(element, "EndDate") ?? start,
    venue: venueOf(element),
    decides: info("DECIDES") ?? decidesOf(element, hasBronze),
    status: statusOf(element),
  };
  return checked(unitSchema, value, element, (field) => UNIT_ATTRIBUTES[field] ?? "");
}

const UNIT_ATTRIBUTES: Readonly<Record<string, string>> = {
  phaseName: "ExtendedInfo(PHASE_NAME)",
  name: "ItemName.Value",
  order: "Order",
  kind: "ExtendedInfo(KIND)",
  day: "ExtendedInfo(DAY)",
  start: "StartDate",
  end: "EndDate",
  venue: "VenueDescription.VenueName",
  decides: "ExtendedInfo(DECIDES)",
};

function nameOf(element: OdfElement): string | undefined {
  const names = childrenOf(element, "ItemName");
  return (names.find(({ attributes }) => attributes.Language === "ENG") ?? names[0])?.attributes.Value;
}

function venueOf(element: OdfElement): string | undefined {
  return childOf(element, "VenueDescription")?.attributes.VenueName ?? element.attributes.Venue;
}

/** The whole set, unless another unit of the event decides the bronze medal. */
function decidesOf(element: OdfElement, hasBronze: boolean): "GSB" | "GS" | "B" | undefined {
  const medal = oneOf(element, "Medal", ["0", "1", "2", "3"]);
  if (medal === "3") return "B";
  return medal === "1" ? (hasBronze ? "GS" : "GSB") : undefined;
}

type ScheduleStatus = z.infer<typeof scheduleStatus>;

/** How far a running unit is, its results say. */
const STATUS: Readonly<Record<string, ScheduleStatus>> = {
  UNSCHEDULED: "SCHEDULED",
  SCHEDULED: "SCHEDULED",
  GETTING_READY: "SCHEDULED",
  RUNNING: "SCHEDULED",
  SCHEDULED_BREAK: "SCHEDULED",
  INTERRUPTED: "SCHEDULED",
  FINISHED: "SCHEDULED",
  DELAYED: "DELAYED",
  POSTPONED: "POSTPONED",
  RESCHEDULED: "RESCHEDULED",
  CANCELLED: "CANCELLED",
};

function statusOf(element: OdfElement): ScheduleStatus | undefined {
  const status = oneOf(element, "ScheduleStatus", Object.keys(STATUS));
  return status === undefined ? undefined : STATUS[status];
}

/** Common code tables, "CC @Phase". */
const PHASE_NAMES: Readonly<Record<string, string>> = {
  FNL: "Final",
  SFNL: "Semifinals",
  QFNL: "Quarterfinals",
  "8FNL": "1/8 Finals",
  HEAT: "Heats",
  QUAL: "Qualification",
  SEED: "Seeding Run",
  PREL: "Round-Robin",
  GPA: "Group A",
  GPB: "Group B",
  GPC: "Group C",
};

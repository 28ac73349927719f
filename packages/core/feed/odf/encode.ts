/** Facts as ODF messages, as a venue would have sent them: `statementsOf(parseMessage(bytes, zone))` gives the same facts back. */
import { eventRsc } from "../../results/rsc.ts";
import type { Competitor, Country, Event, Games, ResultStatus, Unit } from "../../results/schema.ts";
import { atVenue } from "./clock.ts";
import { ENTRY, INFO } from "./codes.ts";
import { results, type UnitResults } from "./encode-results.ts";
import type { OdfMedals } from "./medals.ts";
import type { DocumentType } from "./message.ts";
import { element, list } from "./write.ts";

/** What every message says of itself. */
export interface Header {
  /** Competition code, `OWG2022`. */
  competition: string;
  timeZone: string;
  source: string;
  version: number;
  /** When it is made: an instant in UTC. */
  at: string;
  /** Competition day; the day at the venue where it isn't given. */
  logicalDate?: string;
  /** FeedFlag T. */
  test?: boolean;
}

/** DT_SCHEDULE of a discipline, or of the whole Games (`GEN`): units, and what ODF has no message for. */
export function encodeSchedule(
  header: Header,
  discipline: string,
  facts: {
    games?: Games;
    countries?: readonly Country[];
    events?: readonly Event[];
    units?: readonly Unit[];
  },
): Uint8Array {
  const { games, countries = [], events = [], units = [] } = facts;
  const infos = [
    ...(games ? [gamesInfo(games)] : []),
    ...countries.map(countryInfo),
    ...events.map(eventInfo),
  ];
  return message(header, "DT_SCHEDULE", eventRsc(discipline), [
    list("ExtendedInfos", infos),
    ...units.map((unit) => unitElement(unit, header.timeZone)),
  ]);
}

/** DT_PARTIC. */
export function encodeParticipants(
  header: Header,
  discipline: string,
  athletes: readonly Competitor[],
): Uint8Array {
  const code = eventRsc(discipline);
  return message(
    header,
    "DT_PARTIC",
    code,
    athletes.map(({ id, name, given, family, noc, gender }) => {
      const named = [given, family].filter((part) => part !== undefined).join(" ");
      const entries =
        named === name || named === ""
          ? []
          : [element("DisciplineEntry", { Type: ENTRY, Code: "NAME", Value: name })];
      return element(
        "Participant",
        {
          Code: id,
          Parent: id,
          Status: "ACTIVE",
          GivenName: given,
          FamilyName: family,
          PrintName: named === "" ? name : [family?.toUpperCase(), given].filter(Boolean).join(" "),
          Gender: gender === "W" ? "F" : gender,
          Organisation: noc,
          MainFunctionId: "AA01",
        },
        [element("Discipline", { Code: code }, entries)],
      );
    }),
  );
}

/** DT_PARTIC_TEAMS: pairs and teams. */
export function encodeTeams(header: Header, discipline: string, groups: readonly Competitor[]): Uint8Array {
  const code = eventRsc(discipline);
  return message(
    header,
    "DT_PARTIC_TEAMS",
    code,
    groups.map(({ id, kind, name, noc, gender, members = [] }) => {
      const athletes = members.map((member, index) => element("Athlete", { Code: member, Order: index + 1 }));
      return element(
        "Team",
        {
          Code: id,
          Status: "ACTIVE",
          Organisation: noc,
          Name: name,
          ShortName: noc,
          Gender: gender === "W" ? "F" : gender,
          TeamType: kind === "pair" ? "PAIR" : "NOC",
        },
        [
          list(
            "Composition",
            athletes.length === 0 ? [] : [element("Team", { Code: id }, [list("Composition", athletes)])],
          ),
          element("Discipline", { Code: code }),
        ],
      );
    }),
  );
}

/** DT_RESULT of a unit. `competitors` gives what a venue writes beside a code: what is missing there is left out. */
export function encodeResult(
  header: Header,
  unit: UnitResults,
  status: ResultStatus | undefined,
  competitors: ReadonlyMap<string, Competitor>,
): Uint8Array {
  return message(header, "DT_RESULT", unit.id, results(unit, competitors, header.timeZone), status);
}

/** Takes the message with the same document, type and version back. */
export function encodeInvalidation(
  header: Header,
  type: DocumentType,
  documentCode: string,
  status?: ResultStatus,
): Uint8Array {
  return message(header, type, documentCode, null, status);
}

/** DT_MEDALS, or DT_MEDALLISTS of an event. */
export function encodeMedals(header: Header, medals: OdfMedals): Uint8Array {
  if (medals.kind === "table") return message(header, "DT_MEDALS", eventRsc("GEN"), [standings(medals)]);
  const awarded = Map.groupBy(medals.awards, ({ medal }) => medal);
  const elements = [...awarded].map(([medal, awards]) =>
    element(
      "Medal",
      { Code: `ME_${medal.toUpperCase()}` },
      awards.map(({ competitor, noc }) => element("Competitor", { Code: competitor, Organisation: noc })),
    ),
  );
  return message(header, "DT_MEDALLISTS", eventRsc(medals.event), elements);
}

function message(
  header: Header,
  type: DocumentType,
  documentCode: string,
  content: readonly string[] | null,
  status?: ResultStatus,
): Uint8Array {
  const { competition, timeZone, source, version, at, logicalDate, test = false } = header;
  const shown = atVenue(timeZone, at);
  const date = shown.slice(0, 10);
  const ms = new Date(at).toISOString().slice(20, 23);
  const body = element(
    "OdfBody",
    {
      CompetitionCode: competition,
      DocumentCode: documentCode,
      DocumentType: type,
      Version: version,
      ResultStatus: status,
      FeedFlag: test ? "T" : "P",
      Date: date,
      Time: shown.slice(11, 19).replaceAll(":", "") + ms,
      LogicalDate: logicalDate ?? date,
      Source: source,
    },
    content === null ? [] : [element("Competition", { Gen: competition }, content)],
  );
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}

function gamesInfo(games: Games): string {
  const extensions = {
    HOST_CITY: games.hostCity,
    HOST_NOC: games.hostNoc,
    TIME_ZONE: games.timeZone,
    OPENING: games.opening,
    CLOSING: games.closing,
    FIRST_COMPETITION: games.firstCompetition,
    LAST_COMPETITION: games.lastCompetition,
    EVENTS: games.events,
  };
  return info(INFO.games, games.id, games.name, extensions);
}

function countryInfo({ noc, name, listed }: Country): string {
  return info(INFO.country, noc, name, listed ? {} : { LISTED: "N" });
}

function eventInfo({ id, name, disciplineName, competitorKind }: Event): string {
  return info(INFO.event, eventRsc(id), name, { DISCIPLINE: disciplineName, COMPETITOR: competitorKind });
}

function info(
  type: string,
  code: string,
  value: string,
  extensions: Readonly<Record<string, string | number>>,
): string {
  return element(
    "ExtendedInfo",
    { Type: type, Code: code, Value: value },
    Object.entries(extensions).map(([Code, Value]) => element("Extension", { Code, Value })),
  );
}

const MEDAL_OF_UNIT = { GSB: 1, GS: 1, B: 3 } as const;

function unitElement(unit: Unit, timeZone: string): string {
  const start = atVenue(timeZone, unit.start);
  const codes = {
    PHASE_NAME: unit.phaseName,
    KIND: unit.kind,
    DECIDES: unit.decides,
    DAY: unit.day === start.slice(0, 10) ? undefined : unit.day,
  };
  const infos = Object.entries(codes).flatMap(([Code, Value]) =>
    Value === undefined ? [] : [element("ExtendedInfo", { Type: INFO.unit, Code, Value })],
  );
  return element(
    "Unit",
    {
      Code: unit.id,
      PhaseType: 3,
      ScheduleStatus: unit.status,
      StartDate: start,
      EndDate: atVenue(timeZone, unit.end),
      Order: unit.order,
      Medal: unit.decides === undefined ? 0 : MEDAL_OF_UNIT[unit.decides],
    },
    [
      element("ItemName", { Language: "ENG", Value: unit.name }),
      element("VenueDescription", { VenueName: unit.venue }),
      list("ExtendedInfos", infos),
    ],
  );
}

function standings({ eventsFinished, eventsTotal, lastEvent, lines }: OdfMedals & { kind: "table" }): string {
  const sum = (colour: "gold" | "silver" | "bronze" | "total") =>
    lines.reduce((total, line) => total + line[colour], 0);
  const summary = { Gold: sum("gold"), Silver: sum("silver"), Bronze: sum("bronze"), Total: sum("total") };
  return element(
    "MedalStandings",
    {
      LastEvent: lastEvent === null ? undefined : eventRsc(lastEvent),
      TotalEvents: eventsTotal ?? undefined,
      FinishedEvents: eventsFinished ?? undefined,
    },
    [
      list("MedalSummary", [element("MedalNumber", { Type: "TOT", ...summary })]),
      list(
        "MedalsTable",
        lines.map(({ noc, gold, silver, bronze, total, rank, rankEqual, rankByTotal }) =>
          element(
            "MedalLine",
            {
              Rank: rank ?? undefined,
              RankTotal: rankByTotal ?? undefined,
              RankEqual: rankEqual ? "Y" : undefined,
              Organisation: noc,
            },
            [
              element("MedalNumber", {
                Type: "TOT",
                Gold: gold,
                Silver: silver,
                Bronze: bronze,
                Total: total,
              }),
            ],
          ),
        ),
      ),
    ],
  );
}

/** Two real Games through ODF and back. */
import { readFileSync } from "node:fs";
import { canonical, type Json } from "@podium/core/board/canonical.ts";
import {
  encodeParticipants,
  encodeResult,
  encodeSchedule,
  encodeTeams,
  type Header,
} from "@podium/core/feed/odf/encode.ts";
import { parseMessage } from "@podium/core/feed/odf/message.ts";
import { statementsOf } from "@podium/core/feed/odf/statements.ts";
import { type Command, parseCommand } from "@podium/core/results/commands.ts";
import { factName, type Statement, statements } from "@podium/core/results/facts.ts";
import {
  type Competitor,
  type Entry,
  type Event,
  type EventFacts,
  entry,
  event,
  type Games,
  type Mark,
  type Match,
  mark,
  type ResultStatus,
  type Unit,
  unit,
} from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { timeline } from "@podium/local/games/timeline.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const beijing = load("beijing-2022");
const ZONE = beijing.games.timeZone;
const HEADER: Header = {
  competition: "OWG2022",
  timeZone: ZONE,
  source: "TEST",
  version: 1,
  at: "2022-02-12T09:39:00.120Z",
};

const { master, live } = timeline(beijing);
const masterFacts = facts(master.map(parseCommand));
const competitors = new Map(valuesOf<Competitor>(masterFacts, "competitor").map((one) => [one.id, one]));
const ofUnit = Map.groupBy(live.map(parseCommand), (command) => unitOf(command));

/** The newest of each fact, by its name. */
function facts(commands: readonly Command[]): Map<string, Statement> {
  const all = commands.flatMap((command) => (command.type === "withdrawal" ? [] : statements(command)));
  return new Map(all.map((statement) => [factName(statement.key), statement]));
}

function unitOf(command: Command): string {
  if (command.type === "units") return command.units[0]?.id ?? "";
  return "unit" in command ? command.unit : "";
}

function valuesOf<T>(all: ReadonlyMap<string, Statement>, fact: Statement["key"]["fact"]): T[] {
  return [...all.values()].filter(({ key }) => key.fact === fact).map(({ value }) => value as T);
}

/** Facts as one text, whatever their order. */
function text(all: Iterable<Statement>): string[] {
  return [...all].map(({ key, value }) => canonical([factName(key), value as Json])).sort();
}

function through(bytes: Uint8Array, zone = ZONE): string[] {
  const message = parseMessage(bytes, zone);
  expect(message.unknown).toEqual({});
  return text(statementsOf(message));
}

/** What is known of a unit, as DT_RESULT says it: all but its place in the schedule. */
function resultOf(id: string, all: ReadonlyMap<string, Statement>): { bytes: Uint8Array; stated: string[] } {
  const stated = [...all.values()].filter(({ key }) => key.fact !== "unit");
  const marks = new Map(
    stated.flatMap(({ key, value }) => (key.fact === "mark" ? [[key.competitor, value as Mark]] : [])),
  );
  const [played] = valuesOf<Match>(all, "match");
  const [status] = valuesOf<ResultStatus>(all, "status");
  const entries = valuesOf<Entry>(all, "entry").map((one) => {
    const marked = marks.get(one.competitor);
    return marked === undefined ? one : { ...one, mark: marked };
  });
  const facts = { id, entries, ...(played && { match: played }) };
  return { bytes: encodeResult(HEADER, facts, status, competitors), stated: text(stated) };
}

describe("Beijing 2022 through ODF", () => {
  test("the Games, countries, events and the schedule come back as they were", () => {
    const parts = {
      games: valuesOf<Games>(masterFacts, "games")[0],
      countries: valuesOf<{ noc: string; name: string; listed: boolean }>(masterFacts, "country"),
      events: valuesOf<Event>(masterFacts, "event"),
      units: valuesOf<Unit>(masterFacts, "unit"),
    };
    const { games: one, ...others } = parts;
    const expected = [...masterFacts.values()].filter(({ key }) => key.fact !== "competitor");
    expect(through(encodeSchedule(HEADER, "GEN", { ...(one && { games: one }), ...others }))).toEqual(
      text(expected),
    );
  });

  test("each discipline's schedule comes back alone, a cancelled unit as cancelled", () => {
    const cancelled = [...facts(live.map(parseCommand)).values()].filter(({ key }) => key.fact === "unit");
    expect(cancelled.length).toBeGreaterThan(0);
    for (const statement of cancelled) {
      const one = statement.value as Unit;
      const bytes = encodeSchedule(HEADER, one.id.slice(0, 3), { units: [one] });
      expect(through(bytes)).toEqual(text([statement]));
    }
  });

  test("athletes, pairs and teams come back with their names and members", () => {
    const stated = [...masterFacts.values()].filter(({ key }) => key.fact === "competitor");
    const groups = [...competitors.values()].filter(({ kind }) => kind !== "athlete");
    const athletes = [...competitors.values()].filter(({ kind }) => kind === "athlete");
    expect(
      [
        ...through(encodeParticipants(HEADER, "GEN", athletes)),
        ...through(encodeTeams(HEADER, "GEN", groups)),
      ].sort(),
    ).toEqual(text(stated));
  });

  test("every unit comes back with all its entries, marks, matches and status, byte for byte", () => {
    expect(ofUnit.size).toBe(beijing.units.length);
    let count = 0;
    for (const [id, commands] of ofUnit) {
      const { bytes, stated } = resultOf(id, facts(commands));
      expect(through(bytes), id).toEqual(stated);
      count += stated.length;
    }
    // An entry and nearly always a mark for each row, and a status for each unit.
    expect(count).toBeGreaterThan(2 * beijing.entries.length);
  });

  test("so does every unit in the middle of it", () => {
    const units = [...ofUnit];
    fc.assert(
      fc.property(fc.nat(units.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (index, share) => {
        const [id = "", commands = []] = units[index] ?? [];
        const { bytes, stated } = resultOf(id, facts(commands.slice(0, Math.ceil(share * commands.length))));
        expect(through(bytes), id).toEqual(stated);
      }),
      { numRuns: 500 },
    );
  });
});

describe("PyeongChang 2018 through ODF", () => {
  const pyeongchang = load("pyeongchang-2018");
  const zone = pyeongchang.games.timeZone;
  const header: Header = { ...HEADER, competition: "OWG2018", timeZone: zone, at: "2018-02-25T12:00:00Z" };
  const events = eventFacts(pyeongchang);

  test("every event comes back with its unit, entries and marks, byte for byte", () => {
    expect(events).toHaveLength(75);
    for (const one of events) {
      for (const facts of one.units) {
        const { result, entries, ...scheduled } = facts;
        const schedule = encodeSchedule(header, one.id.slice(0, 3), {
          events: [eventOf(one)],
          units: [scheduled],
        });
        expect(through(schedule, zone), facts.id).toEqual(
          text([
            { key: { fact: "event", event: one.id }, value: eventOf(one) },
            { key: { fact: "unit", event: one.id, unit: facts.id }, value: unit.parse(scheduled) },
          ]),
        );
        const bytes = encodeResult(header, facts, result, competitors);
        expect(through(bytes, zone), facts.id).toEqual(text(stated(one.id, facts)));
      }
    }
  });

  function eventOf({ units: _, ...rest }: EventFacts) {
    return event.parse(rest);
  }

  function stated(eventId: string, { id, result, entries }: EventFacts["units"][number]): Statement[] {
    return [
      ...entries.flatMap(({ mark: marked, correction: _, ...rest }): Statement[] => {
        const key = { event: eventId, unit: id, competitor: rest.competitor };
        return [
          { key: { fact: "entry", ...key }, value: entry.parse(rest) },
          ...(marked ? [{ key: { fact: "mark" as const, ...key }, value: mark.parse(marked) }] : []),
        ];
      }),
      ...(result ? [{ key: { fact: "status" as const, event: eventId, unit: id }, value: result }] : []),
    ];
  }
});

test("the example of the ODF page is taken, and says what the page says", () => {
  const [, xml = ""] = /```xml\n([\s\S]*?)```/.exec(readFileSync("docs/odf.md", "utf8")) ?? [];
  const message = parseMessage(new TextEncoder().encode(xml), ZONE);
  expect(message.unknown).toEqual({});
  expect(statementsOf(message).map(({ key, value }) => [key.fact, value])).toEqual([
    ["entry", { competitor: "2200490", bib: "13", startOrder: 13, lane: "outer" }],
    ["entry", { competitor: "2201929", bib: "70", startOrder: 14 }],
    ["mark", { timeMs: 34_320 }],
    ["status", "LIVE"],
  ]);
});

test("the ODF page names every code of our own that is written", () => {
  const page = readFileSync("docs/odf.md", "utf8");
  const texts = [...ofUnit].map(([id, commands]) =>
    new TextDecoder().decode(resultOf(id, facts(commands)).bytes),
  );
  const codes = new Set(
    texts.flatMap((text) => [...text.matchAll(/Type="(?:ER|EUE|UI)" Code="(\w+)"/g)].map(([, code]) => code)),
  );
  expect(codes.size).toBeGreaterThan(15);
  for (const code of codes) expect(page).toContain(`\`${code}\``);
});

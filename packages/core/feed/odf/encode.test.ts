import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Competitor, competitor } from "../../results/schema.ts";
import {
  encodeInvalidation,
  encodeMedals,
  encodeParticipants,
  encodeResult,
  encodeTeams,
  type Header,
} from "./encode.ts";
import { medalsOf, type OdfMedals } from "./medals.ts";
import { identityText, parseMessage } from "./message.ts";
import { statementsOf } from "./statements.ts";
import { UNIT, ZONE } from "./testing.ts";

const HEADER: Header = {
  competition: "OWG2022",
  timeZone: ZONE,
  source: "TEST",
  version: 7,
  at: "2022-02-12T17:30:00.045Z",
};

const valuesOf = (bytes: Uint8Array) => statementsOf(parseMessage(bytes, ZONE)).map(({ value }) => value);

describe("what is written is read as the same", () => {
  test("the envelope, past midnight at the venue", () => {
    const bytes = encodeResult(
      { ...HEADER, test: true, logicalDate: "2022-02-12" },
      { id: UNIT, entries: [] },
      "PROTESTED",
      new Map(),
    );
    expect(parseMessage(bytes, ZONE)).toMatchObject({
      version: 7,
      status: "PROTESTED",
      test: true,
      at: HEADER.at,
      logicalDate: "2022-02-12",
      hasContent: true,
    });
    expect(new TextDecoder().decode(bytes)).toContain('Date="2022-02-13" Time="013000045"');
  });

  test("any names, whatever letters and signs they have", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((text) => competitor.shape.name.safeParse(text).success && !/\p{Cc}|\uFFFE|\uFFFF/u.test(text))
      .map((text) => text.trim());
    const named = fc.record({ given: name, family: name, name }, { requiredKeys: ["name"] });
    fc.assert(
      fc.property(fc.array(named, { maxLength: 5 }), (all) => {
        const athletes = all.map(
          (names, index): Competitor => ({
            ...names,
            id: String(index),
            kind: "athlete",
            noc: "NOR",
            gender: "W",
          }),
        );
        expect(valuesOf(encodeParticipants(HEADER, "SSK", athletes))).toEqual(athletes);
        const teams = athletes.map(
          ({ id, name, noc }): Competitor => ({ id, kind: "pair", name, noc, members: ["8", "9"] }),
        );
        expect(valuesOf(encodeTeams(HEADER, "SSK", teams))).toEqual(teams);
      }),
    );
  });

  test("medals", () => {
    const table: OdfMedals = {
      kind: "table",
      eventsFinished: 2,
      eventsTotal: 109,
      lastEvent: "SSKM500M",
      lines: [
        { noc: "CHN", gold: 1, silver: 0, bronze: 1, total: 2, rank: 1, rankEqual: true, rankByTotal: 1 },
        { noc: "NOR", gold: 1, silver: 0, bronze: 0, total: 1, rank: 1, rankEqual: true, rankByTotal: 2 },
      ],
    };
    const medallists: OdfMedals = {
      kind: "medallists",
      event: "SSKM500M",
      awards: [
        { competitor: "1", noc: "CHN", medal: "gold" },
        { competitor: "2", noc: "KOR", medal: "gold" },
        { competitor: "3", noc: "JPN", medal: "bronze" },
      ],
    };
    for (const medals of [table, medallists]) {
      expect(medalsOf(parseMessage(encodeMedals(HEADER, medals), ZONE))).toEqual(medals);
    }
  });
});

test("an invalidation takes back the message of the same identity and version", () => {
  const sent = parseMessage(encodeResult(HEADER, { id: UNIT, entries: [] }, "LIVE", new Map()), ZONE);
  const back = parseMessage(encodeInvalidation(HEADER, "DT_RESULT", UNIT, "LIVE"), ZONE);
  expect(back.hasContent).toBe(false);
  expect([identityText(back.identity), back.version]).toEqual([identityText(sent.identity), sent.version]);
  expect(statementsOf(back)).toEqual([]);
});

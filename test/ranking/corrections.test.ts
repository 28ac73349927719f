import { awards } from "@podium/core/results/medals/awards.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import type { EntryFacts, EventFacts, Mark } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { describe, expect, test } from "vitest";

const dataset = load("beijing-2022");
const events = new Map(eventFacts(dataset).map((facts) => [facts.id, facts]));
const nocs = new Map(dataset.competitors.map(({ id, noc }) => [id, noc]));

function event(id: string): EventFacts {
  const facts = events.get(id);
  if (facts === undefined) throw new RangeError(`no event ${id}`);
  return facts;
}

function corrected(facts: EventFacts, change: (entry: EntryFacts) => Mark | undefined): EventFacts {
  return {
    ...facts,
    units: facts.units.map((unit) => ({
      ...unit,
      entries: unit.entries.map((entry) => {
        const mark = change(entry) ?? entry.mark;
        return { ...entry, ...(mark && { mark }) };
      }),
    })),
  };
}

function medallists(facts: EventFacts): string {
  return awards(facts, rankEvent(facts))
    .map(({ competitor }) => nocs.get(competitor))
    .join(" ");
}

describe("the re-allocation of the figure skating team event of 2022", () => {
  // January 2024: one skater of the winning team was disqualified; nobody else got the places.
  const SKATER = "2202134";
  const before = event("FSKXTEAM");
  const after = corrected(before, ({ competitor, mark }) =>
    competitor === SKATER && mark !== undefined ? { ...mark, irm: "DSQ" } : undefined,
  );

  test("moves the medals between three NOCs", () => {
    expect(medallists(before)).toBe("ROC USA JPN");
    expect(medallists(after)).toBe("USA JPN ROC");
  });

  test("takes the skater's twenty points from the team and gives none to the others", () => {
    const totals = (facts: EventFacts) =>
      rankEvent(facts)
        .standings.slice(0, 5)
        .map(({ competitor, result }) => `${nocs.get(competitor)} ${(result?.pointsMilli ?? 0) / 1_000}`);
    expect(totals(before)).toEqual(["ROC 74", "USA 65", "JPN 63", "CAN 53", "CHN 50"]);
    expect(totals(after)).toEqual(["USA 65", "JPN 63", "ROC 54", "CAN 53", "CHN 50"]);
  });
});

test.each(["ALPMGS", "CCSW10KMIS", "SSKM500M", "FRSMHP", "STKW1500M", "NCBMNH10KM", "SJPWNH"])(
  "%s: the winner's late disqualification moves each medal up by one",
  (id) => {
    const before = event(id);
    const [first, ...others] = rankEvent(before).standings;
    const irm = id.startsWith("SSK") ? "DQ" : "DSQ";
    const after = corrected(before, ({ competitor }) =>
      competitor === first?.competitor ? { irm } : undefined,
    );
    const expected = others.slice(0, 3).map(({ competitor }) => competitor);
    expect(awards(after, rankEvent(after)).map(({ competitor }) => competitor)).toEqual(expected);
    expect(
      rankEvent(after).standings.find(({ competitor }) => competitor === first?.competitor),
    ).toMatchObject({ rank: null, irm });
  },
);

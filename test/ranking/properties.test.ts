import { awards } from "@podium/core/results/medals/awards.ts";
import { irmCodes } from "@podium/core/results/ranking/irm.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import type { EventRanking, Standing } from "@podium/core/results/ranking/types.ts";
import type { EventFacts, Mark } from "@podium/core/results/schema.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildEvent, competitorId, FAMILIES, type FamilyCase, type Levels } from "./families.ts";

const MAX_SIZE = 9;

interface Drawn {
  size: number;
  /** Per unit and competitor. */
  levels: ([number, number] | undefined)[][];
}

/** `gaps`: some marks aren't there yet. Few levels, so that many are equal. */
function drawn({ units }: FamilyCase, gaps = false): fc.Arbitrary<Drawn> {
  const level = fc.tuple(fc.nat(8), fc.nat(8));
  const cell = gaps ? fc.option(level, { nil: undefined, freq: 4 }) : level;
  const row = fc.array(cell, { minLength: MAX_SIZE, maxLength: MAX_SIZE });
  return fc.record({
    size: fc.integer({ min: 4, max: MAX_SIZE }),
    levels: fc.array(row, { minLength: units.length, maxLength: units.length }),
  });
}

const levelsOf =
  ({ levels }: Drawn): Levels =>
  (unit, competitor) =>
    levels[unit]?.[competitor];

const byCompetitor = ({ standings }: EventRanking): Map<string, Standing> =>
  new Map(standings.map((standing) => [standing.competitor, standing]));

function shuffled(facts: EventFacts, seed: number): EventFacts {
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item, index) => ({ item, key: (index * 7919 + seed * 104_729) % 1009 }))
      .sort((left, right) => left.key - right.key)
      .map(({ item }) => item);
  return {
    ...facts,
    units: shuffle(facts.units.map((unit) => ({ ...unit, entries: shuffle(unit.entries) }))),
  };
}

function withIrm(facts: EventFacts, irm: string): EventFacts {
  const [first, ...rest] = facts.units.toSorted((left, right) => left.order - right.order);
  if (first === undefined) return facts;
  const mark: Mark = { irm };
  return {
    ...facts,
    units: [{ ...first, entries: [...first.entries, { competitor: "Z-OUT", mark }] }, ...rest],
  };
}

describe.each(FAMILIES)("$title", (family) => {
  test("a better mark never ranks worse", () => {
    const cell = fc.record({
      unit: fc.nat(family.units.length - 1),
      number: fc.nat(MAX_SIZE - 1),
      part: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(
        drawn(family),
        cell,
        fc.integer({ min: 1, max: 8 }),
        (given, { unit, number, part }, better) => {
          const before = byCompetitor(rankEvent(buildEvent(family, given.size, levelsOf(given))));
          const improved: Levels = (at, competitor) => {
            const level = given.levels[at]?.[competitor];
            if (level === undefined || at !== unit || competitor !== number) return level;
            const own = Math.max(0, level[part as 0 | 1] - better);
            return part === 0 ? [own, level[1]] : [level[0], own];
          };
          const after = byCompetitor(rankEvent(buildEvent(family, given.size, improved)));
          const id = competitorId(number);
          const [old, now] = [before.get(id)?.rank, after.get(id)?.rank];
          if (old != null && now != null) expect(now).toBeLessThanOrEqual(old);
          else expect(now).toBe(old);
        },
      ),
    );
  });

  test("ranks form a standard competition ranking", () => {
    fc.assert(
      fc.property(drawn(family), (given) => {
        const { standings } = rankEvent(buildEvent(family, given.size, levelsOf(given)));
        const ranks = standings.map(({ rank }) => rank);
        for (const [index, { rank, rankEqual }] of standings.entries()) {
          expect(rank).toBe(ranks[index - 1] === rank ? rank : index + 1);
          expect(rankEqual).toBe(ranks.filter((other) => other === rank).length > 1);
        }
      }),
    );
  });

  test("the order in which facts are listed changes nothing, at any moment", () => {
    fc.assert(
      fc.property(drawn(family, true), fc.integer({ min: 1, max: 1_000 }), (given, seed) => {
        const facts = buildEvent(family, given.size, levelsOf(given));
        const [straight, mixed] = [rankEvent(facts), rankEvent(shuffled(facts, seed))];
        expect(mixed.standings).toEqual(straight.standings);
        expect(new Map([...mixed.units].sort())).toEqual(new Map([...straight.units].sort()));
      }),
    );
  });

  test("one more entry with an IRM changes no other rank", () => {
    const codes = [...irmCodes(family.eventId.slice(0, 3))].filter((code) =>
      ["DNS", "DNF", "DSQ", "DQB", "WD"].includes(code),
    );
    fc.assert(
      fc.property(drawn(family, true), fc.constantFrom(...codes), (given, irm) => {
        const facts = buildEvent(family, given.size, levelsOf(given));
        const before = rankEvent(facts).standings;
        const after = rankEvent(withIrm(facts, irm)).standings;
        expect(after.filter(({ competitor }) => competitor !== "Z-OUT")).toEqual(before);
        expect(after.find(({ competitor }) => competitor === "Z-OUT")).toMatchObject({
          rank: null,
          irm,
          medal: null,
        });
      }),
    );
  });

  test("whoever has no mark stands once, without a rank, below all who have one", () => {
    fc.assert(
      fc.property(drawn(family, true), (given) => {
        const { standings } = rankEvent(buildEvent(family, given.size, levelsOf(given)));
        expect(new Set(standings.map(({ competitor }) => competitor)).size).toBe(standings.length);
        const ranked = standings.filter(({ rank }) => rank !== null);
        expect(standings.slice(0, ranked.length)).toEqual(ranked);
        for (const [index, { rank }] of ranked.entries())
          expect(rank).toBeGreaterThanOrEqual(ranked[index - 1]?.rank ?? 1);
        for (const { medal, result } of standings.slice(ranked.length))
          expect([medal, result]).toEqual([null, null]);
      }),
    );
  });

  test("as many medals are awarded as the rule says: equal golds leave no silver, equal silvers no bronze", () => {
    fc.assert(
      fc.property(drawn(family), (given) => {
        const facts = buildEvent(family, given.size, levelsOf(given));
        const ranking = rankEvent(facts);
        const count = (medal: string) =>
          awards(facts, ranking).filter((award) => award.medal === medal).length;
        const [golds, silvers, bronzes] = [count("gold"), count("silver"), count("bronze")];
        if (family.eventId === "XYZMNEW") {
          expect([golds, silvers, bronzes]).toEqual([0, 0, 0]);
          return;
        }
        expect(golds).toBeGreaterThanOrEqual(1);
        expect(silvers > 0).toBe(golds === 1);
        expect(bronzes > 0).toBe(golds + silvers === 2);
      }),
    );
  });
});

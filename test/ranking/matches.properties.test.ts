import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import type { EventFacts, Match } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const TOURNAMENTS = ["CURMTEAM4", "CURWTEAM4", "CURXTEAM2", "IHOMTEAM6", "IHOWTEAM6"];
const events = new Map(eventFacts(load("beijing-2022")).map((facts) => [facts.id, facts]));

/** The real tournament with other scores; a match whose score is a tie has not been decided. */
function withScores(facts: EventFacts, scores: readonly (readonly [number, number])[]): EventFacts {
  return {
    ...facts,
    units: facts.units.map((unit, index) => {
      const [left, right] = scores[index % scores.length] ?? [0, 0];
      if (unit.match === undefined) return unit;
      const [one, two] = unit.match.sides;
      const { winner: _, ...rest } = unit.match;
      const match: Match = {
        ...rest,
        sides: [
          { competitor: one.competitor, score: left },
          { competitor: two.competitor, score: right },
        ],
        ...(left !== right && { winner: left > right ? one.competitor : two.competitor }),
      };
      return { ...unit, match };
    }),
  };
}

const score = fc.integer({ min: 0, max: 9 });
const anyScores = fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 60 });

describe.each(TOURNAMENTS)("%s, however its matches end", (id) => {
  const real = events.get(id) as EventFacts;

  test("gives each team at most one rank, never better than 1 + those in front of it, and says which are shared", () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const { standings } = rankEvent(withScores(real, scores));
        expect(new Set(standings.map(({ competitor }) => competitor)).size).toBe(standings.length);
        const ranks = standings.flatMap(({ rank }) => (rank === null ? [] : [rank]));
        expect(ranks).toEqual(ranks.toSorted((left, right) => left - right));
        for (const { rank, rankEqual } of standings) {
          if (rank === null) continue;
          // Teams that are still to play for a place count as better, so a rank can be lower than the list alone says.
          expect(rank).toBeGreaterThan(ranks.filter((other) => other < rank).length);
          expect(rank).toBeLessThanOrEqual(standings.length);
          expect(rankEqual).toBe(ranks.filter((other) => other === rank).length > 1);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("does not depend on the order in which the matches are listed", () => {
    fc.assert(
      fc.property(anyScores, fc.integer({ min: 1, max: 40 }), (scores, turn) => {
        const facts = withScores(real, scores);
        const turned = {
          ...facts,
          units: [...facts.units.slice(turn), ...facts.units.slice(0, turn)].reverse(),
        };
        expect(rankEvent(turned).standings).toEqual(rankEvent(facts).standings);
      }),
      { numRuns: 40 },
    );
  });

  test("brings one medal of each colour at most, once its finals are decided", () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const medals = rankEvent(withScores(real, scores)).standings.flatMap(({ medal }) =>
          medal ? [medal] : [],
        );
        expect(new Set(medals).size).toBe(medals.length);
      }),
      { numRuns: 40 },
    );
  });
});

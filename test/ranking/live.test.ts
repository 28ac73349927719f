/** The real events of 2022, mark by mark in the order in which they came. */
import { awards } from "@podium/core/results/medals/awards.ts";
import { checkMark } from "@podium/core/results/ranking/check.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import { ruleOf } from "@podium/core/results/ranking/rules.ts";
import type { EntryFacts, EventFacts, Mark, UnitFacts } from "@podium/core/results/schema.ts";
import { mark as markSchema } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { describe, expect, test } from "vitest";

const events = eventFacts(load("beijing-2022"));

/** A mark as it grows: run by run where it has runs, else at once. */
function stages(mark: Mark): Mark[] {
  const { runs, irm, qual, ...rest } = mark;
  if (runs === undefined) return [mark];
  return [...runs.map((_, index) => ({ ...rest, runs: runs.slice(0, index + 1) })), mark];
}

/**
 * The event when `count` of its marks were known: units before are official, the one in which the last mark fell is on, those
 * after have a start list only where it is the next.
 */
function moment(facts: EventFacts, count: number): EventFacts {
  let left = count;
  let before = true;
  const units = facts.units.map((unit): UnitFacts => {
    const size = unit.match === undefined ? unit.entries.length : 1;
    const known = Math.min(left, size);
    left -= known;
    if (known === size) return unit;
    const { match, result: _, ...rest } = unit;
    const entries = before
      ? unit.entries.map((entry, index): EntryFacts => {
          if (index < known) return entry;
          const { mark: _mark, ...waiting } = entry;
          return waiting;
        })
      : [];
    before = false;
    return { ...rest, entries, ...(known > 0 && { result: "LIVE" as const }) };
  });
  return { ...facts, units };
}

const size = ({ units }: EventFacts): number =>
  units.reduce((sum, { match, entries }) => sum + (match === undefined ? entries.length : 1), 0);

describe.each(events.map((facts) => [facts.id, facts] as const))("%s", (_, facts) => {
  const total = size(facts);
  const step = Math.max(1, Math.floor(total / 25));
  const moments = Array.from({ length: Math.ceil(total / step) + 1 }, (_, index) =>
    Math.min(total, index * step),
  );

  test("ranks everyone once, never better than the rows above, at every moment", () => {
    for (const count of moments) {
      const now = moment(facts, count);
      const { standings, units } = rankEvent(now);
      const ids = standings.map(({ competitor }) => competitor);
      expect(new Set(ids).size).toBe(ids.length);
      const ranks = standings.map(({ rank }) => rank ?? Number.POSITIVE_INFINITY);
      expect(ranks).toEqual(ranks.toSorted((left, right) => left - right));
      for (const [index, { rank, rankEqual }] of standings.entries()) {
        if (rank === null) continue;
        expect(rank).toBeGreaterThanOrEqual(standings.findIndex((other) => other.rank === rank) + 1);
        expect(rankEqual).toBe(standings.some((other, at) => at !== index && other.rank === rank));
      }
      for (const unit of now.units) {
        if (unit.status === "CANCELLED" || unit.match !== undefined) continue;
        const rows = units.get(unit.id)?.map(({ competitor }) => competitor) ?? [];
        expect(rows.toSorted()).toEqual(unit.entries.map(({ competitor }) => competitor).toSorted());
      }
    }
  });

  test("awards nothing before the unit that decides it is official", () => {
    for (const count of moments) {
      const now = moment(facts, count);
      const open = new Set(now.units.filter(({ result }) => result !== "OFFICIAL").map(({ id }) => id));
      const awarded = awards(now, rankEvent(now));
      expect(awarded.filter(({ unit }) => open.has(unit))).toEqual([]);
      expect(awarded).toHaveLength(count === total ? 3 : awarded.length);
    }
  });

  test("who is still to start is named until everyone has started", () => {
    expect([...rankEvent(facts).toStart]).toEqual([]);
    const opening = facts.units.find(({ status }) => status !== "CANCELLED");
    const before = rankEvent(moment(facts, 0)).toStart;
    if (opening === undefined || opening.kind === "match" || !before.has(opening.id)) return;
    expect(before.get(opening.id)).toHaveLength(opening.entries.length);
  });

  test("no real mark is refused, whole or while its runs come in", () => {
    for (const unit of facts.units) {
      for (const { mark } of unit.entries) {
        for (const stage of mark === undefined ? [] : stages(mark)) {
          expect(markSchema.safeParse(stage).success).toBe(true);
          expect(checkMark(facts.id, unit, stage)).toEqual([]);
        }
      }
    }
  });
});

test("every event type of both carried Games has a rule", () => {
  const ids = [...events, ...eventFacts(load("pyeongchang-2018"))].map(({ id }) => id);
  expect(ids.filter((id) => ruleOf(id).family === "unknown")).toEqual([]);
});

describe("the cut lines", () => {
  /** Those whom the referee or the clock let through stand beyond the line; nobody inside it stays. */
  test.each(events.map((facts) => [facts.id, facts] as const))(
    "%s: whoever is inside the line goes through",
    (_, facts) => {
      const { cuts, units } = rankEvent(facts);
      for (const [rsc, { places }] of cuts) {
        const unit = facts.units.find(({ id }) => id === rsc);
        const later = facts.units.filter(({ order }) => order > (unit?.order ?? 0));
        const inside = (units.get(rsc) ?? []).filter(({ rank }) => rank !== null && rank <= places);
        expect(inside.length).toBeGreaterThan(0);
        const stayed = inside.filter(
          ({ competitor }) =>
            !later.some(({ entries }) => entries.some((entry) => entry.competitor === competitor)),
        );
        expect(stayed).toEqual([]);
      }
    },
  );
});

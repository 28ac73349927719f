/**
 * Figure skating team event: in each segment the team of the best skater gets 10 points, the next 9 …; the best five teams go on
 * to the free segments. Source: ISU special regulations figure skating, rule 353 "team event".
 */
import type { EntryFacts, EventFacts, UnitFacts } from "../schema.ts";
import { type Career, placing, type Ranks, unitRows } from "./family.ts";
import { byFreeSkating, byPoints, byShortProgramme } from "./measures.ts";
import { hasBegun, held, phaseOf, startOrderOf } from "./progress.ts";
import type { Score } from "./standard.ts";
import type { Placing } from "./standings.ts";
import { rankUnit } from "./unit-rows.ts";

export interface TeamPlacementRule {
  /** For the best of a segment; each place costs one. */
  mostPoints: number;
  /** Phase of the first segments, and how many teams go on from it. */
  first: string;
  field: number;
}

interface Team extends Career {
  /** Points per segment, by RSC. */
  points: Map<string, { place: number; score: number }>;
  irm?: string;
}

export function rankTeamPlacement(facts: EventFacts, rule: TeamPlacementRule): Ranks {
  const units = held(facts);
  const teams = teamsOf(units);
  for (const unit of units) award(unit, teams, rule);
  const final = units.filter((unit) => phaseOf(unit) !== rule.first);
  const finalOpen = final.some(hasBegun);
  const placings = [...teams.values()].map((team) => stand(team, finalOpen ? final : [], units));
  const rows = unitRows(facts, (unit) =>
    rankUnit(unit, phaseOf(unit) === rule.first ? byShortProgramme : byFreeSkating),
  );
  return {
    units: rows,
    placings,
    cuts: new Map(),
    ...(!finalOpen && final.length > 0 && { cut: { places: rule.field } }),
  };
}

function teamsOf(units: readonly UnitFacts[]): Map<string, Team> {
  const teams = new Map<string, Team>();
  for (const unit of units) {
    for (const entry of unit.entries) {
      const competitor = entry.team ?? entry.competitor;
      const team = teams.get(competitor) ?? {
        competitor,
        entries: new Map(),
        startOrder: 0,
        points: new Map(),
      };
      team.entries.set(unit.id, entry);
      team.startOrder = startOrderOf(entry);
      teams.set(competitor, team);
    }
  }
  return teams;
}

/**
 * A later disqualification takes a skater's points away; when the score still stands beside it the place stays empty, and
 * nobody else gets more (as decided on the event of 2022).
 */
function award(unit: UnitFacts, teams: Map<string, Team>, { mostPoints }: TeamPlacementRule): void {
  const asSkated = unit.entries.map((entry) => ({ ...entry, mark: withoutIrm(entry) }) as EntryFacts);
  const irms = new Map(unit.entries.map((entry) => [entry.competitor, entry.mark?.irm]));
  const byId = new Map(unit.entries.map((entry) => [entry.competitor, entry]));
  for (const { competitor, rank, result } of rankUnit({ ...unit, entries: asSkated }, byPoints)) {
    const entry = byId.get(competitor);
    const team = entry && teams.get(entry.team ?? competitor);
    if (team === undefined || rank === null) continue;
    const lost = irms.get(competitor) !== undefined;
    team.points.set(unit.id, {
      place: lost ? 0 : mostPoints + 1 - rank,
      score: lost ? 0 : (result?.pointsMilli ?? 0),
    });
  }
}

function withoutIrm({ mark }: EntryFacts): EntryFacts["mark"] {
  if (mark === undefined) return undefined;
  const { irm: _, ...rest } = mark;
  return rest;
}

function stand(team: Team, final: readonly UnitFacts[], units: readonly UnitFacts[]): Placing {
  const tier = final.some(({ id }) => team.entries.has(id)) ? 1 : 0;
  const irms = [...team.entries.values()].map(({ mark }) => mark?.irm);
  if (team.points.size === 0) {
    const irm = irms.find((code) => code !== undefined);
    return placing(team, irm === undefined ? { state: "pending", tier } : { state: "irm", tier, irm });
  }
  const points = [...team.points.values()];
  const sum = points.reduce((total, { place }) => total + place, 0);
  return placing(team, {
    state: "ranked",
    tier,
    score: [-sum, ...tieBreak(team, units)],
    result: { pointsMilli: sum * 1_000 },
  });
}

/** Equal teams: the best two placements in different disciplines, then the scores behind them. */
function tieBreak(team: Team, units: readonly UnitFacts[]): Score {
  const best = new Map<string, { place: number; score: number }>();
  for (const { id } of units) {
    const points = team.points.get(id);
    if (points === undefined) continue;
    const discipline = id.slice(26).replace(/[\d-]/g, "");
    const before = best.get(discipline);
    if (before === undefined || points.place > before.place) best.set(discipline, points);
  }
  const two = [...best.values()]
    .sort((left, right) => right.place - left.place || right.score - left.score)
    .slice(0, 2);
  return [-two.reduce((sum, { place }) => sum + place, 0), -two.reduce((sum, { score }) => sum + score, 0)];
}

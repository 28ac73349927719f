/** Boards of a real Games at a moment, made by the real projections from facts in memory: as they are sent, without a table. */
import { canonical } from "@podium/core/board/canonical.ts";
import { compress } from "@podium/core/board/encoding.ts";
import { isLive } from "@podium/core/board/freshness.ts";
import type { Draft } from "@podium/core/board/publish.ts";
import type { FoldedEvent } from "@podium/core/results/fold.ts";
import type { World } from "@podium/core/results/load.ts";
import type { Outcome } from "@podium/core/results/outcome/outcome.ts";
import { type EventBoard, project as projectEvent } from "@podium/core/results/projections/event.ts";
import { project as projectLive } from "@podium/core/results/projections/live.ts";
import { project as projectPulse } from "@podium/core/results/projections/pulse.ts";
import type { Competitor, UnitFacts } from "@podium/core/results/schema.ts";
import type { CompetitorRow, Dataset, UnitRow } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";

export interface EventAt {
  board: EventBoard;
  event: Draft;
  pulse: Draft;
  outcome: Outcome;
}

/** Every event as it was known at `moment`, ISO 8601, by id. */
export function eventsAt(dataset: Dataset, moment: string, ids?: ReadonlySet<string>): Map<string, EventAt> {
  const names = new Map(dataset.competitors.map((row) => [row.id, competitorOf(row)]));
  const rows = new Map(dataset.units.map((row) => [row.id, row]));
  const doneAt = new Map(
    dataset.entries.map(({ unit, competitor, doneAt }) => [`${unit} ${competitor}`, doneAt]),
  );
  const found = new Map<string, EventAt>();
  for (const facts of eventFacts(dataset)) {
    if (ids && !ids.has(facts.id)) continue;
    const officialAt = new Map<string, string>();
    const units = facts.units.map((unit): UnitFacts => {
      const row = rows.get(unit.id) as UnitRow;
      if (unit.status === "CANCELLED") return unit;
      const { result: _, match, ...planned } = unit;
      if (row.start > moment) return { ...planned, entries: [] };
      if (row.finishedAt <= moment) {
        officialAt.set(unit.id, row.finishedAt);
        return unit;
      }
      const entries = unit.entries.map(({ mark, ...entry }) =>
        (doneAt.get(`${unit.id} ${entry.competitor}`) ?? "") <= moment && mark ? { ...entry, mark } : entry,
      );
      return { ...planned, result: "LIVE", entries };
    });
    found.set(facts.id, boardsOf({ facts: { ...facts, units }, factAt: moment, officialAt }, names));
  }
  return found;
}

/** An event with its short form and its outcome. */
export function boardsOf(folded: FoldedEvent, names: ReadonlyMap<string, Competitor>): EventAt {
  const { draft, board } = projectEvent(folded, names, "none", Date.parse(folded.factAt));
  return {
    board,
    event: draft,
    pulse: projectPulse(board, draft),
    outcome: { ...draft.companion?.content, factAt: folded.factAt } as unknown as Outcome,
  };
}

/** Of each day, the moment at which most units are on. */
export function busiest({ units }: Dataset): string[] {
  const on = (moment: string) =>
    units.filter(({ start, finishedAt }) => start <= moment && moment < finishedAt).length;
  const starts = Map.groupBy(units, ({ start }) => start.slice(0, 10));
  return [...starts.values()].map(
    (day) => day.map(({ start }) => start).toSorted((left, right) => on(right) - on(left))[0] ?? "",
  );
}

/** What the boards across events are made of. */
export function worldAt(dataset: Dataset, moment: string, events = eventsAt(dataset, moment)): World {
  return {
    games: dataset.games,
    countries: new Map(dataset.countries.map((country) => [country.noc, { ...country, listed: true }])),
    outcomes: new Map([...events].map(([id, { outcome }]) => [id, outcome])),
    roster: 1,
    factAt: moment,
  };
}

/** The board of the front page. */
export function liveAt(dataset: Dataset, moment: string, events = eventsAt(dataset, moment)): Draft {
  return projectLive(worldAt(dataset, moment, events));
}

/** The whole text of a board. */
export function textOf(draft: Draft): string {
  const { board, content, factAt, nextPollSeconds } = draft;
  return canonical({ ...content, board, version: 1, updatedAt: factAt, factAt, nextPollSeconds });
}

/** As stored, and so as sent to whoever takes brotli. */
export const sentBytes = (draft: Draft): number => compress(textOf(draft), isLive(draft.freshness)).length;

export function competitorOf({
  id,
  kind,
  name,
  family,
  given,
  noc,
  gender,
  members,
}: CompetitorRow): Competitor {
  return {
    id,
    kind,
    name: name ?? [given, family].filter(Boolean).join(" "),
    ...(family && { family }),
    ...(given && { given }),
    noc,
    ...(gender && { gender }),
    ...(members && { members }),
  };
}

/** Made-up events as the projector would publish them, for tests. */
import { project } from "@podium/core/results/projections/event.ts";
import { sketch, type UnitSketch } from "@podium/core/results/ranking/fixtures.ts";
import type { Competitor } from "@podium/core/results/schema.ts";
import type { EventDetail } from "../../board/types.ts";
import type { Sheet, Unit } from "./sheet.ts";

/** `units` as in core's sketches: by phase and unit of the RSC. Competitor `1` is called `Skier 1`; all are Norwegian. */
export function eventBoard(eventId: string, units: Readonly<Record<string, UnitSketch>>): EventDetail {
  const facts = sketch(eventId, units);
  const ids = facts.units.flatMap(({ entries }) => entries.map(({ competitor }) => competitor));
  const names = new Map(
    ids.map((id): [string, Competitor] => [id, { id, kind: "athlete", name: `Skier ${id}`, noc: "NOR" }]),
  );
  const at = "2026-02-07T04:30:00.000Z";
  const { board, draft } = project({ facts, factAt: at, officialAt: new Map() }, names, "table", 0);
  const { nextPollSeconds } = draft;
  return { ...board, board: draft.board, version: 1, updatedAt: at, factAt: at, nextPollSeconds };
}

export function unitOf(board: EventDetail, code: string): Unit {
  const unit = board.phases.flatMap(({ units }) => units).find(({ rsc }) => rsc.endsWith(code));
  if (unit === undefined) throw new Error(`no unit ${code}`);
  return unit;
}

/** A sheet as it is read: a line a row, titles between dashes. */
export function lines({ groups }: Sheet): string[] {
  return groups.flatMap(({ title, rows }) => [
    ...(title === "" ? [] : [`-- ${title}`]),
    ...rows.map(({ rank, competitor, cells, result, gap, irm, medal, medalNow }) =>
      [rank, competitor.id, ...cells, result, gap, irm, medal && `${medal}${medalNow ? "?" : ""}`]
        .filter((part) => part !== null && part !== "")
        .join(" "),
    ),
  ]);
}

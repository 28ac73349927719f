/** The tables and drawings of every event of the real Games. */
import * as Event from "@podium/core/results/projections/event.ts";
import type { Competitor } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import type { EventDetail } from "@podium/web/src/board/types.ts";
import { type Box, bracket } from "@podium/web/src/pages/event/bracket.ts";
import { isSum } from "@podium/web/src/pages/event/details.ts";
import { hasBracket } from "@podium/web/src/pages/event/knockout.ts";
import { standingsSheet, unitSheet } from "@podium/web/src/pages/event/sheet.ts";
import { describe, expect, it } from "vitest";

const boards = eventFacts(load("beijing-2022")).map((facts) => {
  const folded = { facts, factAt: "", officialAt: new Map() };
  const { board } = Event.project(folded, new Map<string, Competitor>(), "table", 0);
  const envelope = { board: facts.id, version: 1, updatedAt: "", factAt: "", nextPollSeconds: null };
  return { ...board, ...envelope } satisfies EventDetail;
});
const knockouts = boards.filter(hasBracket);

describe("a results table", () => {
  it.each(boards.map((board) => [board.event.id, board] as const))(
    "of %s has everyone once, in as many cells as it has columns",
    (_, board) => {
      const units = board.phases.flatMap((phase) => phase.units.filter(({ kind }) => kind === "unit"));
      const tables = [
        { sheet: standingsSheet(board), of: board.standings },
        ...units.map((unit) => ({ sheet: unitSheet(board, unit), of: unit.entries })),
      ];
      for (const { sheet, of } of tables) {
        const rows = sheet.groups.flatMap((group) => group.rows);
        expect(rows.map(({ id }) => id).sort()).toEqual(of.map(({ competitor }) => competitor.id).sort());
        for (const { cells } of rows) expect(cells).toHaveLength(sheet.columns.length);
        expect(new Set(sheet.columns.map(({ id }) => id)).size).toBe(sheet.columns.length);
      }
    },
  );

  it("of a sum of runs shows no figure for a run that nobody took", () => {
    for (const board of boards.filter(isSum)) {
      const { columns, groups } = standingsSheet(board);
      columns.forEach((column, index) => {
        const filled = groups.some(({ rows }) => rows.some(({ cells }) => cells[index] !== ""));
        expect(filled, `${board.event.id} ${column.head}`).toBe(true);
      });
    }
  });
});

describe("a bracket", () => {
  it("is drawn for duels and small heats, not for fields and sums of runs", () => {
    const ids = knockouts.map(({ event }) => event.id);
    for (const id of ["FRSMSX", "SBDMSBX", "SBDMPGS", "ALPXTE", "SSKMTEAMPU", "CURMTEAM4", "IHOWTEAM6"]) {
      expect(ids).toContain(id);
    }
    for (const id of ["ALPMDH", "CCSMSPRINT", "SSKMMS", "BOBMTEAM2", "FSKXTEAM"])
      expect(ids).not.toContain(id);
  });

  it.each(knockouts.map((board) => [board.event.id, board] as const))(
    "of %s shows every heat once, none over another, and no two lines cross",
    (_, board) => {
      const { phases, boxes, lines, height } = bracket(board);
      const heats = phases.flatMap(({ units }) => units.map(({ rsc }) => rsc));
      expect(boxes.map(({ unit }) => unit.rsc).sort()).toEqual(heats.sort());
      expect(lines.length).toBeGreaterThan(0);
      for (const [index] of phases.entries()) {
        const column = boxes.filter((box) => box.column === index).sort((a, b) => a.middle - b.middle);
        const size = ({ unit }: Box) => unit.entries.length;
        column.forEach((box, place) => {
          const next = column[place + 1];
          if (next) expect(next.middle - box.middle).toBeGreaterThan((size(box) + size(next)) / 2);
          expect(box.middle).toBeLessThan(height);
        });
        const leads = lines.filter(({ from }) => from.column === index);
        const order = leads.toSorted((a, b) => a.from.middle - b.from.middle).map(({ to }) => to.middle);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
    },
  );
});

/**
 * What a poll carries, board by board: as JSON, gzip and brotli, in the public form and in one as short as JSON gets. Of the
 * real Games, at the busiest moment of each competition day.
 */
import { gzipSync } from "node:zlib";
import { canonical, type Json } from "@podium/core/board/canonical.ts";
import { compress } from "@podium/core/board/encoding.ts";
import { isLive } from "@podium/core/board/freshness.ts";
import type { Draft, Gone } from "@podium/core/board/publish.ts";
import { ASSUMED } from "@podium/core/cost/assumed.ts";
import { BOARD_KINDS, type BoardKind, boardKind } from "@podium/core/cost/kind.ts";
import { KEPT, type Measured } from "@podium/core/cost/measured.ts";
import { AS_BUILT, costOf } from "@podium/core/cost/model.ts";
import { EXPECTED } from "@podium/core/cost/traffic.ts";
import * as athlete from "@podium/core/results/projections/athlete.ts";
import * as athletes from "@podium/core/results/projections/athletes.ts";
import * as country from "@podium/core/results/projections/country.ts";
import * as day from "@podium/core/results/projections/day.ts";
import * as discipline from "@podium/core/results/projections/discipline.ts";
import * as games from "@podium/core/results/projections/games.ts";
import * as live from "@podium/core/results/projections/live.ts";
import * as medals from "@podium/core/results/projections/medals.ts";
import * as schedule from "@podium/core/results/projections/schedule.ts";
import * as search from "@podium/core/results/projections/search.ts";
import { type Dataset, load } from "@podium/local/games/dataset.ts";
import { busiest, competitorOf, eventsAt, textOf, worldAt } from "../test/support/boards.ts";
import { compact, Names } from "./compact.ts";

interface Bytes {
  json: number;
  gzip: number;
  brotli: number;
}

interface Sizes {
  boards: number;
  canonical: Bytes;
  compact: Bytes;
}

const NOTHING: Bytes = { json: 0, gzip: 0, brotli: 0 };

export function boardSizes(): string {
  const sizes = new Map<BoardKind, Sizes>();
  const names = new Names();
  for (const draft of drafts(load("beijing-2022"))) {
    const kind = boardKind(draft.board);
    if (kind === undefined) continue;
    const text = textOf(draft);
    const { boards, ...sums } = sizes.get(kind) ?? { boards: 0, canonical: NOTHING, compact: NOTHING };
    const short = canonical(compact(JSON.parse(text) as Json, names));
    sizes.set(kind, {
      boards: boards + 1,
      canonical: plus(sums.canonical, bytesOf(text, draft)),
      compact: plus(sums.compact, bytesOf(short, draft)),
    });
  }
  return [table(sizes), ...verdict(sizes)].join("\n");
}

/** Events that are on, each with its pulse; what is polled beside them; a page of everything else. */
function* drafts(dataset: Dataset): Generator<Draft> {
  const roster = new Map(dataset.competitors.map((row) => [row.id, competitorOf(row)]));
  const people = [...roster.values()].filter(({ kind }) => kind === "athlete");
  for (const moment of busiest(dataset)) {
    const events = eventsAt(dataset, moment);
    const world = worldAt(dataset, moment, events);
    const on = [...events.values()].filter(({ board }) => board.event.status === "LIVE");
    for (const { event, pulse } of on) yield* [event, pulse];
    const days = [...world.outcomes.values()].flatMap(({ units }) => units.map(({ day }) => day));
    const today = [...new Set(days)].sort().findLast((date) => date <= moment.slice(0, 10)) ?? "";
    const codes = new Set(on.map(({ board }) => board.event.discipline.code));
    const rows = on.flatMap(({ board }) => board.standings.map(({ competitor }) => competitor));
    const nocs = new Set(rows.map(({ noc }) => noc));
    const entered = new Set(rows.map(({ id }) => id));
    const found: readonly (Draft | Gone)[] = [
      live.project(world),
      medals.project(world),
      athletes.project(world),
      games.project(world),
      search.project(world, roster),
      schedule.project(world, today),
      day.project(world, today),
      ...[...codes].map((code) => discipline.project(world, code)),
      ...[...nocs].map((noc) => country.project(world, noc)),
      ...people.filter(({ id }) => entered.has(id)).map((person) => athlete.project(world, person)),
    ];
    for (const made of found) if ("content" in made) yield made;
  }
}

function bytesOf(text: string, { freshness }: Draft): Bytes {
  return {
    json: Buffer.byteLength(text),
    gzip: gzipSync(text).length,
    brotli: compress(text, isLive(freshness)).length,
  };
}

function plus(left: Bytes, right: Bytes): Bytes {
  return { json: left.json + right.json, gzip: left.gzip + right.gzip, brotli: left.brotli + right.brotli };
}

function table(sizes: ReadonlyMap<BoardKind, Sizes>): string {
  const head = [
    "mean bytes of",
    "boards",
    "JSON",
    "gzip",
    "brotli",
    "compact: JSON",
    "gzip",
    "brotli",
    "brotli saved",
  ];
  const rows = BOARD_KINDS.flatMap((kind) => {
    const found = sizes.get(kind);
    if (found === undefined) return [];
    const { boards, canonical: long, compact: short } = found;
    const means = [long.json, long.gzip, long.brotli, short.json, short.gzip, short.brotli];
    const saved = `${Math.round((1 - short.brotli / long.brotli) * 100)} %`;
    return [[kind, ...[boards, ...means.map((sum) => Math.round(sum / boards))].map(String), saved]];
  });
  const widths = head.map((text, column) =>
    Math.max(text.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

/** What the difference comes to over the expected Games, as built. */
function verdict(sizes: ReadonlyMap<BoardKind, Sizes>): string[] {
  const scaled = (bytes: (kind: BoardKind, own: number) => number): number => {
    const kinds = Object.fromEntries(
      Object.entries(KEPT.boards.kinds).map(([name, own]) => {
        const kind = name as BoardKind;
        const { gzipBytes, brotliBytes } = own;
        return [kind, { ...own, gzipBytes: bytes(kind, gzipBytes), brotliBytes: bytes(kind, brotliBytes) }];
      }),
    ) as Measured["boards"]["kinds"];
    const measured = { ...KEPT, boards: { ...KEPT.boards, kinds } };
    return costOf({ traffic: EXPECTED, measured, assumed: ASSUMED, design: AS_BUILT }).totalUsd;
  };
  const asBuilt = scaled((_, own) => own);
  const saved = asBuilt - scaled((kind, own) => own * ratio(sizes.get(kind)));
  const kilobyte = scaled((_, own) => own + 1_000) - asBuilt;
  return [
    "",
    `The compact form would save ${saved.toFixed(0)} USD of ${asBuilt.toFixed(0)} over the Games, by the mix of boards that fans ask for.`,
    `1 KB more in each body: ${kilobyte.toFixed(0)} USD.`,
  ];
}

function ratio(found: Sizes | undefined): number {
  return found === undefined ? 1 : found.compact.brotli / found.canonical.brotli;
}

/** `npm run replay`: a whole real Games through everything, as its files and figures show it. */
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BoardKind, boardKind } from "@podium/core/cost/kind.ts";
import { KEPT, withMeasurements } from "@podium/core/cost/measured.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { GamesBoard } from "@podium/core/results/projections/games.ts";
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { MedalsBoard } from "@podium/core/results/projections/medals.ts";
import { load } from "@podium/local/games/dataset.ts";
import { timeline } from "@podium/local/games/timeline.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Running, run } from "./support/process.ts";

const dataset = load("beijing-2022");
/**
 * Of what the cost model keeps. Its boards are those of a day told message by message; at full speed most versions in between,
 * which are the large ones, are never made.
 */
const SMALLEST_SHARE = 0.4;
const LARGEST_SHARE = 1.6;
const out = mkdtempSync(join(tmpdir(), "podium-test-"));

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("Beijing 2022, whole", () => {
  let replay: Running;
  let exit: Awaited<Running["exited"]>;

  const read = <T>(name: string) => JSON.parse(readFileSync(join(out, `${name}.json`), "utf8")) as T;
  const files = () => globSync("**/*.json", { cwd: join(out, "boards") });

  beforeAll(async () => {
    replay = run("packages/local/replay.ts", ["--speed", "max", "--out", out]);
    exit = await replay.exited;
  }, 480_000);

  it("ends well, with nothing lost, rejected or dead", () => {
    expect(exit, replay.stderr()).toEqual({ code: 0, signal: null });
    const { master, live } = timeline(dataset);
    const sent = master.length + live.length;
    expect(read("summary")).toMatchObject({
      messagesSent: sent,
      taken: sent,
      duplicate: 0,
      rejected: 0,
      deadLetters: 0,
      eventsOfficial: 109,
    });
  });

  it("says in its summary what it did and what it cost", () => {
    const figure = expect.any(Number);
    const summary = read<Record<string, number> & { factToBoardMs: Record<string, number> }>("summary");
    expect(summary).toMatchObject({
      boardsPublished: figure,
      boardVersions: figure,
      durationMs: figure,
      factToBoardMs: { p50: figure, p95: figure, p99: figure, max: figure },
      capacity: { readUnits: figure, writeUnits: figure },
    });
    const { p50 = -1, p95 = -1, p99 = -1, max = -1 } = summary.factToBoardMs;
    expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].toSorted((left, right) => left - right));
    expect(p50).toBeGreaterThan(0);
    expect(summary.boards).toBe(files().length);
    expect(summary.boardsPublished).toBe(summary.boardVersions);
    expect(replay.stdout()).toContain(JSON.stringify(summary, null, 2));
  });

  it("finds boards about as large as the cost model keeps them, and no message dearer", () => {
    const { boards, pipeline } = withMeasurements(KEPT, [read("measured")]);
    const kinds = new Set(files().map((file) => boardKind(file.replace(/\.json$/, ""))));
    expect([...kinds].sort()).toEqual(Object.keys(KEPT.boards.kinds).sort());
    for (const kind of kinds as Set<BoardKind>) {
      const share = boards.kinds[kind].brotliBytes / KEPT.boards.kinds[kind].brotliBytes;
      expect(share, kind).toBeGreaterThan(SMALLEST_SHARE);
      expect(share, kind).toBeLessThan(LARGEST_SHARE);
    }
    for (const what of ["writeUnits", "readUnits"] as const) {
      expect(pipeline[what], what).toBeGreaterThan(0);
      expect(pipeline[what], what).toBeLessThan(KEPT.pipeline[what]);
    }
    expect(pipeline.tableBytes).toBeGreaterThan(0);
  });

  it("leaves a board for every event, athlete, country, discipline and day", () => {
    const kinds = Map.groupBy(files(), (file) => file.slice(0, file.lastIndexOf("/") + 1));
    const athletes = dataset.competitors.filter(({ kind }) => kind === "athlete");
    const days = new Set(read<GamesBoard>("boards/games").days.map(({ date }) => date));
    expect(Object.fromEntries([...kinds].map(([kind, found]) => [kind, found.length]))).toEqual({
      "": ["live", "games", "search"].length,
      "events/": 109,
      ...Object.fromEntries(dataset.events.map(({ id }) => [`events/${id}/`, ["live"].length])),
      "athletes/": athletes.length,
      "countries/": dataset.countries.length,
      "schedule/": days.size,
      "leaderboards/": ["medals", "athletes"].length,
      "leaderboards/disciplines/": 15,
      "leaderboards/days/": expect.any(Number),
    });
  });

  it("ranks and awards as the official results do", async () => {
    const verify = run("test/verify/main.ts", [out]);
    expect(await verify.exited, verify.stdout()).toEqual({ code: 0, signal: null });
    expect(verify.stdout()).toContain("109 events, 327 medals on the boards, 0 unexplained differences");
  });

  it("ends with every event decided, Norway in front and all medals in the table", () => {
    for (const { id } of dataset.events)
      expect(read<EventBoard>(`boards/events/${id}`).event.status, id).toBe("OFFICIAL");
    const { rows, eventsFinished, eventsTotal } = read<MedalsBoard>("boards/leaderboards/medals");
    expect({ eventsFinished, eventsTotal }).toEqual({ eventsFinished: 109, eventsTotal: 109 });
    expect(rows.slice(0, 3)).toMatchObject([
      { rank: 1, noc: "NOR", gold: 16, silver: 8, bronze: 13, total: 37, rankByTotal: 1 },
      { rank: 2, noc: "GER", gold: 12, silver: 10, bronze: 5 },
      { rank: 3 },
    ]);
    const sum = (colour: "gold" | "silver" | "bronze" | "total") =>
      rows.reduce((total, row) => total + row[colour], 0);
    expect([sum("gold"), sum("silver"), sum("bronze"), sum("total")]).toEqual([109, 109, 109, 327]);
    const live = read<LiveBoard>("boards/live");
    expect(live).toMatchObject({ units: [], next: [], eventsFinished: 109 });
    expect(live.medals).toEqual(rows);
  });
});

describe("a flag that can't be is answered with one line that names it, and a failure", () => {
  it.each<[string, string[], RegExp]>([
    ["no folder", ["--speed", "max"], /^--out: /],
    ["a speed that is no number", ["--speed", "fast", "--out", out], /^--speed: 'fast' /],
    ["a speed of nothing", ["--speed", "0", "--out", out], /^--speed: '0' /],
    ["a day of another form", ["--until", "tomorrow", "--out", out], /^--until: 'tomorrow' /],
    ["a day that is not in the calendar", ["--from", "2022-02-30", "--out", out], /^--from: '2022-02-30' /],
    ["days without Games", ["--until", "2021-12-31", "--out", out], /^--from, --until: /],
    [
      "days in the wrong order",
      ["--from", "2022-02-10", "--until", "2022-02-05", "--out", out],
      /^--from, --until: /,
    ],
    ["other Games", ["--games", "turin-2006", "--out", out], /^--games: .*beijing-2022/],
    ["an unknown flag", ["--sped", "max", "--out", out], /--sped/],
  ])("%s", async (_, args, line) => {
    const failed = run("packages/local/replay.ts", args);
    expect(await failed.exited).toEqual({ code: 1, signal: null });
    expect(failed.stderr().trim()).toMatch(line);
    expect(failed.stderr().trim().split("\n")).toHaveLength(1);
    expect(failed.stdout()).toBe("");
  });
});

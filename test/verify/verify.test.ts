import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { awards } from "@podium/core/results/medals/awards.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareStandings } from "./compare.ts";
import { knownDifferences } from "./differences.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
let folder: string;

/** Boards as a replay leaves them, in as far as verifying looks at them. */
function writeBoards(name: string): void {
  const events = join(folder, name, "boards", "events");
  mkdirSync(events, { recursive: true });
  for (const facts of eventFacts(load(name))) {
    const ranking = rankEvent(facts);
    const medals = new Map(awards(facts, ranking).map(({ competitor, medal }) => [competitor, medal]));
    const standings = ranking.standings.map((row) => ({
      ...row,
      competitor: { id: row.competitor },
      medal: medals.get(row.competitor) ?? null,
    }));
    writeFileSync(join(events, `${facts.id}.json`), JSON.stringify({ event: { id: facts.id }, standings }));
  }
}

function verify(...args: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
  return { status, text: stdout + stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "podium-verify-"));
  writeBoards("beijing-2022");
  writeBoards("pyeongchang-2018");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npm run verify", () => {
  test("says how many events of each discipline match, and ends well when all do", () => {
    const { status, text } = verify(join(folder, "beijing-2022"));
    expect(text).toContain("ALP: 11 of 11 events match the official list");
    expect(text).toContain("109 events, 327 medals on the boards, 0 unexplained differences");
    expect(status).toBe(0);
  });

  test("names what is explained on the page of known differences, and still ends well", () => {
    const { status, text } = verify(join(folder, "pyeongchang-2018"), "--games", "pyeongchang-2018");
    expect(text).toMatch(/LUGMSINGLES: \d+ known differences: those outside the last run/);
    expect(status).toBe(0);
  });

  test("fails on one rank or medal that is not the official one, naming competitor and field, and on a missing board", () => {
    const events = join(folder, "beijing-2022", "boards", "events");
    const path = join(events, "ALPMDH.json");
    const before = readFileSync(path, "utf8");
    const board = JSON.parse(before) as {
      standings: { rank: number; medal: string | null; competitor: { id: string } }[];
    };
    const [first, second] = board.standings;
    if (first === undefined || second === undefined) throw new RangeError("ALPMDH has no standings");
    [first.rank, second.rank] = [2, 1];
    first.medal = null;
    writeFileSync(path, JSON.stringify(board));
    rmSync(join(events, "FRSWHP.json"));
    const { status, text } = verify(join(folder, "beijing-2022"));
    expect(text).toContain(`ALPMDH: ${first.competitor.id} rank: official 1, ours 2`);
    expect(text).toContain(`ALPMDH: ${first.competitor.id} medal: official gold, ours null`);
    expect(text).toContain("ALPMDH: medals on the board are");
    expect(text).toContain("FRSWHP: no board");
    expect(status).toBe(1);
  });

  test("without a folder it says how it is called", () => {
    expect(verify()).toEqual({ status: 2, text: expect.stringContaining("usage: npm run verify -- DIR") });
  });
});

describe("comparing with the official list", () => {
  const row = { rank: 1, rankEqual: false, competitor: { id: "A" }, irm: null, medal: "gold" as const };

  test("a row too many and a row too few are differences", () => {
    const official = [{ event: "E", competitor: "B", rank: 1 }];
    expect(compareStandings(official, [row]).map(({ competitor, ours }) => `${competitor} ${ours}`)).toEqual([
      "B missing",
      "A listed",
    ]);
  });

  test("an IRM counts where there is no rank", () => {
    const official = [{ event: "E", competitor: "A", rank: null, irm: "DNF" }];
    const ours = { ...row, rank: null, medal: null };
    expect(compareStandings(official, [{ ...ours, irm: "DSQ" }]).map(({ field }) => field)).toEqual(["irm"]);
    expect(compareStandings(official, [{ ...ours, irm: "DNF" }])).toEqual([]);
  });
});

test("a Games without a section on the page has no known differences", () => {
  expect(knownDifferences("nowhere-2030", "## here\n\n- `AAA` – why\n").size).toBe(0);
  expect([...knownDifferences("here", "## here\n\n- `AAA` – why\n\n## there\n\n- `BBB` – other\n")]).toEqual([
    ["AAA", "why"],
  ]);
});

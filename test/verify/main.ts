/**
 * Compares the boards that a replay wrote with the official results of the carried Games.
 *
 *     node test/verify/main.ts DIR [--games NAME]
 *
 * DIR holds `boards/events/*.json`. Prints matches per discipline and every difference; exits 1 if one isn't explained in
 * docs/results-known-differences.md, if an event has no board, or if its medals aren't those that follow from the raw marks.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { awards } from "@podium/core/results/medals/awards.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { compareStandings, medalList, type ShownStanding } from "./compare.ts";
import { knownDifferences } from "./differences.ts";

interface Board {
  event: { id: string };
  standings: ShownStanding[];
}

function readBoards(folder: string): Map<string, Board> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const boards = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Board);
  return new Map(boards.map((board) => [board.event.id, board]));
}

function verify(folder: string, name: string): number {
  const dataset = load(name);
  const boards = readBoards(join(folder, "boards", "events"));
  const known = knownDifferences(name);
  const official = Map.groupBy(dataset.official, ({ event }) => event);
  const disciplines = new Map<string, { events: number; matching: number; rows: number }>();
  let unexplained = 0;
  let medals = 0;
  const report = (line: string): void => {
    console.log(line);
    unexplained += 1;
  };

  for (const facts of eventFacts(dataset)) {
    const board = boards.get(facts.id);
    if (board === undefined) {
      report(`${facts.id}: no board`);
      continue;
    }
    const shown = board.standings.flatMap(({ competitor, medal }) =>
      medal === null ? [] : [{ competitor: competitor.id, medal }],
    );
    const expected = medalList(awards(facts, rankEvent(facts)));
    medals += shown.length;
    if (expected.join() !== medalList(shown).join()) {
      report(`${facts.id}: medals on the board are [${medalList(shown)}], from the raw marks [${expected}]`);
    }
    const rows = official.get(facts.id);
    if (rows === undefined) continue;
    const count = disciplines.get(facts.id.slice(0, 3)) ?? { events: 0, matching: 0, rows: 0 };
    disciplines.set(facts.id.slice(0, 3), count);
    const differences = compareStandings(rows, board.standings);
    count.events += 1;
    count.rows += rows.length;
    if (differences.length === 0) count.matching += 1;
    const reason = known.get(facts.id);
    if (differences.length > 0 && reason !== undefined) {
      console.log(`${facts.id}: ${differences.length} known differences: ${reason}`);
      continue;
    }
    for (const { competitor, field, official: theirs, ours } of differences) {
      report(`${facts.id}: ${competitor} ${field}: official ${theirs}, ours ${ours}`);
    }
  }

  for (const [discipline, { events, matching, rows }] of disciplines) {
    console.log(
      `${discipline}: ${matching} of ${events} events match the official list, ${rows} rows compared`,
    );
  }
  console.log(
    `${dataset.events.length} events, ${medals} medals on the boards, ${unexplained} unexplained differences`,
  );
  return unexplained === 0 ? 0 : 1;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { games: { type: "string", default: "beijing-2022" } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error("usage: npm run verify -- DIR [--games NAME]; DIR is the --out folder of a replay");
  process.exitCode = 2;
} else {
  process.exitCode = verify(folder, values.games);
}

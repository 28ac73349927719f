/** Publish state of boards: which version is out, how old it is, how long its newest fact took to reach it. */
import { BoardEntity } from "../board/entity.ts";
import { LATEST } from "../board/key.ts";
import { inParallel } from "../parallel.ts";
import { OutcomeEntity } from "../results/outcome/entity.ts";
import type { Table } from "../table/client.ts";

const ACROSS = ["live", "games", "leaderboards/medals", "leaderboards/athletes", "search"];

export interface BoardState {
  board: string;
  version: number;
  freshness: string;
  updatedAt: string;
  factAt: string;
  ageSeconds: number;
  lagMs: number | null;
}

/** The boards of the whole Games, and of the events of a discipline where one is named. */
export async function boardStates(table: Table, now: Date, discipline?: string): Promise<BoardState[]> {
  const options = { table: table.name, client: table.documents };
  const { data } = await OutcomeEntity.query
    .byEvent({})
    .go({ ...options, attributes: ["event", "recordedAt"], pages: "all" });
  const events = data.filter(({ event }) => discipline !== undefined && event.startsWith(discipline));
  const recordedAt = new Map(events.map((outcome) => [`events/${outcome.event}`, outcome.recordedAt]));
  const names = [
    ...ACROSS,
    ...(discipline === undefined ? [] : [`leaderboards/disciplines/${discipline}`]),
    ...recordedAt.keys(),
  ];
  const states: BoardState[] = [];
  await inParallel(names, 16, async (board) => {
    const { data: head } = await BoardEntity.get({ board, slot: LATEST }).go({
      ...options,
      attributes: ["board", "version", "freshness", "updatedAt", "factAt"],
    });
    if (head === null) return;
    const updatedMs = Date.parse(head.updatedAt);
    const writtenMs = recordedAt.get(board);
    states.push({
      ...head,
      ageSeconds: Math.max(0, Math.round((now.getTime() - updatedMs) / 1000)),
      lagMs: writtenMs === undefined ? null : Math.max(0, updatedMs - writtenMs),
    });
  });
  return states.sort((left, right) => (left.board < right.board ? -1 : 1));
}

/** What a fixed pace of requests asks of the stores while marks go on, and how long it waits: one after the other. */
import { type Figure, median, percentile } from "../bench/support.ts";
import { all, type Contender, type Contenders, figuresOf } from "./contenders.ts";
import { mix } from "./mix.ts";
import { RACES, type Races } from "./races.ts";
import { CACHE_SECONDS } from "./results.ts";
import { MARKS_PER_SECOND, tellOn } from "./tell.ts";

const PER_SECOND = 1_000;
/** As long as the peer keeps an answer, so that what its cold cache costs is counted as often as it happens. */
const SECONDS = CACHE_SECONDS;

interface Turn {
  contender: Contender;
  requests: number;
  latencyMs: number[];
  databaseReads: number;
  cacheCommands: number;
}

export async function origins(contenders: Contenders, { marks }: Races): Promise<Figure[]> {
  const over = new AbortController();
  const turns: Turn[] = [];
  const takeTurns = async () => {
    try {
      for (const contender of all(contenders)) turns.push(await turn(contenders, contender));
    } finally {
      over.abort();
    }
  };
  await Promise.all([takeTurns(), tellOn(contenders, marks, over.signal)]);
  return [
    ...figuresOf(
      "database reads per 1,000 requests",
      "least",
      turns.map(({ contender, requests, databaseReads, cacheCommands }) => ({
        contender,
        value: (1000 * databaseReads) / requests,
        unit: "reads",
        note:
          contender.side === "podium"
            ? "GetItem"
            : `SELECT; and ${((1000 * cacheCommands) / requests).toFixed(0)} commands to Redis, the marks' included`,
      })),
    ),
    ...figuresOf(
      `p99 at ${PER_SECOND.toLocaleString("en")} requests/s`,
      "least",
      turns.map(({ contender, latencyMs }) => ({
        contender,
        value: percentile(latencyMs, 0.99),
        unit: "ms",
        note: `p50 ${median(latencyMs).toFixed(1)}; ${RACES.length} boards, ${MARKS_PER_SECOND} marks/s, ${SECONDS} s`,
      })),
    ),
  ];
}

async function turn({ cloud, peer }: Contenders, contender: Contender): Promise<Turn> {
  const counts = async () => {
    if (contender.side === "peer") return await peer.figures();
    const { tableReads } = await cloud.figures();
    return { databaseReads: tableReads, cacheCommands: 0 };
  };
  const before = await counts();
  const { requests, latencyMs } = await mix(contender, PER_SECOND, SECONDS);
  const after = await counts();
  return {
    contender,
    requests,
    latencyMs,
    databaseReads: after.databaseReads - before.databaseReads,
    cacheCommands: after.cacheCommands - before.cacheCommands,
  };
}

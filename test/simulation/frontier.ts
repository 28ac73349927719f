/** Requests against staleness: other rhythms before other lifetimes, each held against a fixed five seconds. */
import { isLive } from "@podium/core/board/freshness.ts";
import { NEXT_POLL_SECONDS } from "@podium/core/results/status.ts";
import { AGAINST, type Compared, compare, PLAIN } from "./compare.ts";
import type { Day } from "./crowd.ts";
import { ttlMs } from "./edge.ts";
import type { History } from "./history.ts";
import { guided, type Policy } from "./polling.ts";
import { type Percentiles, rows, table, usdOf } from "./report.ts";
import type { Story } from "./story.ts";

/** While something is on, seconds. */
interface Setting {
  event: number;
  front: number;
  /** How long the edge keeps a pulse, and any other live board. */
  pulse: number;
  board: number;
}

const { live, overview } = NEXT_POLL_SECONDS;
const SETTINGS: readonly Setting[] = [
  { event: 5, front: 5, pulse: 2, board: 2 },
  { event: 5, front: 5, pulse: 1, board: 2 },
  { event: live, front: live, pulse: 2, board: 2 },
  { event: live, front: live, pulse: 1, board: 2 },
  { event: live, front: live, pulse: 1, board: 1 },
  { event: live, front: overview, pulse: 1, board: 2 },
  { event: 7, front: overview, pulse: 1, board: 2 },
  { event: 8, front: overview, pulse: 1, board: 2 },
  { event: 10, front: overview, pulse: 1, board: 2 },
  { event: 12, front: 15, pulse: 1, board: 2 },
];

export interface Point extends Setting {
  requestShare: number;
  plainShare: number;
  eventPage: Percentiles;
  frontPage: Percentiles;
  /** Of 1,000 requests for boards, those that leave the edge's one last cache. */
  originPer1000: number;
  usd: number;
}

const nameOf = ({ event, front, pulse, board }: Setting): string => [event, front, pulse, board].join(" ");

function policyOf(setting: Setting): Policy {
  const { event, front, pulse, board } = setting;
  return {
    name: nameOf(setting),
    waitMs: (held, nowMs, pace) => {
      const nextPollSeconds = held.tag === "live" ? front : event;
      return guided.waitMs(isLive(held.freshness) ? { ...held, nextPollSeconds } : held, nowMs, pace);
    },
    lifetimeMs: (version) => {
      if (!isLive(version.freshness)) return ttlMs(version);
      return 1_000 * (version.freshness === "pulse" ? pulse : board);
    },
  };
}

export function frontier(
  story: Story,
  history: History,
  days: readonly Day[],
  visits: number,
  seed: number,
): Point[] {
  const policies = [AGAINST, PLAIN, ...SETTINGS.map(policyOf)];
  const compared = compare(story, history, days, visits, seed, policies);
  const of = new Map(compared.map((one) => [one.policy, one]));
  const against = of.get(AGAINST.name) as Compared;
  const figures = new Map(rows(compared).map((row) => [row.policy, row]));
  return SETTINGS.flatMap((setting) => {
    const [own, row] = [of.get(nameOf(setting)), figures.get(nameOf(setting))];
    if (own === undefined || row === undefined) return [];
    const { requestShare, plainShare, staleness } = row;
    return [
      {
        ...setting,
        requestShare,
        plainShare,
        eventPage: staleness["event page, live"],
        frontPage: staleness["front page, live"],
        originPer1000: row.originPer1000[1] ?? 0,
        usd: usdOf(own, against),
      },
    ];
  });
}

export function frontierText(points: readonly Point[]): string {
  const share = (part: number) => `${(100 * part).toFixed(1)} %`;
  const seconds = ({ p50Ms, p95Ms, p99Ms }: Percentiles) =>
    [p50Ms, p95Ms, p99Ms].map((ms) => (ms / 1_000).toFixed(2)).join(" / ");
  return table([
    [
      "event page, front page asks; pulse, board kept: s",
      "of fixed 5 s",
      "… hidden too",
      "event page p50 / p95 / p99, s",
      "front page",
      "to the API, of 1,000",
      "USD",
    ],
    ...points.map((point) => [
      `${point.event}, ${point.front}; ${point.pulse}, ${point.board}`,
      share(point.requestShare),
      share(point.plainShare),
      seconds(point.eventPage),
      seconds(point.frontPage),
      point.originPer1000.toFixed(2),
      point.usd.toFixed(0),
    ]),
  ]);
}

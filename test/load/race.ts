/** Races that a crowd watches through an edge: what reached the API, how long it took, and whether all was right. */
import { setTimeout as wait } from "node:timers/promises";
import type { Field } from "../bench/games.ts";
import type { Figure } from "../bench/support.ts";
import type { EdgeName } from "./edges/edge.ts";
import { judge, OLDEST_MS, violationsOf } from "./judge.ts";
import { edgesOf, type LoadOptions, withEach } from "./options.ts";
import { Marks, RemoteCrowd, startOrigin } from "./scene.ts";

const SECONDS = 20;

export interface Race {
  fields: readonly Field[];
  paths: readonly string[];
  fans: number;
  perSecond: number;
  marksPerSecond: number;
}

/** `share`: the figure that is made of the share of requests that reached the API. */
export async function watched(
  options: LoadOptions,
  { fields, paths, fans, perSecond: pace, marksPerSecond }: Race,
  share: (edge: EdgeName, share: number) => Figure,
): Promise<Figure[]> {
  const { seconds = SECONDS, perSecond = pace } = options;
  const origin = await startOrigin(fields);
  let first: number | undefined;
  try {
    return await withEach(
      edgesOf(options),
      () => origin.apiUrl,
      async ({ url, tap }, name) => {
        const marks = new Marks(origin, fields, marksPerSecond, first);
        const crowd = await RemoteCrowd.start({ url, paths, fans, perSecond });
        await wait(seconds * 1000);
        const seen = await crowd.stop();
        const originRequests = tap.requests();
        await marks.stop();
        first = marks.first;
        const verdict = judge(seen, await origin.ledger(), marks.taken);
        const failed = Object.values(seen.failures).reduce((sum, count) => sum + count, 0);
        const { p50, p95, p99, max } = seen.latencyMs;
        return [
          {
            ...share(name, originRequests / seen.requests),
            note: `${originRequests} of ${seen.requests} requests; ${Math.round(seen.answered / seconds)}/s on ${paths.length} boards, ${marks.taken.length} marks meanwhile`,
          },
          {
            name: `${name}: wrong, unknown or older than before`,
            value: violationsOf(verdict),
            unit: "answers",
            target: { atMost: 0 },
            note: JSON.stringify(verdict.violations),
          },
          {
            name: `${name}: oldest answer, after the next version was out`,
            value: verdict.supersededMs / 1000,
            unit: "s",
            target: { atMost: OLDEST_MS / 1000 },
            note: "reader's memory + edge + stale-while-revalidate",
          },
          {
            name: `${name}: requests that failed`,
            value: failed,
            unit: "requests",
            target: { atMost: 0 },
            note: JSON.stringify(seen.failures),
          },
          {
            name: `${name}: latency, p99`,
            value: p99,
            unit: "ms",
            note: `from when a request was due: p50 ${p50}, p95 ${p95}, max ${max}; ${percent(seen.notModified, seen.answered)} were 304`,
          },
        ];
      },
    );
  } finally {
    await origin.stop();
  }
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;

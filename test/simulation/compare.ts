/** The same crowd under one policy after another. */
import { EXPECTED } from "@podium/core/cost/traffic.ts";
import { crowdOf, type Day, witnessesOf } from "./crowd.ts";
import { Edge, fetches, type Lifetime } from "./edge.ts";
import type { History } from "./history.ts";
import {
  careless,
  type Delay,
  fixed,
  fixedAsDeployed,
  guided,
  type Policy,
  poll,
  type Tally,
} from "./polling.ts";
import { seeded } from "./random.ts";
import type { Story } from "./story.ts";

export interface Compared extends Omit<Tally, "perMinute"> {
  /** How late those saw a surprise who looked at its event. */
  witnessed: Delay[];
  /** Of boards, without the app. */
  boardRequests: number;
  /** By the number of caches that the crowd is spread over: of a thousand requests for boards, how many leave them. */
  originPer1000: Map<number, number>;
}

/** What guidance is held against first. */
export const AGAINST = fixed(5);
/** … and then: what a page does whose timer nobody stops. */
export const PLAIN = careless(5);
/** What the deployed edge meets where pages aren't guided. */
export const UNGUIDED = fixedAsDeployed(5);
export const POLICIES: readonly Policy[] = [AGAINST, UNGUIDED, fixed(10), PLAIN, guided];

/** One before everything; the edge's regional caches; its larger places; nearly all of them. Source: Amazon CloudFront, key features. */
export const CACHES = [1, 13, 100, 600];
/** A fan's requests go to one of so many. */
const REGIONAL = 13;

/** @param visits on each of the days */
export function compare(
  story: Story,
  history: History,
  days: readonly Day[],
  visits: number,
  seed: number,
  policies: readonly Policy[] = POLICIES,
): Compared[] {
  const edges = new Map<Lifetime, Edge>();
  for (const { lifetimeMs } of policies) edges.set(lifetimeMs, new Edge(history, lifetimeMs));
  const sums = new Map<string, Tally[]>();
  const left = new Map<string, Map<number, number>>();
  const witnessed = new Map<string, Delay[]>();
  for (const day of days) {
    const random = seeded(seed + day.fromMs / 1_000);
    const crowd = crowdOf(day, story.units, history, visits, random);
    const witnesses = witnessesOf(day, history, random);
    let times = 0;
    for (const policy of policies) {
      const edge = edges.get(policy.lifetimeMs) ?? new Edge(history);
      const setting = { edge, caches: REGIONAL, fromMs: day.fromMs, seed };
      const tally = poll(crowd, policy, setting);
      // As many fans as Podium is made for, were they to ask as the first policy does.
      times ||= EXPECTED.requestsPerDay / tally.requests;
      const sum = left.get(policy.name) ?? new Map<number, number>();
      for (const caches of CACHES) {
        const more = fetches(tally.perMinute, edge, day.fromMs, times, caches) / times;
        sum.set(caches, (sum.get(caches) ?? 0) + more);
      }
      left.set(policy.name, sum);
      const { seen } = poll(witnesses, policy, setting);
      const late = seen.filter(({ surprise }) => surprise !== undefined);
      witnessed.set(policy.name, [...(witnessed.get(policy.name) ?? []), ...late]);
      sums.set(policy.name, [...(sums.get(policy.name) ?? []), tally]);
    }
  }
  return policies.map(({ name }) => ({
    ...together(sums.get(name) ?? [], left.get(name) ?? new Map()),
    witnessed: witnessed.get(name) ?? [],
  }));
}

function together(tallies: readonly Tally[], left: ReadonlyMap<number, number>): Omit<Compared, "witnessed"> {
  const sum = (part: (tally: Tally) => number) => tallies.reduce((whole, tally) => whole + part(tally), 0);
  const names = new Set(tallies.flatMap(({ kinds }) => [...kinds.keys()]));
  const ofApp = ({ kinds }: Tally) =>
    (kinds.get("app")?.requests ?? 0) + (kinds.get("update")?.requests ?? 0);
  const boardRequests = sum((tally) => tally.requests - ofApp(tally));
  return {
    policy: tallies[0]?.policy ?? "",
    requests: sum(({ requests }) => requests),
    boardRequests,
    notModified: sum(({ notModified }) => notModified),
    bodyBytes: sum(({ bodyBytes }) => bodyBytes),
    liveRequests: sum(({ liveRequests }) => liveRequests),
    stillRequests: sum(({ stillRequests }) => stillRequests),
    seenMs: sum(({ seenMs }) => seenMs),
    liveSeenMs: sum(({ liveSeenMs }) => liveSeenMs),
    seen: tallies.flatMap(({ seen }) => seen),
    unseen: tallies.flatMap(({ unseen }) => unseen),
    kinds: new Map(
      [...names].map((name) => [
        name,
        {
          requests: sum(({ kinds }) => kinds.get(name)?.requests ?? 0),
          notModified: sum(({ kinds }) => kinds.get(name)?.notModified ?? 0),
          bodyBytes: sum(({ kinds }) => kinds.get(name)?.bodyBytes ?? 0),
        },
      ]),
    ),
    originPer1000: new Map(
      [...left].map(([caches, requests]) => [caches, (1_000 * requests) / boardRequests]),
    ),
  };
}

/** Figures of a simulation: as JSON, as what the cost model takes, and as tables. */
import { cpus } from "node:os";
import { ASSUMED } from "@podium/core/cost/assumed.ts";
import { KEPT, type Measurement, withMeasurements } from "@podium/core/cost/measured.ts";
import { AS_BUILT, costOf } from "@podium/core/cost/model.ts";
import { EXPECTED } from "@podium/core/cost/traffic.ts";
import { AGAINST, type Compared, PLAIN, UNGUIDED } from "./compare.ts";
import type { Surprise } from "./history.ts";
import { type Delay, guided, type Requests } from "./polling.ts";

export interface Percentiles {
  changes: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** How late a fan saw what changed while the board was in sight; `unseen`: what was left or hidden before it came. */
export interface Staleness extends Percentiles {
  unseen: number;
}

export interface Row {
  policy: string;
  /** Of those with `AGAINST`, and of those with `PLAIN`. */
  requestShare: number;
  plainShare: number;
  /** Of those with `AGAINST`, if something live were in sight for so much of the time. */
  ifLive: { live: number; requestShare: number; usd: number }[];
  perFanHour: number;
  /** For boards alone, without the app: while something on the board was on, and otherwise. */
  perLiveFanHour: number;
  perOtherFanHour: number;
  liveShare: number;
  /** Of all requests, those for a live board that had been as it was for ten minutes. */
  stillShare: number;
  notModifiedShare: number;
  bodyBytesPerRequest: number;
  staleness: Record<(typeof LIVE)[number] | "not live" | Surprise, Staleness>;
  kinds: Record<string, { share: number; perFanHour: number; notModifiedShare: number; bodyBytes: number }>;
  originPer1000: Record<string, number>;
}

const LIVE = ["event page, live", "… after two still minutes", "front page, live"] as const;
const STILL_MS = 2 * 60_000;

export function rows(compared: readonly Compared[]): Row[] {
  const of = (name: string) => compared.find(({ policy }) => policy === name);
  const [against, plain] = [of(AGAINST.name), of(PLAIN.name)];
  if (against === undefined || plain === undefined) return [];
  return compared.map((one) => row(one, against, plain));
}

const HOUR_MS = 3_600_000;
/** Of fan time, with something live in sight. */
const IF_LIVE = [0.1, 0.25, 0.5, 0.75, 1];

/** Requests in an hour of a crowd like this one, were so much of its time live. */
function perHour(
  { requests, boardRequests, liveRequests, seenMs, liveSeenMs }: Compared,
  live: number,
): number {
  const app = (requests - boardRequests) / seenMs;
  const onLive = liveRequests / liveSeenMs;
  const onOthers = (boardRequests - liveRequests) / (seenMs - liveSeenMs);
  return HOUR_MS * (app + live * onLive + (1 - live) * onOthers);
}

function row(of: Compared, against: Compared, plain: Compared): Row {
  const staleness = (wanted: (delay: Delay) => boolean): Staleness => {
    const seen = of.seen.filter(wanted).map(({ delayMs }) => delayMs);
    return { ...percentiles(seen), unseen: of.unseen.filter(wanted).length };
  };
  const hours = of.seenMs / HOUR_MS;
  const liveHours = of.liveSeenMs / HOUR_MS;
  const witnessed = (surprise: Surprise): Staleness => {
    const late = of.witnessed.flatMap((delay) => (delay.surprise === surprise ? [delay.delayMs] : []));
    return { ...percentiles(late), unseen: 0 };
  };
  return {
    policy: of.policy,
    requestShare: of.requests / against.requests,
    plainShare: of.requests / plain.requests,
    ifLive: IF_LIVE.map((live) => {
      const requestShare = Math.min(1, perHour(of, live) / perHour(against, live));
      return { live, requestShare, usd: usdOf(of, against, requestShare) };
    }),
    perFanHour: of.requests / hours,
    perLiveFanHour: of.liveRequests / liveHours,
    perOtherFanHour: (of.boardRequests - of.liveRequests) / (hours - liveHours),
    liveShare: liveHours / hours,
    stillShare: of.stillRequests / of.requests,
    notModifiedShare: of.notModified / of.boardRequests,
    bodyBytesPerRequest: of.bodyBytes / of.boardRequests,
    staleness: {
      "event page, live": staleness(({ live, kind }) => live && kind === "event"),
      "… after two still minutes": staleness(
        ({ live, kind, stillMs }) => live && kind === "event" && stillMs >= STILL_MS,
      ),
      "front page, live": staleness(({ live, kind }) => live && kind === "live"),
      "not live": staleness(({ live, surprise }) => !live && surprise === undefined),
      "early start": witnessed("early start"),
      correction: witnessed("correction"),
      moved: witnessed("moved"),
    },
    kinds: Object.fromEntries(
      [...of.kinds].map(([kind, { requests, notModified, bodyBytes }]) => [
        kind,
        {
          share: requests / of.requests,
          perFanHour: requests / hours,
          notModifiedShare: notModified / requests,
          bodyBytes: bodyBytes / requests,
        },
      ]),
    ),
    originPer1000: Object.fromEntries(of.originPer1000),
  };
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { changes: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) };
}

export function how(command: string, note: string) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? process.arch}, Node ${process.version}`;
  return { date: new Date().toISOString().slice(0, 10), machine, command, note };
}

/** The groups that a crowd can tell of. */
export function measurement(compared: readonly Compared[], command: string, note: string): Measurement {
  const of = (name: string) => compared.find(({ policy }) => policy === name);
  const [against, plain, unguided, own] = [AGAINST, PLAIN, UNGUIDED, guided].map(({ name }) => of(name));
  if (!(against && plain && unguided && own)) return {};
  const from = how(command, note);
  return {
    requests: { how: from, shares: shares(unguided) },
    edge: { how: from, ...met(unguided) },
    guidance: { how: from, ...saved(own, against), plainShare: own.requests / plain.requests },
  };
}

const saved = (own: Compared, against: Compared) => ({
  requestShare: own.requests / against.requests,
  against: against.policy,
  ...met(own),
  shares: shares(own),
});

/** What the expected traffic costs, if those who make it asked as these do. `requestShare`: instead of theirs. */
export function usdOf(own: Compared, against: Compared, requestShare?: number): number {
  const guidance = { ...saved(own, against), ...(requestShare !== undefined && { requestShare }) };
  const measured = withMeasurements(KEPT, [{ guidance }]);
  const design = { ...AS_BUILT, guided: true };
  return costOf({ traffic: EXPECTED, measured, assumed: ASSUMED, design }).totalUsd;
}

/** Between edge locations and origin stand 13 regional caches; where one more stands before the origin, it is one. */
function met({ originPer1000, notModified, boardRequests }: Compared) {
  return {
    hitRatio: 1 - (originPer1000.get(13) ?? 0) / 1_000,
    notModifiedShare: notModified / boardRequests,
    originPer1000: originPer1000.get(1) ?? 0,
  };
}

function shares({ kinds, requests }: Compared): Record<string, number> {
  return Object.fromEntries(
    [...kinds].map(([kind, of]: [string, Requests]) => [kind, of.requests / requests]),
  );
}

export function crowdText(all: readonly Row[]): string {
  const share = (part: number) => `${(100 * part).toFixed(1)} %`;
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const policies = all.map(({ policy }) => policy);
  const line = (name: string, of: (row: Row) => string) => [name, ...all.map(of)];
  const stale = (name: keyof Row["staleness"]) =>
    line(`${name}: p50 / p95 / p99 / max, s`, ({ staleness }) => {
      const { changes, p50Ms, p95Ms, p99Ms, maxMs } = staleness[name];
      return changes === 0 ? "-" : [p50Ms, p95Ms, p99Ms, maxMs].map(seconds).join(" / ");
    });
  const unseen = (name: keyof Row["staleness"]) =>
    line(`${name}: left before it came`, ({ staleness }) => {
      const { changes, unseen: count } = staleness[name];
      return share(count / (changes + count));
    });
  const kinds = [...new Set(all.flatMap((row) => Object.keys(row.kinds)))];
  const names = [...LIVE, "not live", "early start", "correction", "moved"] as const;
  return [
    "Requests",
    table([
      ["", ...policies],
      line("of those at fixed 5 s", (row) => share(row.requestShare)),
      line("… in hidden tabs too", (row) => share(row.plainShare)),
      line("a fan-hour, app included", (row) => row.perFanHour.toFixed(0)),
      line("boards a fan-hour, something on it live", (row) => row.perLiveFanHour.toFixed(0)),
      line("boards a fan-hour, otherwise", (row) => row.perOtherFanHour.toFixed(0)),
      line("fan time with something live in sight", (row) => share(row.liveShare)),
      line("for live boards that were still for ten minutes", (row) => share(row.stillShare)),
      line("answered with 304", (row) => share(row.notModifiedShare)),
      line("body bytes a request", (row) => row.bodyBytesPerRequest.toFixed(0)),
    ]),
    "\nIf fans had something live in sight for so much of their time, guided",
    table([
      ["", "of those at fixed 5 s", "USD"],
      ...(all.find(({ policy }) => policy === guided.name)?.ifLive ?? []).map(
        ({ live, requestShare, usd }) => [share(live), share(requestShare), usd.toFixed(0)],
      ),
    ]),
    "\nFrom a board in the table to a fan's page",
    table([["", ...policies], ...names.map(stale), ...LIVE.map(unseen)]),
    "\nRequests by what is asked for",
    table([
      ["", ...policies],
      ...kinds.map((kind) => line(kind, (row) => share(row.kinds[kind]?.share ?? 0))),
    ]),
    "\nOf 1,000 requests for boards, how many leave so many caches",
    table([
      ["caches", ...policies],
      ...Object.keys(all[0]?.originPer1000 ?? {}).map((caches) =>
        line(caches, (row) => (row.originPer1000[caches] ?? 0).toFixed(2)),
      ),
    ]),
  ].join("\n");
}

export function table(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

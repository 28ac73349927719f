/** Figures of a simulation: as JSON, as what the cost model takes, and as tables. */
import { cpus } from "node:os";
import type { Measurement } from "@podium/core/cost/measured.ts";
import { AGAINST, type Compared } from "./compare.ts";
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
  /** Of those with `AGAINST`. */
  requestShare: number;
  perFanHour: number;
  /** For boards alone, without the app: while something on the board was on, and otherwise. */
  perLiveFanHour: number;
  perOtherFanHour: number;
  liveShare: number;
  notModifiedShare: number;
  bodyBytesPerRequest: number;
  staleness: Record<"event page, live" | "front page, live" | "not live" | Surprise, Staleness>;
  kinds: Record<string, { share: number; perFanHour: number; notModifiedShare: number; bodyBytes: number }>;
  originPer1000: Record<string, number>;
}

const LIVE = ["event page, live", "front page, live"] as const;

export function rows(compared: readonly Compared[]): Row[] {
  const base = compared.find(({ policy }) => policy === AGAINST.name)?.requests ?? 0;
  return compared.map((of) => row(of, base));
}

const HOUR_MS = 3_600_000;

function row(of: Compared, base: number): Row {
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
    requestShare: of.requests / base,
    perFanHour: of.requests / hours,
    perLiveFanHour: of.liveRequests / liveHours,
    perOtherFanHour: (of.boardRequests - of.liveRequests) / (hours - liveHours),
    liveShare: liveHours / hours,
    notModifiedShare: of.notModified / of.boardRequests,
    bodyBytesPerRequest: of.bodyBytes / of.boardRequests,
    staleness: {
      "event page, live": staleness(({ live, kind }) => live && kind === "event"),
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
  const [against, own] = [of(AGAINST.name), of(guided.name)];
  if (against === undefined || own === undefined) return {};
  const from = how(command, note);
  return {
    requests: { how: from, shares: shares(against) },
    edge: { how: from, ...met(against) },
    guidance: {
      how: from,
      requestShare: own.requests / against.requests,
      against: AGAINST.name,
      ...met(own),
      shares: shares(own),
    },
  };
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
      line("a fan-hour, app included", (row) => row.perFanHour.toFixed(0)),
      line("boards a fan-hour, something on it live", (row) => row.perLiveFanHour.toFixed(0)),
      line("boards a fan-hour, otherwise", (row) => row.perOtherFanHour.toFixed(0)),
      line("fan time with something live in sight", (row) => share(row.liveShare)),
      line("answered with 304", (row) => share(row.notModifiedShare)),
      line("body bytes a request", (row) => row.bodyBytesPerRequest.toFixed(0)),
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

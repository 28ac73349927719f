/** What artillery's report of a run says, in figures that a chart and a table can show. */

/** As artillery writes it. */
export interface RawReport {
  aggregate: RawPeriod;
  intermediate: readonly RawPeriod[];
}

interface RawPeriod {
  /** Begin of its ten seconds, milliseconds since 1970. */
  period: number | string;
  counters?: Readonly<Record<string, number>>;
  summaries?: Readonly<Record<string, { p50: number; p95: number; p99: number; max: number }>>;
  firstMetricAt?: number;
  lastMetricAt?: number;
}

/** Times in milliseconds from the request to the first byte of its answer; null where there was none. */
export interface Times {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface Slice extends Times {
  /** Since the first request. */
  fromSeconds: number;
  untilSeconds: number;
  perSecond: number;
  /** Answers a second, by status. */
  codes: Readonly<Record<string, number>>;
  /** Of the answers, out of the edge; null where there was none. */
  hitPercent: number | null;
}

export interface Figures extends Times {
  seconds: number;
  answers: number;
  perSecond: number;
  users: number;
  /** Users for whom something went wrong. */
  failed: number;
  /** How often what went wrong. */
  errors: Readonly<Record<string, number>>;
  /** Answers, by status. */
  codes: Readonly<Record<string, number>>;
  hitPercent: number | null;
  slices: readonly Slice[];
}

const PERIOD_MS = 10_000;
/** A shorter piece says more about where it was cut than about the load. */
const SHORTEST_MS = 2_000;

export function figuresOf({ aggregate, intermediate }: RawReport): Figures {
  const { counters = {}, firstMetricAt = 0, lastMetricAt = 0 } = aggregate;
  const seconds = Math.max(1, lastMetricAt - firstMetricAt) / 1_000;
  const answers = counters["http.responses"] ?? 0;
  const slices = intermediate.flatMap((period) => {
    const fromMs = Math.max(firstMetricAt, Number(period.period));
    const untilMs = Math.min(lastMetricAt, Number(period.period) + PERIOD_MS);
    if (untilMs - fromMs < Math.min(SHORTEST_MS, lastMetricAt - firstMetricAt)) return [];
    return [sliceOf(period, fromMs - firstMetricAt, untilMs - firstMetricAt)];
  });
  return {
    ...timesOf(aggregate),
    seconds,
    answers,
    perSecond: answers / seconds,
    users: counters["vusers.created"] ?? 0,
    failed: counters["vusers.failed"] ?? 0,
    errors: named(counters, "errors."),
    codes: named(counters, "http.codes."),
    hitPercent: hitPercentOf(counters),
    slices: slices.toSorted((left, right) => left.fromSeconds - right.fromSeconds),
  };
}

function sliceOf(period: RawPeriod, fromMs: number, untilMs: number): Slice {
  const { counters = {} } = period;
  const perSecond = (count: number) => (1_000 * count) / (untilMs - fromMs);
  const codes = Object.entries(named(counters, "http.codes."));
  return {
    ...timesOf(period),
    fromSeconds: fromMs / 1_000,
    untilSeconds: untilMs / 1_000,
    perSecond: perSecond(counters["http.responses"] ?? 0),
    codes: Object.fromEntries(codes.map(([code, count]) => [code, perSecond(count)])),
    hitPercent: hitPercentOf(counters),
  };
}

function timesOf({ summaries = {} }: RawPeriod): Times {
  const { p50 = null, p95 = null, p99 = null } = summaries["http.response_time"] ?? {};
  return { p50, p95, p99 };
}

function hitPercentOf(counters: Readonly<Record<string, number>>): number | null {
  const { "podium.answers": answers = 0, "podium.hits": hits = 0 } = counters;
  return answers === 0 ? null : (100 * hits) / answers;
}

function named(counters: Readonly<Record<string, number>>, prefix: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counters)
      .filter(([name, count]) => name.startsWith(prefix) && count > 0)
      .map(([name, count]) => [name.slice(prefix.length), count]),
  );
}

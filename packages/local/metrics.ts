/** Metrics of one machine: kept in memory for the progress display and the summary, instead of being written as log lines. */
import type { Metrics } from "@podium/core/observe/metrics.ts";

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Samples of one timing that are kept; beyond that a random one gives way, so that all of a run is represented. */
const RESERVOIR = 50_000;

export class LocalMetrics implements Metrics {
  private readonly counts = new Map<string, number>();
  private readonly timings = new Map<string, { seen: number; max: number; samples: number[] }>();

  count(name: string, value = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + value);
  }

  timing(name: string, ms: number): void {
    const timing = this.timings.get(name) ?? { seen: 0, max: 0, samples: [] };
    this.timings.set(name, timing);
    timing.seen += 1;
    timing.max = Math.max(timing.max, ms);
    if (timing.samples.length < RESERVOIR) timing.samples.push(ms);
    else {
      const slot = Math.floor(Math.random() * timing.seen);
      if (slot < RESERVOIR) timing.samples[slot] = ms;
    }
  }

  flush(): void {}

  total(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Whole milliseconds; zeros where nothing was timed. */
  percentiles(name: string): Percentiles {
    const { samples, max } = this.timings.get(name) ?? { samples: [], max: 0 };
    const sorted = samples.toSorted((left, right) => left - right);
    const at = (share: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: Math.round(max) };
  }

  /** Forgets the timings, so that a benchmark can look at one stretch. */
  resetTimings(): void {
    this.timings.clear();
  }
}

/** What a process has used of its machine. */
export interface ProcessUsage {
  /** User and system time since it began. */
  cpuMs: number;
  /** With what it shares with other processes. */
  residentBytes: number;
  /** Heap and buffers; without what could go, where Node runs with `--expose-gc`. */
  inUseBytes: number;
}

export function processUsage(): ProcessUsage {
  // Twice: what the first finds unused is freed by the second.
  for (let round = 0; round < 2; round++) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000, residentBytes: rss, inUseBytes: heapUsed + external };
}

export const sumOf = (usages: readonly ProcessUsage[]): ProcessUsage =>
  usages.reduce((sum, one) => ({
    cpuMs: sum.cpuMs + one.cpuMs,
    residentBytes: sum.residentBytes + one.residentBytes,
    inUseBytes: sum.inUseBytes + one.inUseBytes,
  }));

/** Chance that comes out the same for the same seed. */
export interface Random {
  /** 0 ≤ next < 1. */
  next(): number;
  /** Waiting time until something that comes at random, with this mean. */
  exponential(mean: number): number;
  /** Half are shorter than `median`; `sigma` says how far they spread. */
  logNormal(median: number, sigma: number): number;
  pick<T>(items: readonly T[]): T | undefined;
  /** Undefined where all weights are 0. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T | undefined;
}

export function seeded(seed: number): Random {
  const next = generator(seed);
  return {
    next,
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal: (median, sigma) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(sigma * normal);
    },
    pick: (items) => items[Math.floor(next() * items.length)],
    weighted(items, weight) {
      const weights = items.map(weight);
      let left = next() * weights.reduce((sum, one) => sum + one, 0);
      return items.find((_, index) => {
        left -= weights[index] ?? 0;
        return left < 0;
      });
    },
  };
}

/** A number between 0 and 1 that belongs to a text. */
export function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return generator(hash)();
}

/** SplitMix32. Source: G. L. Steele and others, Fast splittable pseudorandom number generators, 2014. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

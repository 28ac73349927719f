/**
 * What a warm reader remembers. Each board is looked up at most once a second, however many ask: those who come while a
 * look-up is under way share it.
 */
export interface Remembered<T> {
  value: T;
  readAtMs: number;
}

export const REMEMBER_MS = 1000;
/** Boards of a whole Games with room to spare; beyond that the oldest go. */
const CAPACITY = 6000;

export class Memory<T> {
  private readonly kept = new Map<string, Remembered<T>>();
  private readonly underWay = new Map<string, Promise<T>>();
  private readonly look: (key: string) => Promise<T>;
  private readonly nowMs: () => number;

  constructor(look: (key: string) => Promise<T>, nowMs: () => number) {
    this.look = look;
    this.nowMs = nowMs;
  }

  /** The remembered value, or undefined where it is older than a second. No promise: the hot path. */
  recall(key: string): T | undefined {
    const found = this.kept.get(key);
    return found !== undefined && this.nowMs() - found.readAtMs < REMEMBER_MS ? found.value : undefined;
  }

  /** Looks it up, once for all who ask meanwhile. */
  async fetch(key: string): Promise<T> {
    const shared = this.underWay.get(key);
    if (shared !== undefined) return shared;
    const looking = this.look(key).then((value) => {
      this.kept.delete(key);
      this.kept.set(key, { value, readAtMs: this.nowMs() });
      if (this.kept.size > CAPACITY) this.kept.delete(this.kept.keys().next().value ?? "");
      return value;
    });
    this.underWay.set(key, looking);
    try {
      return await looking;
    } finally {
      this.underWay.delete(key);
    }
  }
}

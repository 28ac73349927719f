/** The copies that the edge keeps, the least recently used leaving first when memory is full. */
import type { Headers } from "./headers.ts";

/** What a copy takes besides its body: names, headers, numbers. */
const OVERHEAD_BYTES = 1_000;

export interface Copy {
  key: string;
  /** Path and query, as an invalidation names it. */
  target: string;
  status: number;
  /** As the viewer gets them, without what depends on the moment. */
  headers: Headers;
  /** The same for `writeHead`, for an answer with body and for a 304. */
  raw: string[];
  raw304: string[];
  body: Buffer;
  /** In lower case. */
  tags: ReadonlySet<string>;
  etag: string | undefined;
  lastModified: string | undefined;
  /** The origin's own validator, where the edge changed the bytes. */
  originEtag: string | undefined;
  /** All in milliseconds since 1970. */
  storedAt: number;
  freshUntil: number;
  whileRevalidateUntil: number;
  ifErrorUntil: number;
  /** The origin has just failed: until then a stale copy is shown without asking it again. */
  holdUntil: number;
  /** How old it was when it was stored. */
  ageSeconds: number;
  /** Of the fetch that brought it; a later fetch has a higher one. */
  fetchNumber: number;
}

export class CopyStore {
  private readonly copies = new Map<string, Copy>();
  private readonly maxBytes: number;
  private used = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.used;
  }

  get size(): number {
    return this.copies.size;
  }

  /** Counts as use. */
  get(key: string): Copy | undefined {
    const copy = this.copies.get(key);
    if (copy !== undefined) {
      this.copies.delete(key);
      this.copies.set(key, copy);
    }
    return copy;
  }

  holds(copy: Copy): boolean {
    return this.copies.get(copy.key) === copy;
  }

  /** A copy that an older fetch brought does not displace a newer one. */
  set(copy: Copy): void {
    const before = this.copies.get(copy.key);
    if (before !== undefined && before.fetchNumber > copy.fetchNumber) return;
    if (before !== undefined) this.remove(before);
    if (sizeOf(copy) > this.maxBytes) return;
    this.copies.set(copy.key, copy);
    this.used += sizeOf(copy);
    for (const oldest of this.copies.values()) {
      if (this.used <= this.maxBytes) break;
      this.remove(oldest);
    }
  }

  removeWhere(condition: (copy: Copy) => boolean): void {
    for (const copy of this.copies.values()) if (condition(copy)) this.remove(copy);
  }

  private remove(copy: Copy): void {
    if (this.copies.delete(copy.key)) this.used -= sizeOf(copy);
  }
}

function sizeOf(copy: Copy): number {
  return copy.body.length + OVERHEAD_BYTES;
}

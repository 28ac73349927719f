/** Boards of earlier visits, on the device: what a page shows at once, and all there is without a network. */

const STORE = "boards";
const CONFIRMED_AT = "x-confirmed-at";
/** A few hundred KB: what a fan looks at in a day. */
const LIMIT = 80;

export interface Kept<B> {
  board: B;
  confirmedAtMs: number;
}

/** Of this visit, so that going back shows a page at once. */
const memory = new Map<string, Kept<unknown>>();

export const remembered = <B>(url: string): Kept<B> | undefined => memory.get(url) as Kept<B> | undefined;

/** From the device; undefined where there is none, or where the browser keeps nothing. */
export async function recall<B>(url: string): Promise<Kept<B> | undefined> {
  try {
    const response = await (await caches.open(STORE)).match(url);
    if (response === undefined) return undefined;
    return { board: (await response.json()) as B, confirmedAtMs: Number(response.headers.get(CONFIRMED_AT)) };
  } catch {
    // Private windows and full disks: the page works without.
    return undefined;
  }
}

export function remember<B>(url: string, kept: Kept<B>): void {
  memory.delete(url);
  memory.set(url, kept);
  for (const oldest of memory.keys()) {
    if (memory.size <= LIMIT) break;
    memory.delete(oldest);
  }
}

/** Writes what is remembered of this board to the device. */
export async function keep(url: string): Promise<void> {
  const kept = memory.get(url);
  if (kept === undefined) return;
  try {
    const store = await caches.open(STORE);
    const headers = { "content-type": "application/json", [CONFIRMED_AT]: String(kept.confirmedAtMs) };
    await store.put(url, new Response(JSON.stringify(kept.board), { headers }));
    const keys = await store.keys();
    for (const oldest of keys.slice(0, Math.max(0, keys.length - LIMIT))) await store.delete(oldest);
  } catch {
    // As above: keeping is a convenience.
  }
}

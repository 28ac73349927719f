/** Makes changes of a table seen: rows glide to their new place, what is new in a row is lit for a while. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

export interface Place {
  top: number;
  order: number;
  mark: string | undefined;
}

/** A row, where it was, and where it is. */
export type Change = [row: HTMLElement, old: Place, now: Place];

/** Comes after the first view. It has to be here before a change is: a row that glides from the next frame on has jumped. */
let show: ((body: HTMLTableSectionElement | null, changes: readonly Change[]) => void) | undefined;

/**
 * For the body of a table whose rows have `data-id`, and `data-mark` with what was achieved. A new mark also gets a sign for
 * those who don't see colours: `data-sign` is `up`, `down` or `new`.
 */
export function useMoves(): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const before = useRef<Map<string, Place>>(undefined);
  const width = useRef(innerWidth);
  useLayoutEffect(() => {
    const known = before.current;
    const now = new Map<string, Place>();
    const changes: Change[] = [];
    for (const [order, row] of [...(body.current?.rows ?? [])].entries()) {
      const { id = "", mark } = row.dataset;
      const place = { top: row.offsetTop, order, mark };
      now.set(id, place);
      const old = known?.get(id);
      if (old && (old.top !== place.top || old.mark !== mark)) changes.push([row, old, place]);
    }
    before.current = now;
    // In a window of another width all lies elsewhere, and nothing has moved.
    if (changes.length > 0 && width.current === innerWidth) show?.(body.current, changes);
    width.current = innerWidth;
  });
  useEffect(() => {
    void import("./glide.ts").then((glide) => {
      show = glide.show;
    });
  }, []);
  return body;
}

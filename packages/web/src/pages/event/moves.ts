/** Makes changes of a table seen: rows glide to their new place, what is new in a row is lit for a while. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const GLIDE_MS = 500;
const LIT_MS = 4_000;
const SIGN_MS = 20_000;
/** Around what is seen. */
const MARGIN_PX = 100;

interface Place {
  top: number;
  order: number;
  mark: string | undefined;
}

/**
 * For the body of a table whose rows have `data-id`, and `data-mark` with what was achieved. A new mark also gets a sign for
 * those who don't see colours: `data-sign` is `up`, `down` or `new`.
 */
export function useMoves(): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const before = useRef<Map<string, Place>>(undefined);
  useLayoutEffect(() => {
    const known = before.current;
    const now = new Map<string, Place>();
    const changes: [HTMLElement, Place, Place][] = [];
    for (const [order, row] of [...(body.current?.rows ?? [])].entries()) {
      const { id = "", mark } = row.dataset;
      const place = { top: row.offsetTop, order, mark };
      now.set(id, place);
      const old = known?.get(id);
      if (old !== undefined && (old.top !== place.top || old.mark !== mark)) changes.push([row, old, place]);
    }
    before.current = now;
    if (changes.length === 0) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // Where nobody looks nothing moves: a whole field that glides would cost more than a frame.
    const above = body.current?.offsetParent?.getBoundingClientRect().top ?? 0;
    const isSeen = ({ top }: Place) => above + top > -MARGIN_PX && above + top < innerHeight + MARGIN_PX;
    for (const [row, old, place] of changes) {
      if (old.top !== place.top && !still && isSeen(place)) glide(row, old.top - place.top);
      if (old.mark !== place.mark) light(row, old.order - place.order);
    }
  });
  return body;
}

function glide(row: HTMLElement, fromPx: number): void {
  row.animate([{ transform: `translateY(${fromPx}px)` }, { transform: "none" }], {
    duration: GLIDE_MS,
    easing: "ease-in-out",
  });
}

/** `climbed`: places gained. */
function light(row: HTMLElement, climbed: number): void {
  row.animate([{ backgroundColor: "var(--fresh)" }, { backgroundColor: "transparent" }], {
    duration: LIT_MS,
    easing: "ease-in",
  });
  row.setAttribute("data-sign", climbed === 0 ? "new" : climbed > 0 ? "up" : "down");
  setTimeout(() => row.removeAttribute("data-sign"), SIGN_MS);
}

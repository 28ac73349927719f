/** Shows the changes of a table: what only those load who see one. */
import type { Change, Place } from "./moves.ts";

const GLIDE_MS = 500;
const LIT_MS = 4_000;
const SIGN_MS = 20_000;
/** Around what is seen. */
const MARGIN_PX = 100;

export function show(body: HTMLElement | null, changes: readonly Change[]): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Where nobody looks nothing moves: a whole field that glides would cost more than a frame.
  const above = body?.offsetParent?.getBoundingClientRect().top ?? 0;
  const isSeen = ({ top }: Place) => above + top > -MARGIN_PX && above + top < innerHeight + MARGIN_PX;
  for (const [row, old, place] of changes) {
    if (old.top !== place.top && !still && (isSeen(old) || isSeen(place))) glide(row, old.top - place.top);
    if (old.mark !== place.mark) light(row, old.order - place.order);
  }
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

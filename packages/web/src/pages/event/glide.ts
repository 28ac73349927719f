/** Shows what has changed in a table since it was looked at last. */

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

/** A row, where it was, and where it is. */
type Change = [row: HTMLElement, old: Place, now: Place];

/** Remembers how the rows lie now. What it gives back is called after each change, before the browser draws it. */
export function watch(body: HTMLTableSectionElement): () => void {
  let known = placesOf(body);
  let width = innerWidth;
  return () => {
    const now = placesOf(body);
    const changes = [...now].flatMap(([row, place]): Change[] => {
      const old = known.get(row);
      return old && (old.top !== place.top || old.mark !== place.mark) ? [[row, old, place]] : [];
    });
    known = now;
    // In a window of another width all lies elsewhere, and nothing has moved.
    if (changes.length > 0 && width === innerWidth) show(body, changes);
    width = innerWidth;
  };
}

function placesOf(body: HTMLTableSectionElement): Map<HTMLElement, Place> {
  const rows = [...body.rows].entries();
  return new Map(
    Array.from(rows, ([order, row]) => [row, { top: row.offsetTop, order, mark: row.dataset.mark }]),
  );
}

function show(body: HTMLElement, changes: readonly Change[]): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Where nobody looks nothing moves: a whole field that glides would cost more than a frame.
  const above = body.offsetParent?.getBoundingClientRect().top ?? 0;
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

/** `climbed`: places gained. A sign too, for those who don't see colours. */
function light(row: HTMLElement, climbed: number): void {
  row.animate([{ backgroundColor: "var(--fresh)" }, { backgroundColor: "transparent" }], {
    duration: LIT_MS,
    easing: "ease-in",
  });
  row.setAttribute("data-sign", climbed === 0 ? "new" : climbed > 0 ? "up" : "down");
  setTimeout(() => row.removeAttribute("data-sign"), SIGN_MS);
}

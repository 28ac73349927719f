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

/** Remembers how the rows lie now. What it gives back is called after each change, before the browser draws it. */
export function watch(body: HTMLTableSectionElement): () => void {
  let known = placesOf(body);
  const learn = () => {
    known = placesOf(body);
  };
  // In a window of another width, or with a row opened, all lies elsewhere, and nothing has moved.
  new ResizeObserver(learn).observe(body);
  return () => {
    const before = known;
    for (const [order, row] of [...body.rows].entries()) {
      const old = before.get(row);
      if (old && old.mark !== row.dataset.mark) light(row, old.order - order);
    }
    // After all that is written, so that the browser lays out but once.
    learn();
    show(body, before, known);
  };
}

function placesOf(body: HTMLTableSectionElement): Map<HTMLElement, Place> {
  const rows = [...body.rows].entries();
  return new Map(
    Array.from(rows, ([order, row]) => [row, { top: row.offsetTop, order, mark: row.dataset.mark }]),
  );
}

type Places = ReadonlyMap<HTMLElement, Place>;

function show(body: HTMLElement, before: Places, now: Places): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  // Where nobody looks nothing moves: a whole field that glides would cost more than a frame.
  const above = body.offsetParent?.getBoundingClientRect().top ?? 0;
  const isSeen = (top: number) => above + top > -MARGIN_PX && above + top < innerHeight + MARGIN_PX;
  for (const [row, { top }] of now) {
    const from = before.get(row)?.top ?? top;
    if (from !== top && (isSeen(from) || isSeen(top))) glide(row, from - top);
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

/** Makes changes of a table seen: rows glide to their new place, what is new in a row is lit for a while. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** For the body of a table whose rows have `data-id`, and `data-mark` with what was achieved. */
export function useMoves(): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const look = useRef<() => void>(undefined);
  useLayoutEffect(() => look.current?.());
  useEffect(() => {
    // After the first view. Until it is here, nothing is seen to move.
    void import("./glide.ts").then(({ watch }) => {
      if (body.current) look.current = watch(body.current);
    });
  }, []);
  return body;
}

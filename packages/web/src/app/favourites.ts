/** Whom and what a fan follows: on the device alone. */
import { useEffect, useState } from "preact/hooks";

export type Kind = "event" | "athlete" | "country";

/** The name is kept so that the list can be shown without a network. In English, as boards have it; NOC for a country. */
export interface Favourite {
  kind: Kind;
  id: string;
  name: string;
  /** Athletes. */
  noc?: string;
}

const KEY = "podium.favourites";
const CHANGED = "podium:favourites";
const LIMIT = 200;

let all: readonly Favourite[] = read();

function read(): Favourite[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isFavourite).slice(0, LIMIT) : [];
  } catch {
    // Storage that is off or was spoiled: nothing is followed.
    return [];
  }
}

function isFavourite(value: unknown): value is Favourite {
  const { kind, id, name } = (value ?? {}) as Partial<Favourite>;
  return (
    (kind === "event" || kind === "athlete" || kind === "country") &&
    typeof id === "string" &&
    typeof name === "string"
  );
}

export const isFollowed = (kind: Kind, id: string): boolean =>
  all.some((favourite) => favourite.kind === kind && favourite.id === id);

export function toggle(favourite: Favourite): void {
  const { kind, id } = favourite;
  all = isFollowed(kind, id)
    ? all.filter((other) => other.kind !== kind || other.id !== id)
    : [...all, favourite].slice(-LIMIT);
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // It holds for this visit.
  }
  dispatchEvent(new Event(CHANGED));
}

/** In the order in which they were followed; follows changes, in other tabs too. */
export function useFavourites(): readonly Favourite[] {
  const [shown, setShown] = useState(all);
  useEffect(() => {
    const update = () => setShown(all);
    const elsewhere = (event: StorageEvent) => {
      if (event.key !== KEY) return;
      all = read();
      update();
    };
    update();
    addEventListener(CHANGED, update);
    addEventListener("storage", elsewhere);
    return () => {
      removeEventListener(CHANGED, update);
      removeEventListener("storage", elsewhere);
    };
  }, []);
  return shown;
}

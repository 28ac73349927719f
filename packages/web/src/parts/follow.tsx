import { type Favourite, isFollowed, toggle, useFavourites } from "../app/favourites.ts";
import { t } from "../language/language.ts";
import { STAR } from "./star.tsx";

/** A star that follows or stops following; `shown` is the name as the reader sees it. */
export function Follow({ favourite, shown }: { favourite: Favourite; shown: string }) {
  useFavourites();
  const followed = isFollowed(favourite.kind, favourite.id);
  const label = followed ? t.unfollow(shown) : t.follow(shown);
  return (
    <button
      type="button"
      class="follow"
      aria-pressed={followed}
      title={label}
      onClick={() => toggle(favourite)}
    >
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <path d={STAR} />
      </svg>
      <span class="hidden">{t.follow(shown)}</span>
    </button>
  );
}

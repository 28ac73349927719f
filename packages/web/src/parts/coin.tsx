import type { Medal } from "@podium/core/results/ranking/types.ts";
import { t } from "../language/language.ts";

/** A coin with its letter: colour is never the only sign. `now`: would be won as things stand, shown as an outline. */
export function Coin({ medal, now = false }: { medal: Medal; now?: boolean }) {
  const name = t.medal[medal];
  return (
    <span class={`coin ${medal}${now ? " now" : ""}`} title={name}>
      <span aria-hidden="true">{name[0]}</span>
      <span class="hidden">{name}</span>
    </span>
  );
}

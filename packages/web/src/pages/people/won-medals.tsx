import { t } from "../../language/language.ts";
import { Coin } from "../../parts/coin.tsx";
import { COLOURS } from "../../parts/medal-counts.tsx";

interface Props {
  medals: { gold: number; silver: number; bronze: number; total: number };
}

/** How many of each colour, and in all. */
export function WonMedals({ medals }: Props) {
  return (
    <ul class="won-medals">
      {COLOURS.map((medal) => (
        <li key={medal}>
          <Coin medal={medal} /> {medals[medal]}
        </li>
      ))}
      <li>
        <span class="muted">{t.total}</span> {medals.total}
      </li>
    </ul>
  );
}

/** Countries with their medals: a short medal table. */
import type { ComponentChildren } from "preact";
import { isFollowed } from "../app/favourites.ts";
import { to } from "../app/route.ts";
import type { Medals } from "../board/types.ts";
import { countryName } from "../language/countries.ts";
import { t } from "../language/language.ts";
import { Coin } from "./coin.tsx";
import { Flag } from "./country.tsx";
import { Star } from "./star.tsx";
import "./medal-counts.css";

export const COLOURS = ["gold", "silver", "bronze"] as const;

/** Column headings of the three medals. */
export function CoinHeads() {
  return (
    <>
      {COLOURS.map((medal) => (
        <th key={medal} scope="col" class="count">
          <Coin medal={medal} />
        </th>
      ))}
    </>
  );
}

export function MedalCounts({ caption, rows }: { caption: ComponentChildren; rows: Medals["rows"] }) {
  return (
    <table class="medal-counts">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="rank">
            <span class="hidden">{t.column.rank}</span>
          </th>
          <th scope="col">
            <span class="hidden">{t.column.country}</span>
          </th>
          <CoinHeads />
          <th scope="col" class="total">
            {t.total}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ noc, rank, rankEqual, total, ...counts }) => (
          <tr key={noc}>
            <td class="rank">
              {rankEqual && "="}
              {rank}
            </td>
            <th scope="row">
              <a class="nation" href={to.country(noc)}>
                <Flag noc={noc} />
                <span class="cut">{countryName(noc)}</span>
                {isFollowed("country", noc) && <Star />}
              </a>
            </th>
            {COLOURS.map((medal) => (
              <td key={medal} class="count">
                {counts[medal]}
              </td>
            ))}
            <td class="total">{total}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A results table. A row is drawn again only if it says something new; rows that change place are seen to move. */
import { Component, type VNode } from "preact";
import { useFavourites } from "../../app/favourites.ts";
import { followsCompetitor } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import { competitorName, isAthlete } from "../../language/competitor.ts";
import { countryName } from "../../language/countries.ts";
import { irmName } from "../../language/irm.ts";
import { t } from "../../language/language.ts";
import { Coin } from "../../parts/coin.tsx";
import { Noc } from "../../parts/country.tsx";
import { Star } from "../../parts/star.tsx";
import { useMoves } from "./moves.ts";
import type { Column, Row, Sheet } from "./sheet.ts";

interface Props {
  sheet: Sheet;
  caption: string;
}

/** More columns than this are narrow ones. */
const MOST_ROOMY = 4;

export function Table({ sheet, caption }: Props) {
  useFavourites();
  const body = useMoves();
  const { columns, groups, rankHead, resultHead, hasGap, hasBib, last } = sheet;
  return (
    <table class={columns.length > MOST_ROOMY ? "sheet dense" : "sheet"}>
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="rank">
            {rankHead}
          </th>
          <th scope="col">{t.event.name}</th>
          {hasBib && (
            <th scope="col" class="bib">
              {t.event.bib}
            </th>
          )}
          {columns.map(({ id, head }) => (
            <th key={id} scope="col" class={id === "round" ? "detail round" : "detail"}>
              {head}
            </th>
          ))}
          {resultHead !== "" && (
            <th scope="col" class={resultHead === t.event.points ? "result points" : "result"}>
              {resultHead}
            </th>
          )}
          {hasGap && (
            <th scope="col" class="gap">
              {t.event.behind}
            </th>
          )}
          {last !== null && (
            <th scope="col" class="last">
              <span class="hidden">{last === "medal" ? t.event.medal : t.event.through}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        {groups.flatMap(({ id, title, rows }) => [
          title !== "" && (
            <tr key={id} data-id={id} class={id === "cut" ? "divider line" : "divider"}>
              <th colSpan={2} scope="rowgroup">
                <span>{title}</span>
              </th>
            </tr>
          ),
          ...rows.map((row) => {
            const followed = followsCompetitor({ ...row.competitor, members: row.members });
            const text = JSON.stringify([row, followed, resultHead === "", hasGap, hasBib, last]);
            return (
              <Line key={row.id} text={text} row={row} followed={followed} sheet={sheet} columns={columns} />
            );
          }),
        ])}
      </tbody>
    </table>
  );
}

interface LineProps {
  /** All that the line shows. */
  text: string;
  row: Row;
  followed: boolean;
  sheet: Sheet;
  columns: readonly Column[];
}

class Line extends Component<LineProps> {
  private who: { text: string; shown: VNode } | undefined;

  override shouldComponentUpdate({ text }: LineProps): boolean {
    return text !== this.props.text;
  }

  override render({ row, sheet, columns }: LineProps) {
    const { id, rank, ranked, bib, cells, result, gap, qual, irm, medal, medalNow } = row;
    const { resultHead, hasGap, hasBib, last } = sheet;
    const invalid = irm !== null && <abbr title={irmName(irm)}>{irm}</abbr>;
    return (
      <tr data-id={id} data-mark={JSON.stringify([result, cells.filter(Boolean), irm])}>
        <td class={ranked ? "rank" : "rank muted"}>
          {rank}
          {rank.startsWith("=") && <span class="hidden"> {t.event.tied}</span>}
        </td>
        <th scope="row" class="who">
          {this.whoOf(this.props)}
        </th>
        {hasBib && <td class="bib">{bib}</td>}
        {cells.map((cell, index) => (
          <td key={columns[index]?.id} class={columns[index]?.id === "round" ? "detail round" : "detail"}>
            {cell}
          </td>
        ))}
        {resultHead !== "" && (
          <td class="result">
            <b>{result || (!ranked && invalid)}</b>
            {hasGap && <span class="under">{ranked && irm !== null ? irm : gap}</span>}
          </td>
        )}
        {hasGap && <td class="gap">{ranked && invalid ? invalid : gap}</td>}
        {last !== null && (
          <td class="last">
            {last === "medal" ? (
              medal && <Coin medal={medal} now={medalNow} />
            ) : (
              <abbr title={t.event.through}>{qual}</abbr>
            )}
          </td>
        )}
      </tr>
    );
  }

  /** Ranks and gaps of a whole field change with one mark; who it is doesn't, and is not drawn again. */
  private whoOf({ row, followed, columns }: LineProps): VNode {
    const text = JSON.stringify([
      row.competitor,
      row.members,
      row.cells,
      row.result,
      followed,
      columns.length,
    ]);
    if (this.who?.text !== text)
      this.who = { text, shown: <Who row={row} followed={followed} columns={columns} /> };
    return this.who.shown;
  }
}

/** Beyond so many members a list is opened, not shown. */
const SHOWN_MEMBERS = 6;

function Who({ row, followed, columns }: { row: Row; followed: boolean; columns: readonly Column[] }) {
  const { competitor, members, cells } = row;
  const { id, noc } = competitor;
  const name = competitorName(competitor);
  const people = members.flatMap((member, index) => [
    index > 0 && ", ",
    isAthlete(member) ? <a href={to.athlete(member.id)}>{member.name}</a> : member.name,
  ]);
  const brief = cells.flatMap((cell, index) => {
    const { id: column = "", head = "" } = columns[index] ?? {};
    return cell === "" || cell === row.result || column.startsWith("split")
      ? []
      : [`${column === "round" ? "" : head} ${cell}`.trim()];
  });
  return (
    <span class={name === countryName(noc) ? "whom by-country" : "whom"}>
      <Noc noc={noc} />
      <span class="name">
        <a href={isAthlete({ id }) ? to.athlete(id) : to.country(noc)}>{name}</a>
        {followed && <Star />}
      </span>
      {brief.length > 0 && (
        <span class="brief">{brief.flatMap((one) => [<span key={one}>{one}</span>, " "])}</span>
      )}
      {members.length > SHOWN_MEMBERS ? (
        <details class="members">
          <summary>{t.event.members(members.length)}</summary>
          {people}
        </details>
      ) : (
        members.length > 0 && <span class="members">{people}</span>
      )}
    </span>
  );
}

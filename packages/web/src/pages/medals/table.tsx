import type { MedalRow } from "@podium/core/results/medals/table.ts";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { isFollowed } from "../../app/favourites.ts";
import { followedFirst } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import { countryName } from "../../language/countries.ts";
import { t } from "../../language/language.ts";
import { Coin } from "../../parts/coin.tsx";
import { Flag } from "../../parts/country.tsx";
import { COLOURS } from "../../parts/medal-counts.tsx";
import { Star } from "../../parts/star.tsx";
import { Won } from "../../parts/won.tsx";
import {
  COLUMNS,
  type Column,
  type Direction,
  firstDirection,
  type MedalEvent,
  medalsOf,
  sorted,
} from "./tally.ts";

interface Props {
  rows: readonly MedalRow[];
  events: readonly MedalEvent[];
  note: string;
  /** `gold`, or `-gold` for the other way round; empty: by rank. */
  sort: string;
  onSort: (sort: string) => void;
}

/** Country rows open to their medals. Those followed stand first as long as the table is in its own order. */
export function Table({ rows, events, note, sort, onSort }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { column, direction } = orderOf(sort);
  const ordered = sorted(rows, column, direction, countryName, t.code);
  const shown = sort === "" ? followedFirst(ordered, ({ noc }) => isFollowed("country", noc)) : ordered;
  const toggle = (noc: string) => {
    const others = new Set(open);
    if (!others.delete(noc)) others.add(noc);
    setOpen(others);
  };
  const choose = (next: Column) => {
    const again = next === column && direction === firstDirection(next);
    const value = `${again ? "-" : ""}${next}`;
    onSort(value === "rank" ? "" : value);
  };
  const head = (name: Column, label: ComponentChildren) => (
    <SortHead
      key={name}
      name={name}
      direction={name === column ? direction : undefined}
      label={label}
      onClick={() => choose(name)}
    />
  );
  return (
    <table class="medal-table">
      <caption class="muted">{note}</caption>
      <thead>
        <tr>
          {head("rank", t.medals.byGold)}
          {head("noc", t.column.country)}
          {COLOURS.map((medal) => head(medal, <Coin medal={medal} />))}
          {head("total", t.total)}
          {head("rankByTotal", t.medals.byTotal)}
        </tr>
      </thead>
      {shown.map((row) => (
        <Country key={row.noc} row={row} events={events} open={open.has(row.noc)} onToggle={toggle} />
      ))}
    </table>
  );
}

function SortHead({
  name,
  direction,
  label,
  onClick,
}: {
  name: Column;
  direction: Direction | undefined;
  label: ComponentChildren;
  onClick: () => void;
}) {
  return (
    <th scope="col" class={name} aria-sort={direction ?? "none"}>
      <button type="button" onClick={onClick}>
        {label}
      </button>
    </th>
  );
}

function Country({
  row: { noc, rank, rankEqual, rankByTotal, total, ...counts },
  events,
  open,
  onToggle,
}: {
  row: MedalRow;
  events: readonly MedalEvent[];
  open: boolean;
  onToggle: (noc: string) => void;
}) {
  const id = `medals-${noc}`;
  return (
    <tbody>
      <tr>
        <td class="rank">
          {rankEqual && "="}
          {rank}
        </td>
        <th scope="row" class="noc">
          <button type="button" aria-expanded={open} aria-controls={id} onClick={() => onToggle(noc)}>
            <Flag noc={noc} />
            <span class="cut name">{countryName(noc)}</span>
            <span class="short" aria-hidden="true">
              {noc}
            </span>
            {isFollowed("country", noc) && <Star />}
          </button>
        </th>
        {COLOURS.map((medal) => (
          <td key={medal} class={medal}>
            {counts[medal]}
          </td>
        ))}
        <td class="total">{total}</td>
        <td class="rankByTotal">{rankByTotal}</td>
      </tr>
      <tr id={id} hidden={!open}>
        {open && (
          <td colSpan={COLUMNS.length}>
            <Won label={t.medals.show(countryName(noc))} medals={medalsOf(noc, events)} />
            <p>
              <a href={to.country(noc)}>{t.medals.page(countryName(noc))}</a>
            </p>
          </td>
        )}
      </tr>
    </tbody>
  );
}

function orderOf(sort: string): { column: Column; direction: Direction } {
  const reverse = sort.startsWith("-");
  const name = sort.replace("-", "");
  const column = COLUMNS.find((known) => known === name) ?? "rank";
  const first = firstDirection(column);
  const other = first === "ascending" ? "descending" : "ascending";
  return { column, direction: reverse ? other : first };
}

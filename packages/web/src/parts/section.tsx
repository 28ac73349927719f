/** Pieces that several sections share. */
import type { Medal } from "@podium/core/results/ranking/types.ts";
import type { ComponentChildren } from "preact";
import type { Zone } from "./format.ts";

/** NOC code to country name. */
export type Countries = ReadonlyMap<string, string>;

/** Named by its heading, which is the table's caption where there is a table. */
export function Section({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`}>
      {children}
    </section>
  );
}

export function Heading({ id, text, note }: { id: string; text: string; note?: string }) {
  return (
    <span class="heading">
      <h2 id={`${id}-heading`}>{text}</h2>
      {note && <span class="muted">{note}</span>}
    </span>
  );
}

/** Column headings that only a screen reader needs: name and class, which sets the width of the column. */
export function QuietHead({ columns }: { columns: readonly (readonly [name: string, width: string])[] }) {
  return (
    <thead class="quiet">
      <tr>
        {columns.map(([name, width]) => (
          <th key={name} scope="col" class={width}>
            <span class="hidden">{name}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Three letters, with the country's name where it is known. */
export function Noc({ noc, countries }: { noc: string; countries: Countries }) {
  const name = countries.get(noc);
  return name === undefined ? (
    <span class="noc">{noc}</span>
  ) : (
    <abbr class="noc" title={name}>
      {noc}
    </abbr>
  );
}

/** A coin with its letter: colour is never the only sign. */
export function Coin({ medal }: { medal: Medal }) {
  const name = medal[0]?.toUpperCase() + medal.slice(1);
  return (
    <span class={`coin ${medal}`} title={name}>
      <span aria-hidden="true">{name[0]}</span>
      <span class="hidden">{name}</span>
    </span>
  );
}

export function Clock({ at, zone }: { at: string; zone: Zone }) {
  return <time dateTime={at}>{zone.time(at)}</time>;
}

/** The line that heads an event's rows: what it is, and at the right what there is to say about it. */
export function EventHeading({
  name,
  detail,
  aside,
  children,
}: {
  name: string;
  detail: string;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <span class="event">
      <b>{name}</b> <span class="muted">{detail}</span>
      {children}
      {aside && <span class="aside">{aside}</span>}
    </span>
  );
}

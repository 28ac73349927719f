/** @jsxImportSource react */
/** What a correction would change, before beside after. */
import type { Answer } from "@podium/functions/admin/contract.ts";
import { t } from "../text.ts";

type Shown = Answer<"preview">;
type Place = Shown["standings"][number]["before"];

export function Preview({ preview: { standings, units, medalTable, event } }: { preview: Shown }) {
  const nothing =
    standings.length === 0 && medalTable.length === 0 && units.every(({ entries }) => entries.length === 0);
  return (
    <section className="preview" aria-label={t.preview.title} role="status">
      <h3>{t.preview.title}</h3>
      {nothing && <p>{t.preview.nothing}</p>}
      {event.before !== event.after && (
        <p>
          {t.status(event.before)} → {t.status(event.after)}
        </p>
      )}
      {standings.length > 0 && (
        <Changes
          caption={t.preview.standings}
          rows={standings.map(({ competitor, before, after }) => ({
            key: competitor.id,
            name: `${competitor.name} ${competitor.noc}`,
            before: placeText(before),
            after: placeText(after),
          }))}
        />
      )}
      {units.map(({ unit, entries }) =>
        entries.length === 0 || standings.length > 0 ? null : (
          <Changes
            key={unit}
            caption={t.preview.unit}
            rows={entries.map(({ competitor, before, after }) => ({
              key: competitor.id,
              name: `${competitor.name} ${competitor.noc}`,
              before: String(before?.rank ?? before?.irm ?? "–"),
              after: String(after?.rank ?? after?.irm ?? "–"),
            }))}
          />
        ),
      )}
      {medalTable.length > 0 && (
        <Changes
          caption={t.preview.medalTable}
          who={t.preview.country}
          rows={medalTable.map(({ noc, name, before, after }) => ({
            key: noc,
            name,
            before: countsText(before),
            after: countsText(after),
          }))}
        />
      )}
    </section>
  );
}

interface Change {
  key: string;
  name: string;
  before: string;
  after: string;
}

interface ChangesProps {
  caption: string;
  /** What the rows are. */
  who?: string;
  rows: readonly Change[];
}

function Changes({ caption, who = t.columns.competitor, rows }: ChangesProps) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{who}</th>
          <th scope="col">{t.preview.before}</th>
          <th scope="col">{t.preview.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, before, after }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>{before}</td>
            <td>{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function placeText(place: Place): string {
  if (place === null) return "–";
  const rank = place.rank ?? place.irm ?? "–";
  return place.medal === null ? String(rank) : `${rank} · ${t.medals[place.medal]}`;
}

function countsText(counts: Shown["medalTable"][number]["before"]): string {
  return counts === null ? "–" : t.preview.counts(counts);
}

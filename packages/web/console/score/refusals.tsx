/** @jsxImportSource react */
/** Commands that the server did not take: beside what is there, for a person to decide. Nothing is overwritten by itself. */
import type { Mark, Match } from "@podium/core/results/schema.ts";
import { useDesk } from "../app/desk.tsx";
import { instantText } from "../events/time.ts";
import type { Item } from "../outbox/outbox.ts";
import { Action } from "../parts/parts.tsx";
import { t } from "../text.ts";
import type { Column } from "./columns.ts";
import type { Unit } from "./facts.ts";
import { matchText } from "./match-text.ts";

interface Props {
  unit: Unit;
  items: readonly Item[];
  columns: readonly Column[];
}

export function Refusals({ unit, items, columns }: Props) {
  const refused = items.filter((item) => item.refused !== undefined);
  const names = new Map(unit.entries.map(({ competitor }) => [competitor.id, competitor.name]));
  if (refused.length === 0) return null;
  return (
    <section className="refusals" role="alert" aria-label={t.conflict.title}>
      {refused.map((item) => (
        <Refusal
          key={item.id}
          item={item}
          // What was typed since about the same fact is what the person means now.
          mine={items.findLast(({ fact }) => fact === item.fact) ?? item}
          about={names.get(String(item.command.competitor)) ?? t.kinds(item.command.type)}
          columns={columns}
        />
      ))}
    </section>
  );
}

interface RefusalProps {
  item: Item;
  mine: Item;
  about: string;
  columns: readonly Column[];
}

function Refusal({ item, mine, about, columns }: RefusalProps) {
  const { outbox } = useDesk();
  const { theirs, detail } = item.refused ?? {};
  const giveUp = () => void outbox.discard(item.id);
  if (theirs === undefined) {
    return (
      <article>
        <h2>{t.conflict.refused(about)}</h2>
        <p>
          {valueText(mine.command.mark ?? mine.command.match ?? mine.command.status, columns)}: {detail}
        </p>
        <Action onPress={giveUp}>{t.conflict.giveUp}</Action>
      </article>
    );
  }
  return (
    <article>
      <h2>{t.conflict.about(about)}</h2>
      <dl className="sides">
        <div>
          <dt>{t.conflict.yours}</dt>
          <dd>{valueText(mine.command.mark ?? mine.command.match ?? mine.command.status, columns)}</dd>
          <dd className="muted">{instantText(mine.command.at)}</dd>
          <dd>
            <Action onPress={() => void outbox.insist(item.id, theirs.version)}>
              {t.conflict.sendYours}
            </Action>
          </dd>
        </div>
        <div>
          <dt>{t.conflict.theirs}</dt>
          <dd>{valueText(theirs.value, columns)}</dd>
          <dd className="muted">
            {theirs.by ?? t.conflict.someone} {theirs.at && instantText(theirs.at)}
          </dd>
          <dd>
            <Action tone="primary" onPress={giveUp}>
              {t.conflict.keepTheirs}
            </Action>
          </dd>
        </div>
      </dl>
    </article>
  );
}

function valueText(value: unknown, columns: readonly Column[]): string {
  if (typeof value === "string") return t.status(value);
  if (value === null || value === undefined) return t.conflict.nothing;
  if (typeof value === "object" && "sides" in value) return matchText(value as Match);
  return markText(value as Mark, columns);
}

/** What the columns show of a mark, in one line. */
export function markText(mark: Mark, columns: readonly Column[]): string {
  const shown = columns.flatMap((column) => {
    const text = column.read(mark);
    return text === "" ? [] : [columns.length > 2 ? `${column.title} ${text}` : text];
  });
  return shown.join(", ") || t.conflict.nothing;
}

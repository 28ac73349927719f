/** @jsxImportSource react */
/** The grid of a start list: arrows lead around, Enter sends and goes to the next row. Only a row that changed is drawn again. */
import type { Mark } from "@podium/core/results/schema.ts";
import { type FocusEvent, type KeyboardEvent, memo, useId, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Item } from "../outbox/outbox.ts";
import { Action } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { timeText } from "./amounts.ts";
import { doubtAbout } from "./check.ts";
import type { Column } from "./columns.ts";
import { draftOf, type Typed } from "./draft.ts";
import { markFact, markShown, type Unit, type UnitEntry } from "./facts.ts";

interface SheetProps {
  id: string;
  unit: Unit;
  columns: readonly Column[];
  waiting: ReadonlyMap<string, Item>;
  changed: ReadonlySet<string>;
  editable: boolean;
  onCommit: (competitor: string, mark: Mark) => void;
  onCorrect: ((competitor: string) => void) | undefined;
}

export function Sheet({ id, unit, columns, waiting, changed, editable, onCommit, onCorrect }: SheetProps) {
  const { entries } = unit;
  // Read when a mark is checked: what others have must not draw a row again.
  const marks = useRef<() => Mark[]>(() => []);
  marks.current = () =>
    entries.map((entry) => markShown(entry, waiting.get(markFact(id, entry.competitor.id))));
  const others = useMemo(() => (competitor: number) => marks.current().toSpliced(competitor, 1), []);
  if (entries.length === 0) return <p>{t.score.noStartList}</p>;
  return (
    <section className="wide-table" aria-label={t.score.sheet}>
      <table className="sheet" onKeyDown={walk}>
        <caption className="hidden">{t.score.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.order}</th>
            <th scope="col">{t.columns.bib}</th>
            <th scope="col">{t.columns.competitor}</th>
            {columns.map(({ id: column, title }) => (
              <th key={column} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">{t.columns.rank}</th>
            <th scope="col">{t.columns.behind}</th>
            <th scope="col">{t.columns.state}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            <Row
              key={entry.competitor.id}
              id={id}
              index={index}
              entry={entry}
              columns={columns}
              waiting={waiting.get(markFact(id, entry.competitor.id))}
              changed={changed.has(entry.competitor.id)}
              editable={editable}
              others={others}
              onCommit={onCommit}
              onCorrect={onCorrect}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps extends Pick<SheetProps, "id" | "columns" | "editable" | "onCommit" | "onCorrect"> {
  index: number;
  entry: UnitEntry;
  waiting: Item | undefined;
  changed: boolean;
  others: (row: number) => Mark[];
}

const Row = memo(function Row(props: RowProps) {
  const { id, index, entry, columns, waiting, changed, editable, others, onCommit, onCorrect } = props;
  const [typed, setTyped] = useState<Typed>({});
  /** The doubt that Enter has met once; another Enter means it. */
  const [held, setHeld] = useState<string>();
  /** Enter was pressed on what can't be: until then it may be half of what is meant. */
  const [tried, setTried] = useState(false);
  const note = useId();
  const mark = markShown(entry, waiting);
  const draft = draftOf(id, columns, mark, typed);
  const dirty = Object.keys(typed).length > 0;

  const change = (column: string, text: string) => {
    setTyped((all) => ({ ...all, [column]: text }));
    setHeld(undefined);
    setTried(false);
  };
  /** False: it stays as typed, and is not sent. */
  const commit = (meant: boolean): boolean => {
    if (!dirty) return true;
    if (draft.mark === undefined) {
      setTried(true);
      return false;
    }
    const doubt = doubtAbout(draft.mark, others(index));
    if (doubt !== undefined && !(meant && held === doubt)) {
      setHeld(doubt);
      return false;
    }
    if (!isSame(draft.mark, mark)) onCommit(entry.competitor.id, draft.mark);
    setTyped({});
    setHeld(undefined);
    return true;
  };
  const press = (event: KeyboardEvent<HTMLTableRowElement>) => {
    if (event.key === "Escape") {
      // At once: a frame later the selection would take the next keys with it.
      flushSync(() => {
        setTyped({});
        setHeld(undefined);
      });
      // As if one had just come to the cell: what is typed next replaces what it shows.
      if (event.target instanceof HTMLInputElement) event.target.select();
    }
    if ((event.key === "Enter" || UP_AND_DOWN.has(event.key)) && !commit(event.key === "Enter")) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  /** Going on to another row sends; a dialog or another window that takes the focus away does not. */
  const leave = ({ currentTarget, relatedTarget }: FocusEvent<HTMLTableRowElement>) => {
    const other = relatedTarget?.closest(".sheet tbody tr");
    if (other && other !== currentTarget) commit(false);
  };
  const state = stateOf({ rule: draft.rule, tried, held, dirty, waiting, changed });
  const { name, noc } = entry.competitor;
  return (
    <tr className={state.kind} onKeyDown={press} onBlur={leave}>
      <td>{entry.entry.value?.startOrder}</td>
      <td>{entry.entry.value?.bib}</td>
      <th scope="row">
        {name} <span className="muted">{noc}</span>
      </th>
      {columns.map((column, at) => (
        <td key={column.id}>
          <input
            data-row={index}
            data-column={at}
            data-typed={column.id in typed}
            aria-label={`${column.title}, ${name}`}
            aria-invalid={tried && draft.column === column.id}
            aria-describedby={note}
            placeholder={editable ? column.example : ""}
            readOnly={!editable}
            value={typed[column.id] ?? column.read(mark)}
            onChange={({ target }) => change(column.id, target.value)}
            onFocus={({ target }) => target.select()}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
        </td>
      ))}
      <td>{entry.rank === null ? (entry.irm ?? "") : `${entry.rankEqual ? "=" : ""}${entry.rank}`}</td>
      <td>{entry.gapMs ? `+${timeText(entry.gapMs)}` : ""}</td>
      <td
        className="note"
        id={note}
        role={state.kind === "wrong" || state.kind === "doubt" ? "alert" : undefined}
      >
        {state.text}
        {onCorrect !== undefined && (
          <Action aria-label={`${t.score.correct} ${name}`} onPress={() => onCorrect(entry.competitor.id)}>
            {t.score.correct}
          </Action>
        )}
      </td>
    </tr>
  );
});

const UP_AND_DOWN: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown"]);

interface StateProps {
  rule: string | undefined;
  tried: boolean;
  held: string | undefined;
  dirty: boolean;
  waiting: Item | undefined;
  changed: boolean;
}

function stateOf({ rule, tried, held, dirty, waiting, changed }: StateProps): { kind: string; text: string } {
  if (rule !== undefined) return { kind: tried ? "wrong" : "typed", text: rule };
  if (held !== undefined) return { kind: "doubt", text: `${held} ${t.doubt.again}` };
  if (dirty) return { kind: "typed", text: t.state.typed };
  if (waiting?.refused?.theirs !== undefined) return { kind: "conflict", text: t.state.conflict };
  if (waiting?.refused !== undefined) return { kind: "refused", text: t.state.refused };
  if (waiting !== undefined) return { kind: "unsent", text: t.state.unsent };
  return changed ? { kind: "changed", text: t.state.changed } : { kind: "still", text: "" };
}

function isSame(left: Mark, right: Mark): boolean {
  const text = (mark: Mark) =>
    JSON.stringify(Object.entries(mark).sort(([one], [other]) => (one < other ? -1 : 1)));
  return text(left) === text(right);
}

/** Arrows and Enter lead from cell to cell, as in a spreadsheet. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const { target, key, currentTarget } = event;
  if (!(target instanceof HTMLInputElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = Number(target.dataset.row);
  const column = Number(target.dataset.column);
  const { selectionStart: from, selectionEnd: until, value } = target;
  const whole = from === 0 && until === value.length;
  const steps: Readonly<Record<string, readonly [number, number] | false>> = {
    Enter: [event.shiftKey ? -1 : 1, 0],
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowLeft: (whole || from === 0) && [0, -1],
    ArrowRight: (whole || until === value.length) && [0, 1],
  };
  const step = steps[key];
  if (!step) return;
  event.preventDefault();
  const next = `[data-row="${row + step[0]}"][data-column="${column + step[1]}"]`;
  currentTarget.querySelector<HTMLInputElement>(next)?.focus();
}

/** @jsxImportSource react */
/** A mark that was official: changed, disqualified, reinstated. */
import type { Mark } from "@podium/core/results/schema.ts";
import { useState } from "react";
import { Action, Field, Problem } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { type Column, withIrm } from "./columns.ts";
import { ConfirmCorrection } from "./confirm.tsx";
import { draftOf, type Typed } from "./draft.ts";
import type { UnitEntry } from "./facts.ts";
import { markText } from "./refusals.tsx";

interface Props {
  id: string;
  entry: UnitEntry;
  columns: readonly Column[];
  reopened: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function Correction({ id, entry, columns, ...rest }: Props) {
  const before = entry.mark.value ?? {};
  const [mark, setMark] = useState<Mark>(before);
  const [typed, setTyped] = useState<Typed>({});
  const { mark: draft, rule } = draftOf(id, columns, mark, typed);
  const change = (next: Mark) => {
    setMark(next);
    setTyped({});
  };
  const { irm, ...reinstated } = mark;
  return (
    <ConfirmCorrection
      title={t.correction.title(entry.competitor.name)}
      command={draft && { type: "correction", unit: id, competitor: entry.competitor.id, mark: draft }}
      expectedVersion={entry.mark.version}
      {...rest}
    >
      <p>
        {t.correction.now}: <strong>{markText(before, columns)}</strong>
      </p>
      <div className="fields">
        {columns.map((column) => (
          <Field
            key={column.id}
            label={column.title}
            value={typed[column.id] ?? column.read(mark)}
            onChange={(text) => setTyped((all) => ({ ...all, [column.id]: text }))}
          />
        ))}
        <Action onPress={() => change(withIrm(mark, "DSQ"))}>{t.correction.disqualify}</Action>
        {irm !== undefined && <Action onPress={() => change(reinstated)}>{t.correction.reinstate}</Action>}
      </div>
      {rule !== undefined && <Problem error={new Error(rule)} />}
    </ConfirmCorrection>
  );
}

/** @jsxImportSource react */
/** A record as a form: one field a line of its description, text in and text out. What is wrong with it the server says. */
import { useState } from "react";
import { useDoing } from "../app/asked.ts";
import { t } from "../text.ts";
import { Action, Choice, Field, PopUp, Problem } from "./parts.tsx";

export type Texts = Readonly<Record<string, string>>;

export interface FieldSpec {
  key: string;
  label: string;
  hint?: string;
  required?: boolean;
  type?: string;
  options?: readonly (readonly [value: string, label: string])[];
}

interface Props {
  title: string;
  fields: readonly FieldSpec[];
  values: Texts;
  /** With what was typed, without what is empty. Rejects where it could not be done; the dialog then stays. */
  onSave: (values: Texts) => Promise<void>;
  onClose: () => void;
}

export function RecordForm({ title, fields, values, onSave, onClose }: Props) {
  const [typed, setTyped] = useState<Texts>(values);
  const { busy, error, run } = useDoing();
  const save = async () => {
    const filled = Object.entries(typed).flatMap(([key, text]) =>
      text.trim() === "" ? [] : [[key, text.trim()]],
    );
    if (await run(() => onSave(Object.fromEntries(filled)))) onClose();
  };
  return (
    <PopUp title={title} onClose={onClose} wide>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="fields">
          {fields.map(({ key, label, options, ...rest }) => {
            const shared = {
              label,
              value: typed[key] ?? "",
              onChange: (text: string) => setTyped((all) => ({ ...all, [key]: text })),
            };
            return options === undefined ? (
              <Field key={key} {...shared} {...rest} />
            ) : (
              <Choice key={key} {...shared} options={options} />
            );
          })}
        </div>
        <Problem error={error} />
        <div className="actions">
          <Action type="submit" tone="primary" isDisabled={busy}>
            {t.save}
          </Action>
          <Action onPress={onClose}>{t.cancel}</Action>
        </div>
      </form>
    </PopUp>
  );
}

/** @jsxImportSource react */
/** Small pieces that every page is made of. */
import { type ReactNode, useId } from "react";
import { Button, type ButtonProps, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { sentenceOf } from "../api/problem.ts";
import { t } from "../text.ts";

export function Problem({ error }: { error: unknown }) {
  if (error === undefined) return null;
  return (
    <p className="problem" role="alert">
      {sentenceOf(error)}
    </p>
  );
}

export function PageHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </div>
  );
}

/** What isn't there yet, or can't be had. */
export function Waiting({ error }: { error: unknown }) {
  return error === undefined ? <p className="muted">{t.loading}</p> : <Problem error={error} />;
}

type Tone = "plain" | "primary" | "danger";

export function Action({ tone = "plain", ...props }: ButtonProps & { tone?: Tone }) {
  return <Button {...props} className={`action ${tone}`} />;
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: string;
  hint?: string;
  required?: boolean;
  autoFocus?: boolean;
  autoComplete?: string;
  inputMode?: "numeric";
  pattern?: string;
  maxLength?: number;
  lines?: number;
  list?: readonly string[];
}

export function Field({ label, value, onChange, hint, lines, list, ...rest }: FieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
    "aria-describedby": hint === undefined ? undefined : `${id}-hint`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {lines === undefined ? (
        <input {...rest} {...shared} list={list && `${id}-list`} spellCheck={false} />
      ) : (
        <textarea {...shared} rows={lines} required={rest.required} spellCheck={false} />
      )}
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="muted hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, label: string])[];
}

export function Choice({ label, value, onChange, options }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface PopUpProps {
  title: string;
  onClose?: (() => void) | undefined;
  wide?: boolean;
  children: ReactNode;
}

/** A dialog over the page; without `onClose` it stays until it is answered. */
export function PopUp({ title, onClose, wide = false, children }: PopUpProps) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={false}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => !open && onClose?.()}
    >
      <Modal className={wide ? "modal wide" : "modal"}>
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export function Status({ value }: { value: string }) {
  return <span className={`status ${value.toLowerCase()}`}>{t.status(value)}</span>;
}

/** A region that scrolls can be reached and scrolled by keyboard. */
const REACHABLE = { tabIndex: 0 };

/** A table that may be wider than the page: it scrolls by itself. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="wide-table" aria-label={label} {...REACHABLE}>
      {children}
    </section>
  );
}

interface TableProps<R> {
  label: string;
  /** Title of each column, and what stands in it. The first names the row. */
  columns: readonly (readonly [title: string, cell: (row: R) => ReactNode])[];
  rows: readonly R[];
  keyOf: (row: R) => string;
  /** On a phone each row stands by itself, its cells one below the other. */
  stacks?: boolean;
}

export function Table<R>({ label, columns, rows, keyOf, stacks = false }: TableProps<R>) {
  return (
    <Wide label={label}>
      <table className={stacks ? "stacks" : undefined}>
        <thead>
          <tr>
            {columns.map(([title]) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(([title, cell], at) =>
                at === 0 ? (
                  <th key={title} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} data-title={title}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

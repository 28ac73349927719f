/** @jsxImportSource react */
/** A dialog that asks why, before something is done that a trail has to explain. */
import { type ReactNode, useState } from "react";
import { useDoing } from "../app/asked.ts";
import { t } from "../text.ts";
import { Action, Field, PopUp, Problem } from "./parts.tsx";

interface Props {
  title: string;
  children?: ReactNode;
  /** Rejects where it could not be done; the dialog then stays. */
  onReason: (reason: string) => Promise<void>;
  onClose: () => void;
}

export function AskReason({ title, children, onReason, onClose }: Props) {
  const [reason, setReason] = useState("");
  const { busy, error, run } = useDoing();
  const submit = async () => {
    if (await run(() => onReason(reason.trim()))) onClose();
  };
  return (
    <PopUp title={title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        <Field label={t.reason} value={reason} onChange={setReason} required maxLength={500} autoFocus />
        <Problem error={error} />
        <div className="actions">
          <Action type="submit" tone="primary" isDisabled={busy || reason.trim().length < 3}>
            {title}
          </Action>
          <Action onPress={onClose}>{t.cancel}</Action>
        </div>
      </form>
    </PopUp>
  );
}

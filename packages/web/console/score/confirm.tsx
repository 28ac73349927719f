/** @jsxImportSource react */
/** What was official is changed with a reason, after a look at what that changes: ranks, medals, the medal table. */
import type { Answer } from "@podium/functions/admin/contract.ts";
import { type ReactNode, useRef, useState } from "react";
import { useDoing } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import { Action, Field, PopUp, Problem } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { Preview } from "./preview.tsx";

type Correction = { type: "correction" | "match-correction"; unit: string } & Record<string, unknown>;

interface Props {
  title: string;
  /** As it is typed now, without id and reason; undefined while it can't be. */
  command: Correction | undefined;
  /** Of the fact that it changes. */
  expectedVersion: number;
  /** The unit is on its way to being official again: medals are shown as they will be then. */
  reopened: boolean;
  /** What the correction is typed in. */
  children: ReactNode;
  onClose: () => void;
  onDone: () => void;
}

export function ConfirmCorrection({
  title,
  command,
  expectedVersion,
  reopened,
  children,
  onClose,
  onDone,
}: Props) {
  const { client, announcer, clock } = useDesk();
  const [reason, setReason] = useState("");
  const [shown, setShown] = useState<{ question: string; preview: Answer<"preview"> }>();
  const { busy, error, run } = useDoing();
  const question = JSON.stringify([command, reason.trim()]);
  // The same wish, sent again after a failure, is still the same one.
  const wish = useRef({ question: "", id: "" });
  const ready = command !== undefined && reason.trim().length >= 3;
  const preview = shown?.question === question ? shown.preview : undefined;

  const look = () =>
    run(async () => {
      if (command === undefined) return;
      if (wish.current.question !== question) wish.current = { question, id: crypto.randomUUID() };
      const { id } = wish.current;
      const official = { id: `${id}:official`, type: "status", unit: command.unit, status: "OFFICIAL" };
      const commands = [{ ...command, id, reason: reason.trim() }, ...(reopened ? [official] : [])];
      setShown({ question, preview: await client.ask("preview", { body: { commands } }) });
    });
  const confirm = () =>
    run(async () => {
      if (command === undefined) return;
      const { id } = wish.current;
      const at = new Date(clock.nowMs()).toISOString();
      const body = { command: { ...command, id, at, reason: reason.trim() }, expectedVersion };
      const { outcome } = await client.ask("command", { body });
      announcer.say(outcome === "proposed" ? t.correction.proposed : t.correction.done);
      onDone();
      onClose();
    });
  return (
    <PopUp title={title} onClose={onClose} wide>
      {children}
      <Field
        label={t.reason}
        hint={t.correction.reasonHint}
        value={reason}
        onChange={setReason}
        required
        maxLength={500}
      />
      <Problem error={error} />
      {preview !== undefined && reopened && <p className="muted">{t.correction.reopened}</p>}
      {preview !== undefined && <Preview preview={preview} />}
      <div className="actions">
        <Action
          isDisabled={!ready || busy}
          tone={preview === undefined ? "primary" : "plain"}
          onPress={() => void look()}
        >
          {t.correction.preview}
        </Action>
        {preview !== undefined && (
          <Action tone="primary" isDisabled={busy} onPress={() => void confirm()}>
            {t.correction.confirm}
          </Action>
        )}
        <Action onPress={onClose}>{t.cancel}</Action>
      </div>
    </PopUp>
  );
}

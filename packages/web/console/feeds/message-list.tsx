/** @jsxImportSource react */
/** Messages that need care: looked at, mended, sent through again, taken out. */
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useState } from "react";
import { useAsked, useDoing } from "../app/asked.ts";
import { useDesk, useMay } from "../app/desk.tsx";
import { instantText } from "../events/time.ts";
import { AskReason } from "../parts/ask-reason.tsx";
import { Action, Field, PopUp, Problem, Table, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";

type Message = Answer<"messages">["messages"][number];

interface Props {
  messages: readonly Message[];
  onChanged: () => void;
}

export function MessageList({ messages, onChanged }: Props) {
  const [open, setOpen] = useState<Message>();
  return (
    <>
      <Table
        label={t.menu.messages}
        rows={messages}
        keyOf={({ source, message }) => `${source} ${message}`}
        columns={[
          [t.messages.message, ({ message }) => message],
          [t.messages.received, ({ receivedAt }) => instantText(receivedAt)],
          [t.messages.source, ({ source }) => source],
          [t.messages.state, ({ state }) => t.messages.states[state]],
          [t.messages.about, ({ identity, lane }) => identity ?? lane],
          [t.messages.why, (one) => why(one)],
          [
            t.messages.care,
            (one) => (
              <Action aria-label={`${t.messages.open} ${one.message}`} onPress={() => setOpen(one)}>
                {t.messages.open}
              </Action>
            ),
          ],
        ]}
      />
      {open !== undefined && (
        <Opened record={open} onChanged={onChanged} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

function why({ field, rule, detail, waitsFor, code }: Message): string {
  if (waitsFor !== null) return t.messages.waitsFor(waitsFor);
  if (rule !== null) return [field, rule].filter(Boolean).join(" ");
  return detail ?? code ?? "";
}

interface OpenedProps {
  record: Message;
  onChanged: () => void;
  onClose: () => void;
}

/** Those that the line feed was told about at once and that nobody keeps on the way: there is nothing to send again. */
const KEPT = new Set(["held", "dead"]);

function Opened({ record, onChanged, onClose }: OpenedProps) {
  const { client } = useDesk();
  const may = useMay("feed:write");
  const parameters = { source: record.source, message: record.message };
  const { value, error } = useAsked("message", { parameters });
  const [mended, setMended] = useState<string>();
  const [discarding, setDiscarding] = useState(false);
  const [wishId] = useState(() => crypto.randomUUID());
  const doing = useDoing();
  const after = (work: () => Promise<unknown>) =>
    doing.run(async () => {
      await work();
      onChanged();
      onClose();
    });
  const replay = () => after(() => client.ask("replayMessage", { parameters, body: { id: wishId } }));
  const mend = () =>
    after(() =>
      client.ask("mendMessage", {
        parameters,
        body: { command: { ...commandIn(mended ?? ""), id: wishId } },
      }),
    );
  const isDocument = record.format === "odf";
  return (
    <PopUp title={record.message} onClose={onClose} wide>
      <p>{why(record)}</p>
      {value === undefined && <Waiting error={error} />}
      {value !== undefined && mended === undefined && <pre>{pretty(value.text ?? "")}</pre>}
      {mended !== undefined && (
        <Field
          label={t.messages.mended}
          hint={t.messages.mendHint}
          value={mended}
          onChange={setMended}
          lines={12}
        />
      )}
      <Problem error={doing.error} />
      <div className="actions">
        {may && mended === undefined && (
          <Action onPress={() => setMended(isDocument ? t.messages.template : pretty(value?.text ?? ""))}>
            {t.messages.mend}
          </Action>
        )}
        {may && mended !== undefined && (
          <Action tone="primary" isDisabled={doing.busy} onPress={() => void mend()}>
            {t.messages.send}
          </Action>
        )}
        {may && (isDocument || KEPT.has(record.state)) && (
          <>
            <Action isDisabled={doing.busy} onPress={() => void replay()}>
              {t.messages.replay}
            </Action>
            <Action onPress={() => setDiscarding(true)}>{t.messages.discard}…</Action>
          </>
        )}
        <Action onPress={onClose}>{t.close}</Action>
      </div>
      {discarding && (
        <AskReason
          title={t.messages.discard}
          onReason={async (reason) => {
            await client.ask("discardMessage", { parameters, body: { id: wishId, reason } });
            onChanged();
            onClose();
          }}
          onClose={() => setDiscarding(false)}
        />
      )}
    </PopUp>
  );
}

/** Throws a sentence for the person who wrote it. */
function commandIn(text: string): { type: string } {
  try {
    return JSON.parse(text) as { type: string };
  } catch {
    throw new SyntaxError(t.messages.notJson);
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

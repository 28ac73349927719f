/** @jsxImportSource react */
/** Who reports a unit: a feed, or people by hand. What a feed says meanwhile is kept, listed, and can be applied later. */
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useState } from "react";
import { useAsked } from "../app/asked.ts";
import { useDesk, useMay } from "../app/desk.tsx";
import { AskReason } from "../parts/ask-reason.tsx";
import { Action } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { MessageList } from "./message-list.tsx";

type Unit = Answer<"unit">;
type Source = NonNullable<Unit["charge"]>;

interface Props extends Pick<Unit, "charge" | "precedence" | "mine"> {
  unit: string;
  onChanged: () => void;
}

export function Charge({ unit, charge, precedence, mine, onChanged }: Props) {
  const { client } = useDesk();
  const may = useMay("feed:write") && mine;
  const [giving, setGiving] = useState<{ to: Source; id: string }>();
  const held = useAsked(
    "messages",
    { query: { lane: unit, state: "held" } },
    { everySeconds: 5, wanted: charge !== null },
  );
  const others = precedence.order.filter((source) =>
    charge === null ? source === "manual" : source !== charge,
  );
  const messages = held.value?.messages ?? [];
  return (
    <section className="charge" aria-label={t.feeds.charge}>
      <p className="actions">
        <span>{t.feeds.reports(charge)}</span>
        {may &&
          others.map((source) => (
            <Action key={source} onPress={() => setGiving({ to: source, id: crypto.randomUUID() })}>
              {t.feeds.give(source)}
            </Action>
          ))}
        <span className="muted hint">{t.feeds.order(precedence.order, precedence.scope)}</span>
      </p>
      {messages.length > 0 && (
        <details>
          <summary>{t.feeds.heldHere(messages.length)}</summary>
          <MessageList messages={messages} onChanged={held.again} />
        </details>
      )}
      {giving !== undefined && (
        <AskReason
          title={t.feeds.give(giving.to)}
          onReason={async (reason) => {
            const body = { id: giving.id, source: giving.to, reason };
            await client.ask("charge", { parameters: { unit }, body });
            onChanged();
          }}
          onClose={() => setGiving(undefined)}
        />
      )}
    </section>
  );
}

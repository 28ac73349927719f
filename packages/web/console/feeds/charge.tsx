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

type Source = NonNullable<Answer<"unit">["charge"]>;

interface Props {
  unit: string;
  charge: Source | null;
  mine: boolean;
  onChanged: () => void;
}

const FEEDS: readonly Source[] = ["odf", "timing"];

export function Charge({ unit, charge, mine, onChanged }: Props) {
  const { client } = useDesk();
  const may = useMay("feed:write") && mine;
  const [giving, setGiving] = useState<{ to: Source; id: string }>();
  const held = useAsked(
    "messages",
    { query: { lane: unit, state: "held" } },
    { everySeconds: 5, wanted: charge !== null },
  );
  const others: readonly Source[] = charge === "manual" ? FEEDS : ["manual"];
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

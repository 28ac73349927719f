/** @jsxImportSource react */
/** What one person has proposed, and another confirms or refuses. */

import type { Answer } from "@podium/functions/admin/contract.ts";
import type { proposal } from "@podium/functions/admin/schema.ts";
import { useState } from "react";
import type * as z from "zod";
import { useDoing } from "../app/asked.ts";
import { useDesk, useMay, useNow } from "../app/desk.tsx";
import { to } from "../app/route.ts";
import { ageText } from "../events/time.ts";
import { AskReason } from "../parts/ask-reason.tsx";
import { Action, Problem } from "../parts/parts.tsx";
import { Preview } from "../score/preview.tsx";
import { t } from "../text.ts";

type Proposal = z.infer<typeof proposal>;

interface Props {
  proposals: readonly Proposal[];
  names?: ReadonlyMap<string, string>;
  onDecided: () => void;
}

export function ProposalList({ proposals, names = new Map(), onDecided }: Props) {
  if (proposals.length === 0) return null;
  return (
    <section className="proposals" aria-label={t.proposals.title}>
      {proposals.map((one) => (
        <Decide key={one.id} proposal={one} names={names} onDecided={onDecided} />
      ))}
    </section>
  );
}

interface DecideProps extends Pick<Props, "onDecided"> {
  proposal: Proposal;
  names: ReadonlyMap<string, string>;
}

function Decide({ proposal, names, onDecided }: DecideProps) {
  const { client, me } = useDesk();
  const mayDecide = useMay("results:write");
  const nowMs = useNow();
  const [refusing, setRefusing] = useState(false);
  const [shown, setShown] = useState<Answer<"preview">>();
  const { busy, error, run } = useDoing();
  const { id, command, proposedBy, expiresAt } = proposal;
  const own = proposedBy === `user:${me.userId}`;
  const parameters = { proposal: id };
  const confirm = () =>
    run(async () => {
      await client.ask("confirmProposal", { parameters });
      onDecided();
    });
  const look = () =>
    run(async () => {
      setShown(
        await client.ask("preview", { body: { commands: [command as { id: string; type: string }] } }),
      );
    });
  return (
    <article>
      <p>
        <strong>{t.proposals.about(command, names)}</strong>{" "}
        <a href={to.unit(proposal.unit)}>{proposal.event}</a>{" "}
        <span className="muted">
          {t.proposals.by(proposedBy.replace("user:", ""))},{" "}
          {t.proposals.expires(ageText(Math.max(0, Math.floor((Date.parse(expiresAt) - nowMs) / 1000))))}
        </span>
      </p>
      {typeof command.reason === "string" && <p>{command.reason}</p>}
      <Problem error={error} />
      {shown !== undefined && <Preview preview={shown} />}
      {mayDecide && (
        <div className="actions">
          <Action isDisabled={busy} onPress={() => void look()}>
            {t.correction.preview}
          </Action>
          {!own && (
            <Action tone="primary" isDisabled={busy} onPress={() => void confirm()}>
              {t.proposals.confirm}
            </Action>
          )}
          <Action isDisabled={busy} onPress={() => setRefusing(true)}>
            {own ? t.proposals.takeBack : t.proposals.refuse}…
          </Action>
        </div>
      )}
      {refusing && (
        <AskReason
          title={own ? t.proposals.takeBack : t.proposals.refuse}
          onReason={async (reason) => {
            await client.ask("refuseProposal", { parameters, body: { reason } });
            onDecided();
          }}
          onClose={() => setRefusing(false)}
        />
      )}
    </article>
  );
}

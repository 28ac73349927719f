/** @jsxImportSource react */
/** What the edge has of the boards, and making it forget: with what that costs, and what is left of the month. */

import { DISCIPLINES } from "@podium/core/results/ranking/irm.ts";
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useState } from "react";
import type { Input } from "../api/client.ts";
import { useAsked, useDoing } from "../app/asked.ts";
import { useDesk, useMay } from "../app/desk.tsx";
import { ageText, instantText } from "../events/time.ts";
import { AskReason } from "../parts/ask-reason.tsx";
import { Action, Choice, PageHead, Problem, Table, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";

type Scope = Input<"invalidate">["body"]["scope"];

interface Asking {
  scope: Scope;
  id: string;
  cost: Answer<"invalidate">;
}

export default function Edge() {
  const { client, announcer } = useDesk();
  const may = useMay("edge:invalidate");
  const [discipline, setDiscipline] = useState("");
  const { value, error, again } = useAsked("edge", { query: { discipline } }, { everySeconds: 5 });
  const [asking, setAsking] = useState<Asking>();
  const doing = useDoing();
  const price = (scope: Scope) =>
    doing.run(async () => {
      const id = crypto.randomUUID();
      const body = { id, scope, reason: t.edge.dryRun, dryRun: true };
      setAsking({ scope, id, cost: await client.ask("invalidate", { body }) });
    });
  return (
    <>
      <PageHead title={t.menu.edge}>
        <Choice
          label={t.myEvents.discipline}
          value={discipline}
          onChange={setDiscipline}
          options={[["", t.edge.wholeGames], ...[...DISCIPLINES].sort().map((code) => [code, code] as const)]}
        />
        {may && discipline !== "" && (
          <Action onPress={() => void price({ what: "discipline", discipline })}>
            {t.edge.forget(discipline)}…
          </Action>
        )}
        {may && (
          <Action tone="danger" onPress={() => void price({ what: "everything" })}>
            {t.edge.forget(t.edge.everything)}…
          </Action>
        )}
      </PageHead>
      <Problem error={doing.error} />
      {value === undefined ? (
        <Waiting error={error} />
      ) : (
        <>
          <p>{t.edge.budget(value.budget)}</p>
          <Table
            label={t.edge.boards}
            rows={value.boards}
            keyOf={({ board }) => board}
            columns={[
              [t.edge.board, ({ board }) => board],
              [t.edge.version, ({ version }) => version],
              [t.edge.age, ({ ageSeconds }) => ageText(ageSeconds)],
              [t.edge.changed, ({ updatedAt }) => instantText(updatedAt)],
              [t.edge.lag, ({ lagMs }) => (lagMs === null ? "" : `${lagMs} ms`)],
              [t.edge.freshness, ({ freshness }) => freshness],
              ...(may
                ? [
                    [
                      t.edge.care,
                      ({ board }: { board: string }) => (
                        <Action
                          aria-label={t.edge.forget(board)}
                          onPress={() => void price({ what: "board", board })}
                        >
                          {t.edge.forgetIt}…
                        </Action>
                      ),
                    ] as const,
                  ]
                : []),
            ]}
          />
        </>
      )}
      {asking !== undefined && (
        <AskReason
          title={t.edge.forget(nameOf(asking.scope))}
          onReason={async (reason) => {
            const { scope, id } = asking;
            await client.ask("invalidate", { body: { id, scope, reason } });
            announcer.say(t.edge.done);
            again();
          }}
          onClose={() => setAsking(undefined)}
        >
          <p>{t.edge.cost(asking.cost.items.length, asking.cost.costMicroUsd)}</p>
          <p>{t.edge.budget(asking.cost.budget)}</p>
        </AskReason>
      )}
    </>
  );
}

function nameOf(scope: Scope): string {
  if (scope.what === "everything") return t.edge.everything;
  return scope.what === "board" ? scope.board : scope.discipline;
}

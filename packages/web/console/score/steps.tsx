/** @jsxImportSource react */
/** The status of a unit: where it can go, and what stands in the way. */
import { useDesk } from "../app/desk.tsx";
import { Action } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { statusFact, type Unit } from "./facts.ts";

interface Props {
  id: string;
  unit: Unit;
  /** A step is on its way. */
  waiting: boolean;
}

export function Steps({ id, unit, waiting }: Props) {
  const { outbox, me } = useDesk();
  if (!unit.mine) return null;
  const names = new Map(unit.entries.map(({ competitor }) => [competitor.id, competitor.name]));
  const blocked = unit.next.includes("OFFICIAL") && unit.missing.length > 0;
  const proposed = unit.proposals.some(({ command }) => command.type === "status");
  const go = (status: string) =>
    void outbox.add({
      fact: statusFact(id),
      command: { type: "status", unit: id, status },
      expectedVersion: unit.status.version,
    });
  return (
    <section className="steps" aria-label={t.steps.title}>
      {unit.next.map((status) => (
        <Action
          key={status}
          tone={status === "OFFICIAL" ? "primary" : "plain"}
          isDisabled={waiting || (status === "OFFICIAL" && (blocked || proposed))}
          onPress={() => go(status)}
        >
          {status === "OFFICIAL" && me.settings.fourEyes ? t.steps.propose : t.steps.to(status)}
        </Action>
      ))}
      {blocked && (
        <details>
          <summary>{t.steps.missing(unit.missing.length)}</summary>
          <ul>
            {unit.missing.map(({ competitor, rule }) => (
              <li key={`${competitor} ${rule}`}>
                {competitor === null ? t.steps.unit : (names.get(competitor) ?? competitor)}{" "}
                {t.steps.lacks(rule)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

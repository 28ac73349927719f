/** @jsxImportSource react */
/** A head-to-head contest: the score of both sides, by period, who won and how. Sent whole, with Enter. */
import type { Match } from "@podium/core/results/schema.ts";
import { type FormEvent, useState } from "react";
import { useAsked } from "../app/asked.ts";
import type { Item } from "../outbox/outbox.ts";
import { Action, Choice, Field } from "../parts/parts.tsx";
import { t } from "../text.ts";
import type { Unit } from "./facts.ts";
import { matchText, periodsOf, periodsText } from "./match-text.ts";

interface Props {
  unit: Unit;
  match: Match | null;
  waiting: Item | undefined;
  editable: boolean;
  /** It was official: what is typed becomes a correction. */
  official: boolean;
  onMatch: (match: Match) => void;
}

interface Typed {
  scores: readonly [string, string];
  periods: string;
  winner: string;
  decidedIn: string;
}

const DECIDED = ["REG", "OT", "SO", "EE"] as const;

export function MatchSheet({ unit, match, waiting, editable, official, onMatch }: Props) {
  // A match has sides where other units have a start list; their names come with the event.
  const event = useAsked("event", { parameters: { event: unit.event.id } });
  const [typed, setTyped] = useState<Partial<Typed>>({});
  const [problem, setProblem] = useState<string>();
  const ids =
    match?.sides.map(({ competitor }) => competitor) ?? unit.entries.map(({ competitor }) => competitor.id);
  const [home, away] = ids;
  if (home === undefined || away === undefined) return <p>{t.score.noStartList}</p>;
  const names = new Map(event.value?.competitors.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const { scores, periods, winner, decidedIn }: Typed = { ...shown(match), ...typed };
  const change = (more: Partial<Typed>) => {
    setTyped((all) => ({ ...all, ...more }));
    setProblem(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [left, right] = scores.map(scoreOf);
    const played = periodsOf(periods, match);
    if (left === null || right === null) return setProblem(t.match.scoreRule);
    if (played === undefined) return setProblem(t.match.periodsRule);
    onMatch({
      ...(match?.group !== undefined && { group: match.group }),
      ...(match?.goals !== undefined && { goals: match.goals }),
      sides: [
        { competitor: home, ...(left !== undefined && { score: left }) },
        { competitor: away, ...(right !== undefined && { score: right }) },
      ],
      periods: played,
      ...(winner !== "" && { winner }),
      ...(decidedIn !== "" && { decidedIn: decidedIn as NonNullable<Match["decidedIn"]> }),
    });
    setTyped({});
  };
  if (!editable) {
    return (
      <p>
        {nameOf(home)} – {nameOf(away)}: {match === null ? "" : matchText(match)}
      </p>
    );
  }
  return (
    <form className="match" onSubmit={submit} aria-label={t.match.title}>
      {([home, away] as const).map((side, at) => (
        <Field
          key={side}
          label={nameOf(side)}
          value={scores[at] ?? ""}
          onChange={(text) => change({ scores: at === 0 ? [text, scores[1]] : [scores[0], text] })}
          inputMode="numeric"
        />
      ))}
      <Field
        label={t.match.periods}
        hint={t.match.periodsHint}
        value={periods}
        onChange={(text) => change({ periods: text })}
      />
      <Choice
        label={t.match.winner}
        value={winner}
        onChange={(text) => change({ winner: text })}
        options={[["", t.match.byScore], ...ids.map((id) => [id, nameOf(id)] as const)]}
      />
      <Choice
        label={t.match.decidedIn}
        value={decidedIn}
        onChange={(text) => change({ decidedIn: text })}
        options={[["", ""], ...DECIDED.map((one) => [one, t.match.decided[one]] as const)]}
      />
      <Action type="submit" tone="primary">
        {official ? t.match.correct : t.match.send}
      </Action>
      <p role="status">{problem ?? (waiting === undefined ? "" : t.state.unsent)}</p>
    </form>
  );
}

function shown(match: Match | null): Typed {
  const [home, away] = match?.sides ?? [];
  return {
    scores: [String(home?.score ?? ""), String(away?.score ?? "")],
    periods: periodsText(match),
    winner: match?.winner ?? "",
    decidedIn: match?.decidedIn ?? "",
  };
}

/** Undefined: none yet; null: it is none. */
function scoreOf(text: string): number | undefined | null {
  if (text.trim() === "") return undefined;
  return /^\d{1,3}$/.test(text.trim()) ? Number(text) : null;
}

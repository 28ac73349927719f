/** @jsxImportSource react */
/** One unit: its marks, its status, what waits for a second person. */
import type { Mark, Match } from "@podium/core/results/schema.ts";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useDesk, useOutbox } from "../app/desk.tsx";
import { type Route, to } from "../app/route.ts";
import { Charge } from "../feeds/charge.tsx";
import type { Item } from "../outbox/outbox.ts";
import { PageHead, Status, Waiting } from "../parts/parts.tsx";
import { ProposalList } from "../proposals/list.tsx";
import { t } from "../text.ts";
import { columnsOf } from "./columns.ts";
import { ConfirmCorrection } from "./confirm.tsx";
import { Correction } from "./correction.tsx";
import { markFact, markShown, matchFact, matchShown, statusFact, type Unit, waitingFor } from "./facts.ts";
import { MatchSheet } from "./match.tsx";
import { matchText } from "./match-text.ts";
import { Refusals } from "./refusals.tsx";
import { Sheet } from "./sheet.tsx";
import { Steps } from "./steps.tsx";
import { useUnit } from "./use-unit.ts";

export default function UnitPage({ route }: { route: Route }) {
  const id = route.page === "unit" ? route.unit : "";
  const { unit, error, changed, again } = useUnit(id);
  if (unit === undefined) return <Waiting error={error} />;
  return <Shown id={id} unit={unit} changed={changed} stale={error !== undefined} again={again} />;
}

interface ShownProps {
  id: string;
  unit: Unit;
  changed: ReadonlySet<string>;
  /** What others have typed since can't be had. */
  stale: boolean;
  again: () => void;
}

interface Undo {
  competitor: string;
  before: Mark;
}

function Shown({ id, unit, changed, stale, again }: ShownProps) {
  const { outbox, announcer } = useDesk();
  const { items } = useOutbox();
  const columns = useMemo(() => columnsOf(id), [id]);
  const waiting = useMemo(() => waitingFor(items, id), [items, id]);
  const [correcting, setCorrecting] = useState<string>();
  const [correctedMatch, setCorrected] = useState<Match>();
  const done = useRef<Undo[]>([]);
  const latest = useRef({ unit, waiting });
  latest.current = { unit, waiting };

  const set = useCallback(
    (competitor: string, mark: Mark) => {
      const entry = latest.current.unit.entries.find((one) => one.competitor.id === competitor);
      if (entry === undefined) return;
      const fact = markFact(id, competitor);
      const before = markShown(entry, latest.current.waiting.get(fact));
      void outbox.add({
        fact,
        command: { type: "mark", unit: id, competitor, mark },
        expectedVersion: entry.mark.version,
      });
      return before;
    },
    [id, outbox],
  );
  const commit = useCallback(
    (competitor: string, mark: Mark) => {
      const before = set(competitor, mark);
      if (before !== undefined) done.current.push({ competitor, before });
    },
    [set],
  );
  const undo = useCallback(() => {
    const last = done.current.pop();
    if (last === undefined) return announcer.say(t.score.nothingToUndo);
    set(last.competitor, last.before);
    const name = latest.current.unit.entries.find((one) => one.competitor.id === last.competitor);
    announcer.say(t.score.undone(name?.competitor.name ?? ""));
  }, [set, announcer]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
        const { target } = event;
        // What is being typed has an undo of its own.
        const typing = target instanceof HTMLElement && target.dataset.typed === "true";
        const elsewhere = target instanceof HTMLElement && target.closest("[role=dialog]") !== null;
        if (typing || elsewhere) return;
        event.preventDefault();
        undo();
      }
      if (event.altKey && event.code === "KeyS") {
        event.preventDefault();
        document.querySelector<HTMLElement>(".steps button:not(:disabled)")?.focus();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [undo]);

  const { value: about } = unit.unit;
  const isMatch = about?.kind === "match";
  const official = unit.officialAt !== null;
  const editable = unit.mine && !official;
  const corrected = unit.entries.find(({ competitor }) => competitor.id === correcting);
  const sendMatch = (match: Match) =>
    void outbox.add({
      fact: matchFact(id),
      command: { type: "match", unit: id, match },
      expectedVersion: unit.match.version,
    });
  const reopened = unit.status.value !== "OFFICIAL" && unit.next.includes("OFFICIAL");
  const correct = useCallback((competitor: string) => setCorrecting(competitor), []);
  return (
    <>
      <PageHead
        title={
          <>
            {unit.event.name}, {about?.name}{" "}
            <Status value={waitingStatus(waiting, id) ?? unit.status.value ?? unit.event.status} />
          </>
        }
      >
        <p role="status">{stale && <strong className="notice">{t.score.stale}</strong>}</p>
        <p className="muted">
          {unit.event.discipline.name} · {about?.venue} · <a href={to.audit(unit.event.id)}>{t.menu.audit}</a>
        </p>
      </PageHead>
      {!unit.mine && <p className="notice">{t.score.readOnly}</p>}
      {official && unit.mine && <p className="notice">{t.score.official}</p>}
      <Steps id={id} unit={unit} waiting={isUndecided(waiting.get(statusFact(id)))} />
      <Charge
        unit={id}
        charge={unit.charge}
        precedence={unit.precedence}
        mine={unit.mine}
        onChanged={again}
      />
      <ProposalList
        proposals={unit.proposals}
        names={new Map(unit.entries.map(({ competitor }) => [competitor.id, competitor.name]))}
        onDecided={again}
      />
      <Refusals unit={unit} items={items.filter((item) => item.unit === id)} columns={columns} />
      {isMatch ? (
        <MatchSheet
          unit={unit}
          match={matchShown(unit, waiting.get(matchFact(id)))}
          waiting={waiting.get(matchFact(id))}
          editable={unit.mine}
          official={official}
          onMatch={official ? setCorrected : sendMatch}
        />
      ) : (
        <Sheet
          id={id}
          unit={unit}
          columns={columns}
          waiting={waiting}
          changed={changed}
          editable={editable}
          onCommit={commit}
          onCorrect={official && unit.mine ? correct : undefined}
        />
      )}
      {correctedMatch !== undefined && (
        <ConfirmCorrection
          title={t.correction.title(about?.name ?? id)}
          command={{ type: "match-correction", unit: id, match: correctedMatch }}
          expectedVersion={unit.match.version}
          reopened={reopened}
          onClose={() => setCorrected(undefined)}
          onDone={again}
        >
          <p>
            {unit.match.value !== null && matchText(unit.match.value as Match)} → {matchText(correctedMatch)}
          </p>
        </ConfirmCorrection>
      )}
      {corrected !== undefined && (
        <Correction
          id={id}
          entry={corrected}
          columns={columns}
          reopened={reopened}
          onClose={() => setCorrecting(undefined)}
          onDone={again}
        />
      )}
    </>
  );
}

/** On its way, or in conflict with somebody else's. */
function isUndecided(item: Item | undefined): boolean {
  return item !== undefined && (item.refused === undefined || item.refused.theirs !== undefined);
}

function waitingStatus(waiting: ReturnType<typeof waitingFor>, id: string): string | undefined {
  const item = waiting.get(statusFact(id));
  return item?.refused === undefined ? (item?.command.status as string | undefined) : undefined;
}

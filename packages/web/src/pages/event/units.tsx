/** A phase: its heats, runs or matches, and who comes next. */
import { useFavourites } from "../../app/favourites.ts";
import { followedFirst, followsCompetitor } from "../../app/followed.ts";
import type { EventDetail } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { clock, day, unitName } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { decidesWord, statusWord } from "../../language/status.ts";
import { late } from "./late.tsx";
import { type Phase, type Unit, unitSheet } from "./sheet.ts";
import { isOver, isRunning, startsTogether } from "./status.ts";
import { Table } from "./table.tsx";

const Matches = late(() => import("./matches.tsx").then(({ Matches: part }) => part));

/** How many are named of those who start next. */
const NEXT = 3;

export function Units({ board, phase }: { board: EventDetail; phase: Phase }) {
  useFavourites();
  const concerns = ({ entries }: Unit) => entries.some(({ competitor }) => followsCompetitor(competitor));
  const units = phase.units.length > 1 ? followedFirst(inInterest(phase.units), concerns) : phase.units;
  if (units.every(({ kind }) => kind === "match")) return <Matches phase={phase} units={units} />;
  const sheets = units.map((unit) => unitSheet(board, unit));
  const slim = units.length > 1 && sheets.every(({ columns }) => columns.length < 2);
  return (
    <div class={slim ? "units heats" : "units"}>
      {units.map((unit, index) => {
        const { rsc, name, status } = unit;
        const sheet = sheets[index];
        return (
          <article key={rsc}>
            <UnitHead phase={phase} unit={unit} />
            <Next unit={unit} />
            {sheet && unit.entries.length > 0 ? (
              <Table sheet={sheet} caption={unitName(phase.name, name)} />
            ) : (
              <p class="muted">{status === "CANCELLED" ? t.event.cancelled : t.event.noStartList}</p>
            )}
          </article>
        );
      })}
    </div>
  );
}

/** What is on first, then what comes, then what is over, the newest first. Heats of one round stay together as they are. */
function inInterest(units: readonly Unit[]): Unit[] {
  if (units.some(({ kind }) => kind === "unit")) return [...units];
  const over = units.filter(({ status }) => isOver(status)).reverse();
  const on = units.filter(({ status }) => isRunning(status));
  return [...on, ...units.filter((unit) => !over.includes(unit) && !on.includes(unit)), ...over];
}

function UnitHead({ phase, unit }: { phase: Phase; unit: Unit }) {
  const { name, status, start } = unit;
  return (
    <div class="unit-head">
      <h2>{unitName(phase.name, name)}</h2>
      <p class="muted">
        <span class={status === "LIVE" ? "live" : undefined}>{statusWord(status)}</span>
        {" · "}
        <time dateTime={start}>
          {day(start)}, {clock(start)}
        </time>
        {unit.decides && ` · ${decidesWord(unit.decides as "GSB" | "GS" | "B")}`}
      </p>
    </div>
  );
}

/** Who is on the way and who starts next; its room is kept while the unit is on. */
export function Next({ unit }: { unit: Unit }) {
  if (!isRunning(unit.status) || unit.kind === "match" || startsTogether(unit)) return null;
  const byId = new Map(unit.entries.map((entry) => [entry.competitor.id, entry.competitor]));
  const waiting = new Set(unit.toStart);
  const on = unit.entries.filter(
    ({ competitor, mark, irm, rank }) =>
      mark?.startAt && rank === null && irm === null && !waiting.has(competitor.id),
  );
  if (on.length + waiting.size === 0 && !unit.entries.some(({ mark }) => mark?.startAt)) return null;
  const called = (id: string) => {
    const competitor = byId.get(id);
    return competitor && `${competitorName(competitor)} ${competitor.noc}`;
  };
  const next = unit.toStart.slice(0, NEXT).map(called).filter(Boolean);
  return (
    <dl class="next">
      <dt>{t.event.onTheWay}</dt>
      <dd>{on.map(({ competitor }) => called(competitor.id)).join(", ") || "–"}</dd>
      <dt>{t.event.next}</dt>
      <dd>{next.join(", ") || "–"}</dd>
    </dl>
  );
}

/** One line of a schedule: when, what, how far. */
import { followsUnit } from "../app/followed.ts";
import { to } from "../app/route.ts";
import type { Schedule } from "../board/types.ts";
import { isoDay, weekday } from "../language/calendar.ts";
import { clock, unitName } from "../language/format.ts";
import { t } from "../language/language.ts";
import { decidesWord, exception, statusWord } from "../language/status.ts";
import { Noc } from "./country.tsx";
import { Star } from "./star.tsx";
import "./unit-row.css";

export type ScheduledUnit = Schedule["units"][number];

interface Props {
  /** One, or those of a phase in one line. */
  units: readonly [ScheduledUnit, ...ScheduledUnit[]];
  /** The venue's: its time is shown beside the reader's own where the two differ. */
  timeZone?: string | undefined;
  /** Of the list: a reader for whom the unit begins on another day is told. */
  date?: string;
  /** The list is headed with the discipline. */
  bare?: boolean;
  /** That it is simply to come is said by the list. */
  quiet?: boolean;
}

export function UnitRow({ units, timeZone, date, bare = false, quiet = false }: Props) {
  const [{ event, phase, name, start, decides, status }] = units;
  const { code, name: discipline } = event.discipline;
  const what = units.length === 1 ? unitName(phase, name) : `${t.names.phase(phase)} (${units.length})`;
  return (
    <li class="unit-row">
      <Times start={start} timeZone={timeZone} date={date} />
      <div>
        <a class="cover" href={to.event(event.id)}>
          {t.names.event(event.id, event.name)}
        </a>
        {units.some(followsUnit) && <Star />}
        <p class="muted">
          <span>{bare ? what : `${t.names.discipline(code, discipline)}, ${what}`}</span>
          {units.map((unit) => (
            <Sides key={unit.rsc} unit={unit} />
          ))}
          {timeZone !== undefined && !bare && <span class="venue">{t.names.venue(units[0].venue)}</span>}
        </p>
      </div>
      <div class="how">
        {decides && <b>{decidesWord(decides)}</b>}
        <span class={status === "LIVE" ? "live" : "muted"}>
          {quiet ? exception(status) : statusWord(status)}
        </span>
      </div>
    </li>
  );
}

interface TimesProps {
  start: string;
  timeZone: string | undefined;
  date: string | undefined;
}

function Times({ start, timeZone, date }: TimesProps) {
  const own = clock(start);
  const venue = timeZone === undefined ? own : clock(start, timeZone);
  return (
    <div class="times">
      {date !== undefined && isoDay(start) !== date && <span class="muted">{weekday(start)}</span>}
      <time dateTime={start}>{own}</time>
      {venue !== own && <span class="muted">{venue}</span>}
    </div>
  );
}

/** Who plays, and the score as far as there is one. */
function Sides({ unit: { sides = [] } }: { unit: ScheduledUnit }) {
  const [home, away] = sides;
  if (home === undefined || away === undefined) return null;
  return (
    <span class="sides">
      <Noc noc={home.competitor.noc} />
      <b>{home.score === undefined ? "–" : `${home.score} – ${away.score ?? 0}`}</b>
      <Noc noc={away.competitor.noc} />
    </span>
  );
}

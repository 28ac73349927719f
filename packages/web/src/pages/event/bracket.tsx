/** A knock-out as a drawing: boxes side by side where there is room, below each other where there isn't. */
import { followsCompetitor } from "../../app/followed.ts";
import type { EventDetail } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { clock, day, mark } from "../../language/format.ts";
import { irmName } from "../../language/irm.ts";
import { t } from "../../language/language.ts";
import { statusWord } from "../../language/status.ts";
import { Flag } from "../../parts/country.tsx";
import { Star } from "../../parts/star.tsx";
import { type Box, bracket } from "./bracket.ts";
import type { Phase, Unit } from "./sheet.ts";
import "./bracket.css";

/** rem: a competitor's row, a column, the air between two columns. */
const ROW = 1.5;
const COLUMN = 13;
const AIR = 2.5;

export function Bracket({ board }: { board: EventDetail }) {
  const { phases, boxes, lines, height } = bracket(board);
  const left = ({ column }: Box) => column * (COLUMN + AIR);
  const width = phases.length * (COLUMN + AIR) - AIR;
  return (
    <div class="bracket">
      <div class="drawing" style={{ "--width": `${width}rem`, "--height": `${height * ROW}rem` }}>
        <svg viewBox={`0 0 ${width} ${height * ROW}`} aria-hidden="true">
          {lines.map(({ from, to }) => {
            const start = left(from) + COLUMN;
            const bend = start + AIR / 2;
            return (
              <path
                key={from.unit.rsc}
                d={`M${start} ${from.middle * ROW}H${bend}V${to.middle * ROW}H${left(to)}`}
              />
            );
          })}
        </svg>
        {phases.map((phase, column) => (
          <section key={phase.name}>
            <h2 style={{ "--left": `${column * (COLUMN + AIR)}rem` }}>{t.names.phase(phase.name)}</h2>
            {boxes
              .filter((box) => box.column === column)
              .map((box) => (
                <div
                  key={box.unit.rsc}
                  class="box"
                  style={{ "--left": `${left(box)}rem`, "--middle": `${box.middle * ROW}rem` }}
                >
                  <Heat board={board} phase={phase} unit={box.unit} />
                </div>
              ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function Heat({ board, phase, unit }: { board: EventDetail; phase: Phase; unit: Unit }) {
  const { entries, match, status, cut } = unit;
  const places = cut?.places ?? 1;
  return (
    <>
      <h3>
        {unit.name === phase.name ? `${day(unit.start)}, ${clock(unit.start)}` : t.names.unit(unit.name)}
        {status === "LIVE" && <span class="live"> {statusWord(status)}</span>}
      </h3>
      <ol>
        {entries.map((entry) => {
          const { competitor, rank, irm } = entry;
          const won = match ? match.winner === competitor.id : rank !== null && rank <= places;
          const score = match?.sides.find((side) => side.competitor === competitor.id)?.score;
          return (
            <li key={competitor.id} class={won ? "through" : undefined}>
              <Flag noc={competitor.noc} />
              <abbr class="noc hidden">{competitor.noc}</abbr>
              <span class="name">
                {competitorName(competitor)}
                {followsCompetitor(competitor) && <Star />}
              </span>
              <span class="score">
                {irm === null ? (
                  (score ?? (mark(entry.mark, board.event.id) || rank))
                ) : (
                  <abbr title={irmName(irm)}>{irm}</abbr>
                )}
              </span>
              {won && <span class="hidden">{t.event.through}</span>}
            </li>
          );
        })}
        {entries.length === 0 && <li class="muted">{t.event.open}</li>}
      </ol>
    </>
  );
}

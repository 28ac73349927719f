/** How far the best are apart, drawn: a bar for each, as long as it is behind the first. */
import type { EventDetail } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { gap, mark, pointDecimals, points, timeDecimals } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import "./chart.css";

const MOST = 20;
const ROW = 20;
const LABEL = 68;
const BARS = 160;
const FIGURES = 72;

interface Bar {
  id: string;
  label: string;
  name: string;
  behind: number;
  figure: string;
}

export function Chart({ board }: { board: EventDetail }) {
  const bars = behindLeader(board);
  const [leader, ...others] = bars;
  if (leader === undefined || others.length < 2) return null;
  const most = Math.max(...bars.map(({ behind }) => behind), 1);
  const height = bars.length * ROW;
  const summary = others.map(({ name, figure }) => `${name} ${figure}`).join(", ");
  return (
    <figure class="chart">
      <figcaption>
        <h2>{t.event.behindLeader}</h2>
      </figcaption>
      <svg
        viewBox={`0 0 ${LABEL + BARS + FIGURES} ${height}`}
        role="img"
        aria-label={t.event.chart(leader.name, summary)}
      >
        <path class="axis" d={`M${LABEL} 0V${height}`} />
        {bars.map(({ id, label, behind, figure }, index) => {
          const middle = (index + 0.5) * ROW;
          const end = LABEL + (behind / most) * BARS;
          return (
            <g key={id}>
              <text x={LABEL - 8} y={middle} class="label">
                {label}
              </text>
              <path d={`M${LABEL} ${middle}H${end}`} />
              <circle cx={end} cy={middle} r="3.5" />
              <text x={end + 8} y={middle}>
                {figure}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

/** By time where there is one, else by points; nothing where only the order counts. */
function behindLeader(board: EventDetail): Bar[] {
  const { id } = board.event;
  const ranked = board.standings.filter(({ rank }) => rank !== null);
  const first = ranked[0]?.result;
  if (board.phases.some(({ units }) => units.some(({ kind, leadsTo }) => kind === "match" || leadsTo)))
    return [];
  const bars = ranked.slice(0, MOST).flatMap(({ competitor, rank, rankEqual, result, gapMs }): Bar[] => {
    const timed = first?.timeMs !== undefined;
    const behind = timed ? gapMs : pointsBehind(first, result);
    if (behind === undefined || behind < 0) return [];
    const figure = timed ? gap(behind, timeDecimals(id)) : `−${points(behind, pointDecimals(id))}`;
    return [
      {
        id: competitor.id,
        label: `${rankEqual ? "=" : ""}${rank} ${competitor.noc}`,
        name: competitorName(competitor),
        behind,
        figure: behind === 0 ? mark(result, id) : figure,
      },
    ];
  });
  // Who went out earlier has points of another round.
  const end = bars.findIndex(({ behind }, index) => behind < (bars[index - 1]?.behind ?? 0));
  return end < 0 ? bars : bars.slice(0, end);
}

type Result = EventDetail["standings"][number]["result"];

function pointsBehind(first: Result | undefined, own: Result): number | undefined {
  if (first?.pointsMilli === undefined || own?.pointsMilli === undefined) return undefined;
  return first.place === undefined && own.place === undefined
    ? first.pointsMilli - own.pointsMilli
    : undefined;
}

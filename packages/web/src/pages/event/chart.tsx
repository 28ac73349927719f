/** How far the best are apart, drawn: a bar for each, as long as it is behind the first. */
import type { EventDetail } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { gap, mark, pointDecimals, points, timeDecimals } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import "./chart.css";

const MOST = 20;

interface Bar {
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
  const summary = others.map(({ name, figure }) => `${name} ${figure}`).join(", ");
  return (
    <figure class="chart">
      <figcaption>
        <h2>{t.event.behindLeader}</h2>
      </figcaption>
      <div role="img" aria-label={t.event.chart(leader.name, summary)}>
        {bars.map(({ label, behind, figure }, index) => (
          // By place: a bar changes its length, it doesn't move.
          <p key={String(index)} style={{ "--share": behind / most }}>
            <b>{label}</b>
            <i />
            <span>{figure}</span>
          </p>
        ))}
      </div>
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

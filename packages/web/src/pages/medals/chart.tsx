/** Medals by day: a bar each, with a table that says the same. */
import { calendarDay, calendarParts } from "../../language/calendar.ts";
import { t } from "../../language/language.ts";
import { COLOURS, CoinHeads } from "../../parts/medal-counts.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import type { DayCount } from "./tally.ts";

const ID = "days";
const HEIGHT = 160;
/** Room for the count above a bar, and for the day below. */
const ABOVE = 20;
const BELOW = 24;

export function Chart({ days }: { days: readonly DayCount[] }) {
  const most = Math.max(1, ...days.map(total));
  const width = 100 / days.length;
  return (
    <Section id={ID}>
      <Heading id={ID} text={t.medals.byDay} />
      <svg class="bars" width="100%" height={HEIGHT} aria-hidden="true">
        {days.map((count, index) => (
          <Bar key={count.date} count={count} most={most} x={index * width} width={width} />
        ))}
      </svg>
      <details>
        <summary>{t.medals.asTable}</summary>
        <Figures days={days} />
      </details>
    </Section>
  );
}

interface BarProps {
  count: DayCount;
  most: number;
  /** Percent of the chart's width. */
  x: number;
  width: number;
}

/** Gold above, bronze below. */
function Bar({ count, most, x, width }: BarProps) {
  const scale = (HEIGHT - ABOVE - BELOW) / most;
  const ground = HEIGHT - BELOW;
  let top = ground;
  const all = total(count);
  const middle = `${x + width / 2}%`;
  return (
    <g>
      {COLOURS.toReversed().map((medal) => {
        const height = count[medal] * scale;
        top -= height;
        return (
          <rect
            key={medal}
            class={medal}
            x={`${x + width * 0.15}%`}
            width={`${width * 0.7}%`}
            y={top}
            height={height}
          />
        );
      })}
      {all > 0 && (
        <text x={middle} y={top - 6}>
          {all}
        </text>
      )}
      <text x={middle} y={HEIGHT - 6} class="day">
        {calendarParts(count.date).day}
      </text>
    </g>
  );
}

function Figures({ days }: { days: readonly DayCount[] }) {
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">{t.medals.day}</th>
          <CoinHeads />
          <th scope="col" class="total">
            {t.total}
          </th>
        </tr>
      </thead>
      <tbody>
        {days.map((count) => (
          <tr key={count.date}>
            <th scope="row">{calendarDay(count.date)}</th>
            {COLOURS.map((medal) => (
              <td key={medal} class="count">
                {count[medal]}
              </td>
            ))}
            <td class="total">{total(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const total = ({ gold, silver, bronze }: DayCount): number => gold + silver + bronze;

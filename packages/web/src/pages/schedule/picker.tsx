/** The days of the Games, the chosen one in view. */
import { useEffect, useRef } from "preact/hooks";
import { to } from "../../app/route.ts";
import type { Games } from "../../board/types.ts";
import { calendarDay, calendarParts } from "../../language/calendar.ts";
import { t } from "../../language/language.ts";

interface Props {
  days: Games["days"];
  chosen: string;
  today: string;
}

export function Picker({ days, chosen, today }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const row = list.current;
    const link = row?.querySelector<HTMLElement>("[aria-current]");
    if (row && link) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.clientWidth) / 2;
  }, [chosen, days]);
  return (
    <nav class="picker" aria-label={t.schedule.days}>
      <ul ref={list} onKeyDown={arrows}>
        {days.map(({ date, medalEvents }) => (
          <li key={date}>
            <Day date={date} medalEvents={medalEvents} chosen={date === chosen} today={date === today} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface DayProps {
  date: string;
  medalEvents: number;
  chosen: boolean;
  today: boolean;
}

function Day({ date, medalEvents, chosen, today }: DayProps) {
  const { weekday, day } = calendarParts(date);
  return (
    <a
      href={`${to.schedule(date)}${location.search}`}
      aria-current={chosen ? "date" : undefined}
      class={today ? "today" : undefined}
    >
      <span aria-hidden="true">{today ? t.schedule.today : weekday}</span>
      <b aria-hidden="true">{day}</b>
      <span class="hidden">
        {calendarDay(date)}
        {today && `, ${t.schedule.today}`}
      </span>
      {medalEvents > 0 && (
        <span class="medal-day" title={t.schedule.medalDay(medalEvents)}>
          <svg viewBox="0 0 24 24" width="14" height="14" aria-hidden="true">
            <path d="M7 2l5 8 5-8M12 10a6 6 0 1 1 0 12 6 6 0 0 1 0-12z" />
          </svg>
          <span aria-hidden="true">{medalEvents}</span>
          <span class="hidden">, {t.schedule.medalDay(medalEvents)}</span>
        </span>
      )}
    </a>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The arrow keys lead from day to day. */
function arrows(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const { currentTarget, target } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const links = [...currentTarget.querySelectorAll("a")];
  const forward = document.documentElement.dir === "rtl" ? -step : step;
  const next = links[links.indexOf(target as HTMLAnchorElement) + forward];
  if (next === undefined) return;
  next.focus();
  event.preventDefault();
}

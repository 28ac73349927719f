/** @jsxImportSource react */
/** The units of a day by status, with a clock; one key goes into the one that is on. */
import type { GamesBoard } from "@podium/core/results/projections/games.ts";
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useEffect, useState } from "react";
import { send } from "../api/http.ts";
import { useAsked } from "../app/asked.ts";
import { useDesk, useNow } from "../app/desk.tsx";
import { to } from "../app/route.ts";
import { isForPage } from "../app/shortcuts.tsx";
import { Choice, PageHead, Status, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { clockText, countdown, dayIn, timeIn } from "./time.ts";

type Line = Answer<"unitsOfDay">["units"][number];

const GROUPS = ["on", "checked", "next", "done"] as const;
type Group = (typeof GROUPS)[number];

const ON = new Set(["LIVE", "INTERMEDIATE"]);
const NEXT = new Set(["SCHEDULED", "RESCHEDULED", "DELAYED", "POSTPONED", "START_LIST"]);

function groupOf({ status }: Line): Group {
  if (ON.has(status)) return "on";
  if (NEXT.has(status)) return "next";
  return status === "OFFICIAL" || status === "CANCELLED" ? "done" : "checked";
}

interface Days {
  first: string;
  all: readonly string[];
  timeZone: string;
}

export default function MyEvents() {
  const { clock, me } = useDesk();
  const [days, setDays] = useState<Days>();
  const [day, setDay] = useState<string>();
  const [discipline, setDiscipline] = useState(me.disciplines?.length ? "mine" : "");
  useEffect(() => {
    void findDays(clock.nowMs()).then((found) => {
      setDays(found);
      setDay(found.first);
    });
  }, [clock]);
  const { value, error } = useAsked(
    "unitsOfDay",
    { parameters: { day: day ?? "" } },
    { everySeconds: 3, wanted: day !== undefined },
  );

  const units = (value?.units ?? []).filter((line) =>
    discipline === "mine" ? line.mine : discipline === "" || line.discipline.code === discipline,
  );
  const groups = Map.groupBy(units, groupOf);
  const on = (groups.get("on") ?? []).find(({ mine }) => mine) ?? groups.get("on")?.[0];
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "o" && isForPage(event) && on !== undefined) location.hash = to.unit(on.unit);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [on]);

  const disciplines = new Map(
    (value?.units ?? []).map((line) => [line.discipline.code, line.discipline.name]),
  );
  return (
    <>
      <PageHead title={t.myEvents.title}>
        <WallClock timeZone={days?.timeZone ?? "UTC"} />
        {days !== undefined && day !== undefined && (
          <Choice
            label={t.myEvents.day}
            value={day}
            onChange={setDay}
            options={days.all.map((one) => [one, one])}
          />
        )}
        <Choice
          label={t.myEvents.discipline}
          value={discipline}
          onChange={setDiscipline}
          options={[
            ["", t.myEvents.all],
            ["mine", t.myEvents.mine],
            ...[...disciplines].sort(([left], [right]) => (left < right ? -1 : 1)),
          ]}
        />
      </PageHead>
      {on !== undefined && (
        <p className="on-now">
          <a href={to.unit(on.unit)}>
            {t.myEvents.enter} {on.event.name}, {on.name}
          </a>{" "}
          <kbd>o</kbd>
        </p>
      )}
      {value === undefined && <Waiting error={error} />}
      {value !== undefined && units.length === 0 && <p>{t.myEvents.none}</p>}
      {GROUPS.map((group) => {
        const lines = groups.get(group) ?? [];
        return (
          lines.length > 0 && (
            <section key={group} aria-label={t.myEvents.groups[group]}>
              <h2>{t.myEvents.groups[group]}</h2>
              <Lines lines={lines} timeZone={days?.timeZone ?? "UTC"} />
            </section>
          )
        );
      })}
    </>
  );
}

function Lines({ lines, timeZone }: { lines: readonly Line[]; timeZone: string }) {
  const nowMs = useNow();
  return (
    <ul className="units">
      {lines.map((line) => (
        <li key={line.unit}>
          <time dateTime={line.start}>{timeIn(timeZone, line.start)}</time>
          <span className="code">{line.discipline.code}</span>
          <a href={to.unit(line.unit)}>
            {line.event.name}, <span>{line.name}</span>
          </a>
          <Status value={line.status} />
          <span className="muted">
            {groupOf(line) === "next" ? countdown(Date.parse(line.start) - nowMs) : line.venue}
          </span>
          {line.proposals > 0 && <a href={to.proposals}>{t.myEvents.proposals(line.proposals)}</a>}
          {!line.mine && <span className="muted">{t.readsOnly}</span>}
        </li>
      ))}
    </ul>
  );
}

function WallClock({ timeZone }: { timeZone: string }) {
  const nowMs = useNow();
  return (
    <p className="clock" role="timer" aria-label={t.myEvents.clock}>
      {clockText(timeZone, nowMs)}
    </p>
  );
}

/** Today at the venue; where that is no day of the Games, the day of what is on or comes next: a replay tells old days. */
async function findDays(nowMs: number): Promise<Days> {
  const board = async <B,>(path: string) => (await (await send({ method: "GET", path })).json()) as B;
  const [games, live] = await Promise.all([
    board<GamesBoard>("/api/games").catch(() => undefined),
    board<LiveBoard>("/api/live").catch(() => undefined),
  ]);
  const timeZone = games?.games?.timeZone ?? "UTC";
  const all = games?.days.map(({ date }) => date) ?? [];
  const today = dayIn(timeZone, nowMs);
  const told = live?.units[0]?.day ?? live?.next[0]?.day ?? all.at(-1);
  const first = all.includes(today) ? today : (told ?? today);
  return { first, all: all.includes(first) ? all : [first, ...all], timeZone };
}

/** @jsxImportSource react */
/** How the feeds are, and who reports what is on. A board to be left open: it looks again by itself. */
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { Answer } from "@podium/functions/admin/contract.ts";
import { Fragment, useEffect, useState } from "react";
import { send } from "../api/http.ts";
import { useAsked } from "../app/asked.ts";
import { useNow } from "../app/desk.tsx";
import { to } from "../app/route.ts";
import { ageText } from "../events/time.ts";
import { PageHead, Problem, Table, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { Charge } from "./charge.tsx";

type Feed = Answer<"feeds">["feeds"][number];
type State = keyof typeof t.messages.states;
type Live = LiveBoard["units"][number];

/** What became of a message, and somebody should look at it. */
const CARE: ReadonlySet<State> = new Set(["held", "rejected", "dead"]);

export default function Feeds() {
  const { value, error } = useAsked("feeds", {}, { everySeconds: 5 });
  const live = useLive();
  const nowMs = useNow();
  const age = (instant: string) => ageText(Math.max(0, Math.round((nowMs - Date.parse(instant)) / 1000)));
  return (
    <>
      <PageHead title={t.menu.feeds} />
      {value === undefined ? <Waiting error={error} /> : <Problem error={error} />}
      {value?.silent.map(({ unit, lastAt }) => (
        <p key={unit} className="notice">
          <a href={to.unit(unit)}>{nameOf(unit, live)}</a> {t.feeds.silent(age(lastAt))}
        </p>
      ))}
      {value?.feeds.length === 0 && <p>{t.feeds.none}</p>}
      {value !== undefined && value.feeds.length > 0 && (
        <Table
          label={t.menu.feeds}
          stacks
          rows={value.feeds}
          keyOf={({ source, format }) => `${source} ${format}`}
          columns={[
            [t.feeds.source, (feed) => <Source {...feed} />],
            [t.feeds.last, ({ lastAt }) => age(lastAt)],
            [t.feeds.perMinute, ({ messagesPerMinute }) => messagesPerMinute],
            [t.feeds.toTaken, ({ sentToTakenMs }) => delayText(sentToTakenMs)],
            [t.feeds.toApplied, ({ takenToSettledMs }) => delayText(takenToSettledMs)],
            [t.feeds.toBoard, ({ settledToBoardMs }) => delayText(settledToBoardMs)],
            [t.feeds.became(spanText(value)), (feed) => <Became {...feed} />],
            [t.feeds.gaps, (feed) => <Gaps {...feed} />],
          ]}
        />
      )}
      {live.length > 0 && <h2>{t.feeds.on}</h2>}
      {live.map((unit) => (
        <OnNow key={unit.rsc} unit={unit} />
      ))}
    </>
  );
}

function Source({ source, format }: Feed) {
  return (
    <>
      {source} <span className="muted">{t.feeds.formats[format]}</span>
    </>
  );
}

function Became({ states }: Feed) {
  const all = Object.entries(states) as [State, number][];
  if (all.length === 0) return t.feeds.quiet;
  return all.map(([state, count], at) => (
    <Fragment key={state}>
      {at > 0 && ", "}
      <span className={CARE.has(state) ? "care" : undefined}>
        {count} {t.messages.states[state]}
      </span>
    </Fragment>
  ));
}

/** Lines have no numbers to miss. */
function Gaps({ format, gaps }: Feed) {
  if (format === "ndjson") return "–";
  return <span className={gaps > 0 ? "care" : undefined}>{gaps}</span>;
}

function OnNow({ unit: { rsc, name, event } }: { unit: Live }) {
  const { value, again } = useAsked("unit", { parameters: { unit: rsc } }, { everySeconds: 10 });
  return (
    <section className="on-feed" aria-label={`${event.name}, ${name}`}>
      <a href={to.unit(rsc)}>
        {event.name}, {name}
      </a>
      {value !== undefined && (
        <Charge
          unit={rsc}
          charge={value.charge}
          precedence={value.precedence}
          mine={value.mine}
          onChanged={again}
        />
      )}
    </section>
  );
}

const LIVE_EVERY_MS = 15_000;

/** What is on changes slowly beside the rest. */
function useLive(): readonly Live[] {
  const [units, setUnits] = useState<readonly Live[]>([]);
  useEffect(() => {
    const look = () => {
      send({ method: "GET", path: "/api/live" })
        .then((response) => response.json() as Promise<LiveBoard>)
        .then((board) => setUnits(board.units))
        .catch(() => {});
    };
    look();
    const timer = setInterval(() => document.visibilityState === "visible" && look(), LIVE_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return units;
}

function nameOf(unit: string, live: readonly Live[]): string {
  const found = live.find(({ rsc }) => rsc === unit);
  return found === undefined ? unit : `${found.event.name}, ${found.name}`;
}

const spanText = ({ from, now }: Answer<"feeds">): string =>
  ageText(Math.round((Date.parse(now) - Date.parse(from)) / 1000));

/** A sender whose clock is far off, or who sends what has long been over, is told in hours. */
function delayText(ms: number | null): string {
  if (ms === null) return "–";
  return Math.abs(ms) < 10_000 ? `${ms} ms` : ageText(Math.round(ms / 1000));
}

/** @jsxImportSource react */
/** How the feeds are, and who reports what is on. */
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useEffect, useState } from "react";
import { send } from "../api/http.ts";
import { useAsked } from "../app/asked.ts";
import { to } from "../app/route.ts";
import { ageText } from "../events/time.ts";
import { PageHead, Table, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { Charge } from "./charge.tsx";

type Feed = Answer<"feeds">["feeds"][number];
type Live = LiveBoard["units"][number];

export default function Feeds() {
  const { value, error } = useAsked("feeds", {}, { everySeconds: 5 });
  const live = useLive();
  const age = (instant: string) =>
    ageText(Math.max(0, Math.round((Date.parse(value?.now ?? instant) - Date.parse(instant)) / 1000)));
  return (
    <>
      <PageHead title={t.menu.feeds} />
      {value === undefined && <Waiting error={error} />}
      {value?.silent.map(({ unit, lastAt }) => (
        <p key={unit} className="notice">
          <a href={to.unit(unit)}>{unit}</a> {t.feeds.silent(age(lastAt))}
        </p>
      ))}
      {value?.feeds.length === 0 && <p>{t.feeds.none}</p>}
      {value !== undefined && value.feeds.length > 0 && (
        <Table
          label={t.menu.feeds}
          rows={value.feeds}
          keyOf={({ source }) => source}
          columns={[
            [t.feeds.source, ({ source }) => source],
            [t.feeds.last, ({ lastAt }) => age(lastAt)],
            [t.feeds.perMinute, ({ messagesPerMinute }) => messagesPerMinute],
            [t.feeds.delay, (feed) => delayText(feed)],
            [t.feeds.became, ({ states }) => statesText(states)],
            [t.feeds.gaps, ({ gaps }) => gaps],
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

function OnNow({ unit: { rsc, name, event } }: { unit: Live }) {
  const { value, again } = useAsked("unit", { parameters: { unit: rsc } }, { everySeconds: 10 });
  return (
    <section className="on-feed" aria-label={`${event.name}, ${name}`}>
      <a href={to.unit(rsc)}>
        {event.name}, {name}
      </a>
      {value !== undefined && <Charge unit={rsc} charge={value.charge} mine={value.mine} onChanged={again} />}
    </section>
  );
}

function useLive(): readonly Live[] {
  const [units, setUnits] = useState<readonly Live[]>([]);
  useEffect(() => {
    // The page is looked at, and left: what is on changes slowly beside it.
    send({ method: "GET", path: "/api/live" })
      .then((response) => response.json() as Promise<LiveBoard>)
      .then((board) => setUnits(board.units))
      .catch(() => {});
  }, []);
  return units;
}

function delayText({ sentToTakenMs, takenToSettledMs }: Feed): string {
  return [sentToTakenMs, takenToSettledMs].map((ms) => (ms === null ? "–" : `${ms} ms`)).join(" + ");
}

function statesText(states: Feed["states"]): string {
  const all = Object.entries(states) as [keyof typeof t.messages.states, number][];
  return all.map(([state, count]) => `${count} ${t.messages.states[state]}`).join(", ");
}

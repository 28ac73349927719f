/** Matches with their line scores: ends or periods, who has the last stone, the goals. */
import { followsCompetitor } from "../../app/followed.ts";
import { competitorName } from "../../language/competitor.ts";
import { clock, day } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { statusWord } from "../../language/status.ts";
import { Noc } from "../../parts/country.tsx";
import { Star } from "../../parts/star.tsx";
import type { Phase, Unit } from "./sheet.ts";
import { isOver, isRunning } from "./status.ts";
import "./matches.css";

/** Beside more periods there is no room for names on a phone. */
const MOST_BESIDE_NAMES = 5;

export function Matches({ phase, units }: { phase: Phase; units: readonly Unit[] }) {
  return (
    <div class="units matches">
      {units.map((unit) => (
        <Match key={unit.rsc} phase={phase} unit={unit} />
      ))}
    </div>
  );
}

function Match({ unit, phase }: { unit: Unit; phase: Phase }) {
  const { match, entries, status, start, name } = unit;
  const periods = match?.periods ?? [];
  const ids =
    match?.sides.map(({ competitor }) => competitor) ?? entries.map(({ competitor }) => competitor.id);
  const sides = ids.flatMap((id) => entries.find(({ competitor }) => competitor.id === id)?.competitor ?? []);
  const shown = isOver(status) || isRunning(status);
  const title = name === phase.name ? t.names.phase(name) : t.names.unit(name);
  return (
    <article class="duel">
      <h2>
        <span class="hidden">
          {title}: {sides.map(competitorName).join(" – ")},{" "}
        </span>
        <span class={status === "LIVE" ? "live" : "muted"}>{statusWord(status)}</span>
        <time class="muted" dateTime={start}>
          {day(start)}, {clock(start)}
        </time>
      </h2>
      {sides.length > 0 && (
        <div class="sideways">
          <table>
            <thead class={periods.length === 0 ? "quiet" : undefined}>
              <tr>
                <th scope="col">
                  <span class="hidden">{t.event.name}</span>
                </th>
                {periods.map(({ period }) => (
                  <th key={period} scope="col" class="period">
                    {t.event.period(period)}
                  </th>
                ))}
                <th scope="col" class="score">
                  <span class="hidden">{t.event.score}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sides.map((side, index) => (
                <tr key={side.id} class={match?.winner === side.id ? "winner" : undefined}>
                  <th scope="row">
                    <span class={periods.length > MOST_BESIDE_NAMES ? "whom by-code" : "whom by-country"}>
                      <Noc noc={side.noc} />
                      <span class="name">
                        {competitorName(side)}
                        {followsCompetitor(side) && <Star />}
                        {match?.winner === side.id && <span class="hidden">, {t.event.winner}</span>}
                      </span>
                    </span>
                  </th>
                  {periods.map(({ period, score, lastStone }) => (
                    <td key={period} class="period">
                      {score[index]}
                      {lastStone === index && (
                        <>
                          <span class="stone" title={t.event.lastStone} />
                          <span class="hidden"> {t.event.lastStone}</span>
                        </>
                      )}
                    </td>
                  ))}
                  <td class="score">{shown ? (match?.sides[index]?.score ?? "") : ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {match?.decidedIn && match.decidedIn !== "REG" && (
        <p class="muted">{t.event.decidedIn[match.decidedIn]}</p>
      )}
      {match?.goals && match.goals.length > 0 && <Goals goals={match.goals} sides={sides} />}
    </article>
  );
}

type Goal = NonNullable<NonNullable<Unit["match"]>["goals"]>[number];

/** In order, each with the score that it made. */
function Goals({ goals, sides }: { goals: readonly Goal[]; sides: readonly { noc: string }[] }) {
  const score = [0, 0];
  return (
    <details class="goals">
      <summary>{t.event.goals(goals.length)}</summary>
      <ol>
        {goals.map(({ clock: at, side }) => {
          score[side] = (score[side] ?? 0) + 1;
          return (
            <li key={at}>
              <span>{at}</span> <b>{sides[side]?.noc}</b> <span>{score.join("–")}</span>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

/** What is on: who leads and by how much, or how a match stands. */
import { followedFirst, followsCompetitor, followsUnit } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import type { Live, LiveUnit } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { countryName } from "../../language/countries.ts";
import { clock, day, gap, mark, timeDecimals, unitName } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { decidesWord, statusWord } from "../../language/status.ts";
import { Flag, Noc } from "../../parts/country.tsx";
import { byPhase } from "../../parts/group.ts";
import { Heading, QuietHead, Section } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";

const ID = "live";

export function LiveNow({ board }: { board: Live }) {
  if (board.units.length === 0) {
    return (
      <Section id={ID}>
        <Heading id={ID} text={t.home.live} />
        <p>{idle(board)}</p>
      </Section>
    );
  }
  return (
    <Section id={ID}>
      <Heading id={ID} text={t.home.live} />
      <ul class="live-units">
        {byPhase(followedFirst(board.units, followsUnit)).map((units) => (
          <li key={units[0].rsc}>
            <Units units={units} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Units({ units }: { units: readonly [LiveUnit, ...LiveUnit[]] }) {
  const [{ event, phase, name, decides, ...first }] = units;
  const status = units.some((unit) => unit.status === "LIVE") ? "LIVE" : first.status;
  const { code, name: discipline } = event.discipline;
  const what = units.length === 1 ? unitName(phase, name) : t.names.phase(phase);
  return (
    <>
      <h3>
        <a class="cover" href={to.event(event.id)}>
          {t.names.event(event.id, event.name)}
        </a>
        {units.some(followsUnit) && <Star />}
      </h3>
      <p class="muted">
        {t.names.discipline(code, discipline)}, {what}
      </p>
      <p class="state">
        <span class={status === "LIVE" ? "live" : ""}>{statusWord(status)}</span>
        <b>{decidesWord(decides)}</b>
      </p>
      {units.map((unit) =>
        unit.kind === "match" ? <Match key={unit.rsc} unit={unit} /> : <Leaders key={unit.rsc} unit={unit} />,
      )}
    </>
  );
}

function Match({ unit: { sides = [] } }: { unit: LiveUnit }) {
  const [home, away] = sides;
  if (home === undefined || away === undefined) return null;
  return (
    <p class="match">
      <span class="side">
        <Flag noc={home.competitor.noc} />
        <span class="cut">{countryName(home.competitor.noc)}</span>
      </span>
      <b>
        {home.score ?? 0} – {away.score ?? 0}
      </b>
      <span class="side">
        <span class="cut">{countryName(away.competitor.noc)}</span>
        <Flag noc={away.competitor.noc} />
      </span>
    </p>
  );
}

/** Three lines, whether they are filled yet or not. Lines are places: who leads changes, no line moves. */
function Leaders({ unit: { event, running } }: { unit: LiveUnit }) {
  const leaders = running?.leaders ?? [];
  const { done = 0, entries = 0 } = running ?? {};
  return (
    <div class="leaders">
      <table>
        <caption class="hidden">{t.names.event(event.id, event.name)}</caption>
        <QuietHead
          columns={[
            [t.column.rank, "rank"],
            [t.column.country, "code"],
            [t.column.competitor, ""],
            [t.column.result, "figure"],
          ]}
        />
        <tbody>
          {leaders.map(({ rank, competitor, result, gapMs }, place) => (
            <tr key={place}>
              <td class="rank">{rank}</td>
              <td class="code">
                <Noc noc={competitor.noc} />
              </td>
              <th scope="row">
                <span class="cut">{competitorName(competitor)}</span>
                {followsCompetitor(competitor) && <Star />}
              </th>
              <td class="figure">{gap(gapMs, timeDecimals(event.id)) || mark(result, event.id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">{leaders.length === 0 ? t.home.noMark : t.home.done(done, entries)}</p>
    </div>
  );
}

function idle({ next: [first], eventsFinished, eventsTotal }: Live): string {
  if (first !== undefined) {
    const { event, phase, name, start } = first;
    const { code, name: discipline } = event.discipline;
    const what = [
      t.names.discipline(code, discipline),
      t.names.event(event.id, event.name),
      unitName(phase, name),
    ];
    return `${t.home.idle} ${t.home.first(what.join(", "), `${day(start)}, ${clock(start)}`)}`;
  }
  return eventsTotal > 0 && eventsFinished >= eventsTotal ? t.home.over(eventsTotal) : t.home.idle;
}

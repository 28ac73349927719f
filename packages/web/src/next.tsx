/** What comes next, by day and time of the reader. */
import type { Live, LiveUnit } from "./board.ts";
import { unitName, type Zone } from "./format.ts";
import { Clock, type Countries, EventHeading, Heading, Noc, QuietHead, Section } from "./parts.tsx";
import { decidesWord, statusWord } from "./status.ts";

interface Props {
  board: Live;
  countries: Countries;
  zone: Zone;
}

const ID = "next";

export function NextUnits({ board: { next, eventsFinished }, countries, zone }: Props) {
  if (next.length === 0) {
    return (
      <Section id={ID}>
        <Heading id={ID} text="Next" />
        <p>{eventsFinished > 0 ? "Nothing more is on the schedule." : "The schedule isn’t out yet."}</p>
      </Section>
    );
  }
  return (
    <Section id={ID}>
      <table class="list schedule">
        <caption>
          <Heading id={ID} text="Next" />
        </caption>
        <QuietHead
          columns={[
            ["Start", "code"],
            ["Event", ""],
          ]}
        />
        {byDay(next, zone).map(({ day, units }) => (
          <tbody key={day}>
            <tr>
              <th scope="rowgroup" colSpan={2} class="day">
                {day}
              </th>
            </tr>
            {units.map((unit) => (
              <tr key={unit.rsc}>
                <td class="code">
                  <Clock at={unit.start} zone={zone} />
                </td>
                <th scope="row">
                  <EventHeading
                    name={unit.event.name}
                    detail={`${unit.event.discipline.name}, ${unitName(unit.phase, unit.name)}`}
                    aside={[statusWord(unit), decidesWord(unit)].filter(Boolean).join(" · ")}
                  >
                    <Sides unit={unit} countries={countries} />
                  </EventHeading>
                </th>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Section>
  );
}

function Sides({ unit: { sides }, countries }: { unit: LiveUnit; countries: Countries }) {
  const [home, away] = (sides ?? []).map(({ competitor }) => competitor.noc);
  if (!home || !away) return null;
  return (
    <span>
      <Noc noc={home} countries={countries} /> – <Noc noc={away} countries={countries} />
    </span>
  );
}

function byDay(units: readonly LiveUnit[], zone: Zone): { day: string; units: LiveUnit[] }[] {
  const days = new Map<string, LiveUnit[]>();
  for (const unit of units) {
    const day = zone.day(unit.start);
    days.set(day, [...(days.get(day) ?? []), unit]);
  }
  return [...days].map(([day, list]) => ({ day, units: list }));
}

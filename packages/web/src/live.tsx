/** What is on: who leads each unit, or how a match stands. */
import type { Live, LiveUnit } from "./board.ts";
import { mark, unitName, type Zone } from "./format.ts";
import { type Countries, EventHeading, Heading, Noc, QuietHead, Section } from "./parts.tsx";
import { decidesWord, statusWord } from "./status.ts";

interface Props {
  board: Live;
  countries: Countries;
  zone: Zone;
}

const ID = "live";

export function LiveUnits({ board, countries, zone }: Props) {
  if (board.units.length === 0) {
    return (
      <Section id={ID}>
        <Heading id={ID} text="Live now" />
        <p>{nothingOn(board, zone)}</p>
      </Section>
    );
  }
  return (
    <Section id={ID}>
      <table class="list">
        <caption>
          <Heading id={ID} text="Live now" />
        </caption>
        <QuietHead
          columns={[
            ["Country", "code"],
            ["Leader, or side of a match", ""],
            ["Result so far", "figure"],
          ]}
        />
        {board.units.map((unit) => (
          <tbody key={unit.rsc}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                <EventHeading
                  name={unit.event.name}
                  detail={`${unit.event.discipline.name}, ${unitName(unit.phase, unit.name)}`}
                  aside={progress(unit)}
                />
              </th>
            </tr>
            {rows(unit).map(({ id, noc, name, result }) => (
              <tr key={id}>
                <td class="code">{noc && <Noc noc={noc} countries={countries} />}</td>
                <td class={noc ? "" : "muted"}>{name}</td>
                <td class="figure">{result}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Section>
  );
}

interface Row {
  id: string;
  noc: string;
  name: string;
  result: string;
}

/** Two for a match, else one: a unit takes the same room before and after its first result. */
function rows({ kind, sides, running, event }: LiveUnit): Row[] {
  if (kind === "match" && sides !== undefined && sides.length > 0) {
    return sides.map(({ competitor: { id, name, noc }, score }) => ({
      id,
      noc,
      name,
      result: score === undefined ? "" : String(score),
    }));
  }
  const leader = running?.leader;
  if (leader === undefined) return [{ id: "none", noc: "", name: "No result yet", result: "" }];
  const { name, noc } = leader.competitor;
  return [{ id: "leader", noc, name, result: mark(leader.result, event.id) }];
}

function progress(unit: LiveUnit): string {
  const { kind, running } = unit;
  const done = kind === "unit" && running ? `${running.done} of ${running.entries} done` : "";
  return [decidesWord(unit), statusWord(unit) || done].filter(Boolean).join(" · ");
}

function nothingOn({ next: [first], eventsFinished, eventsTotal }: Live, zone: Zone): string {
  if (first !== undefined) {
    const { event, phase, name, start } = first;
    const what = `${event.discipline.name}, ${event.name}, ${unitName(phase, name)}`;
    return `Nothing is on right now. Next: ${what}, ${zone.day(start)} at ${zone.time(start)}.`;
  }
  if (eventsTotal > 0 && eventsFinished >= eventsTotal) {
    return `The Games are over: all ${eventsTotal} events are decided.`;
  }
  return "Nothing is on right now.";
}

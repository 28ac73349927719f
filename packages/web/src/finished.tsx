/** The events decided last, with their medallists. */
import type { Live } from "./board.ts";
import type { Zone } from "./format.ts";
import { Coin, type Countries, EventHeading, Heading, Noc, QuietHead, Section } from "./parts.tsx";

interface Props {
  board: Live;
  countries: Countries;
  zone: Zone;
}

const ID = "finished";

export function FinishedEvents({ board: { finished }, countries, zone }: Props) {
  if (finished.length === 0) {
    return (
      <Section id={ID}>
        <Heading id={ID} text="Latest results" />
        <p>No event is finished yet.</p>
      </Section>
    );
  }
  return (
    <Section id={ID}>
      <table class="list results">
        <caption>
          <Heading id={ID} text="Latest results" />
        </caption>
        <QuietHead
          columns={[
            ["Medal", "coins"],
            ["Country", "code"],
            ["Competitor", ""],
          ]}
        />
        {finished.map(({ id, name, discipline, officialAt, medals }) => (
          <tbody key={id}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                <EventHeading
                  name={name}
                  detail={discipline.name}
                  aside={
                    <time dateTime={officialAt}>
                      {zone.day(officialAt)}, {zone.time(officialAt)}
                    </time>
                  }
                />
              </th>
            </tr>
            {medals.map(({ medal, competitor }) => (
              <tr key={competitor.id}>
                <td class="coins">
                  <Coin medal={medal} />
                </td>
                <td class="code">
                  <Noc noc={competitor.noc} countries={countries} />
                </td>
                <td>{competitor.name}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Section>
  );
}

/** The medal table, ranked by golds. */
import type { Live } from "./board.ts";
import { Coin, Heading, Section } from "./parts.tsx";

const ID = "medals";

export function MedalTable({ board: { medals, eventsFinished, eventsTotal } }: { board: Live }) {
  const note = eventsTotal > 0 ? `${eventsFinished} of ${eventsTotal} events` : "";
  if (medals.length === 0) {
    return (
      <Section id={ID}>
        <Heading id={ID} text="Medal table" note={note} />
        <p>No medals have been decided yet.</p>
      </Section>
    );
  }
  return (
    <Section id={ID}>
      <table class="medals">
        <caption>
          <Heading id={ID} text="Medal table" note={note} />
        </caption>
        <thead>
          <tr>
            <th scope="col" class="rank">
              <span class="hidden">Rank</span>
            </th>
            <th scope="col">
              <span class="hidden">Country</span>
            </th>
            <th scope="col" class="count">
              <Coin medal="gold" />
            </th>
            <th scope="col" class="count">
              <Coin medal="silver" />
            </th>
            <th scope="col" class="count">
              <Coin medal="bronze" />
            </th>
            <th scope="col" class="total">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {medals.map(({ rank, rankEqual, noc, name, gold, silver, bronze, total }) => (
            <tr key={noc}>
              <td class="rank">
                {rankEqual && "="}
                {rank}
              </td>
              <th scope="row" title={name}>
                <span class="noc">{noc}</span> <span class="country">{name}</span>
              </th>
              <td class="count">{gold}</td>
              <td class="count">{silver}</td>
              <td class="count">{bronze}</td>
              <td class="total">{total}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

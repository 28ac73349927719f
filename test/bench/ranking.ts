/** How long ranking takes: a field of 200 per rule family, the real match tournaments, a medal table of 116 events. */
import { medalTable } from "@podium/core/results/medals/table.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import type { Medal } from "@podium/core/results/ranking/types.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { buildEvent, FAMILIES } from "../ranking/families.ts";

export interface Measurement {
  name: string;
  value: number;
  unit: string;
}

const FIELD = 200;
const EVENTS = 116;
const WARM_UP = 50;
const SAMPLES = 201;

export async function bench(): Promise<Measurement[]> {
  const families = FAMILIES.map((family) => ({
    name: `rank ${FIELD} entries, ${family.title}`,
    facts: buildEvent(family, FIELD, (unit, competitor) => [
      (competitor * 37 + unit * 11) % 997,
      (competitor * 53) % 991,
    ]),
  }));
  const real = eventFacts(load("beijing-2022"))
    .filter(({ id }) => id === "CURWTEAM4" || id === "IHOMTEAM6")
    .map((facts) => ({ name: `rank ${facts.units.length} matches, ${facts.id}`, facts }));
  const ranking = [...families, ...real].map(({ name, facts }) => measure(name, () => rankEvent(facts)));
  const { won, countries } = medals();
  return [...ranking, measure(`medal table of ${EVENTS} events`, () => medalTable(won, countries))];
}

function medals(): {
  won: { noc: string; medal: Medal }[];
  countries: Map<string, { name: string; listed: boolean }>;
} {
  const nocs = load("beijing-2022").countries.map(({ noc, name }) => ({ noc, name }));
  const colours: readonly Medal[] = ["gold", "silver", "bronze"];
  const won = Array.from({ length: EVENTS }, (_, event) =>
    colours.map((medal, index) => ({ noc: nocs[(event * 7 + index * 13) % nocs.length]?.noc ?? "", medal })),
  ).flat();
  return { won, countries: new Map(nocs.map(({ noc, name }) => [noc, { name, listed: true }])) };
}

/** Median. */
function measure(name: string, run: () => unknown): Measurement {
  for (let index = 0; index < WARM_UP; index++) run();
  const times = Array.from({ length: SAMPLES }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((left, right) => left - right);
  return { name, value: times[Math.floor(SAMPLES / 2)] ?? 0, unit: "ms" };
}

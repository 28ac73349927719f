/** Which medals are decided now, gold first. */
import { held } from "../ranking/progress.ts";
import type { EventRanking, Medal } from "../ranking/types.ts";
import type { EventFacts, UnitFacts } from "../schema.ts";

export interface Award {
  competitor: string;
  medal: Medal;
  /** RSC of the unit that decided it. */
  unit: string;
}

const MEDALS: readonly Medal[] = ["gold", "silver", "bronze"];
const COLOURS: Readonly<Record<NonNullable<UnitFacts["decides"]>, readonly Medal[]>> = {
  GSB: MEDALS,
  GS: ["gold", "silver"],
  B: ["bronze"],
};

/**
 * A unit awards the medals it decides once it is official and every unit before it that decides none is official too. Two
 * golds leave no silver, two silvers no bronze, three of one colour stay three: the ranks say so already. Cancelled units count
 * for nothing.
 */
export function awards(facts: EventFacts, ranking: EventRanking): Award[] {
  const units = held(facts);
  const awarded = units.flatMap((unit, index) => {
    const before = units.slice(0, index).filter(({ decides }) => decides === undefined);
    if (unit.decides === undefined || ![...before, unit].every(isOfficial)) return [];
    const colours = COLOURS[unit.decides];
    return ranking.standings.flatMap(({ competitor, medal }) =>
      medal !== null && colours.includes(medal) ? [{ competitor, medal, unit: unit.id }] : [],
    );
  });
  return awarded.sort((left, right) => MEDALS.indexOf(left.medal) - MEDALS.indexOf(right.medal));
}

const isOfficial = ({ result }: UnitFacts): boolean => result === "OFFICIAL";

/** DT_MEDALS and DT_MEDALLISTS: what the feed believes was awarded. Compared with our own awards, never applied. */
import type { Medal } from "../../results/ranking/types.ts";
import { eventIdOf } from "../../results/rsc.ts";
import { competitorId, noc as nocSchema } from "../../results/schema.ts";
import { checked, childOf, childrenOf, invalid, oneOf, required, rscOf, whole, yes } from "./fields.ts";
import type { OdfMessage } from "./message.ts";
import type { OdfElement } from "./xml.ts";

/** A line of the medal table. Ranks: by golds, and by the total. */
export interface OdfMedalLine {
  noc: string;
  gold: number;
  silver: number;
  bronze: number;
  total: number;
  rank: number | null;
  rankEqual: boolean;
  rankByTotal: number | null;
}

export interface OdfAward {
  competitor: string;
  noc: string;
  medal: Medal;
}

export type OdfMedals =
  | {
      kind: "table";
      /** Events that are decided. */
      eventsFinished: number | null;
      eventsTotal: number | null;
      /** Id of the event that was decided last, `SSKM500M`. */
      lastEvent: string | null;
      lines: OdfMedalLine[];
    }
  | { kind: "medallists"; event: string; awards: OdfAward[] };

/**
 * What the feed believes was awarded, to be compared with our own awards. Null where the message is of another type, or takes one
 * back.
 * @throws Rejected INVALID
 */
export function medalsOf({ identity, root }: OdfMessage): OdfMedals | null {
  const competition = childOf(root, "Competition");
  if (competition === undefined) return null;
  if (identity.type === "DT_MEDALS") return tableOf(competition);
  return identity.type === "DT_MEDALLISTS" ? medallistsOf(root, competition) : null;
}

function tableOf(competition: OdfElement): OdfMedals {
  const standings = childOf(competition, "MedalStandings");
  if (standings === undefined) throw invalid(competition, "MedalStandings", "is missing");
  const table = childOf(standings, "MedalsTable");
  const lines = table === undefined ? [] : childrenOf(table, "MedalLine").map(lineOf);
  return {
    kind: "table",
    eventsFinished: whole(standings, "FinishedEvents") ?? null,
    eventsTotal: whole(standings, "TotalEvents") ?? null,
    lastEvent: standings.attributes.LastEvent === undefined ? null : eventIdOf(rscOf(standings, "LastEvent")),
    lines,
  };
}

function lineOf(line: OdfElement): OdfMedalLine {
  const numbers = childrenOf(line, "MedalNumber");
  const number = numbers.find(({ attributes }) => attributes.Type === "TOT") ?? numbers[0];
  if (number === undefined) throw invalid(line, "MedalNumber", "is missing");
  const [gold = 0, silver = 0, bronze = 0] = ["Gold", "Silver", "Bronze"].map((name) => whole(number, name));
  const total = whole(number, "Total") ?? gold + silver + bronze;
  if (total !== gold + silver + bronze) throw invalid(number, "Total", "is the sum of the three");
  return {
    noc: nocOf(line),
    gold,
    silver,
    bronze,
    total,
    rank: whole(line, "Rank", { least: 1 }) ?? null,
    rankEqual: yes(line, "RankEqual"),
    rankByTotal: whole(line, "RankTotal", { least: 1 }) ?? null,
  };
}

const MEDALS: Readonly<Record<string, Medal>> = { ME_GOLD: "gold", ME_SILVER: "silver", ME_BRONZE: "bronze" };

/** `Medal` elements, each with its competitors; directly, or inside `Discipline` and `Event`. */
function medallistsOf(root: OdfElement, competition: OdfElement): OdfMedals {
  const within = (element: OdfElement): OdfElement[] =>
    element.children.flatMap((child) =>
      child.name === "Medal"
        ? [child]
        : child.name === "Discipline" || child.name === "Event"
          ? within(child)
          : [],
    );
  const awards = within(competition).flatMap((medal) => {
    required(medal, "Code");
    const code = oneOf(medal, "Code", Object.keys(MEDALS)) ?? "";
    return childrenOf(medal, "Competitor").map((competitor) => ({
      competitor: checked(competitorId, required(competitor, "Code"), competitor, () => "Code"),
      noc: nocOf(competitor),
      medal: MEDALS[code] as Medal,
    }));
  });
  return { kind: "medallists", event: eventIdOf(rscOf(root, "DocumentCode")), awards };
}

function nocOf(element: OdfElement): string {
  return checked(nocSchema, required(element, "Organisation"), element, () => "Organisation");
}

import { awards } from "@podium/core/results/medals/awards.ts";
import { medalTable } from "@podium/core/results/medals/table.ts";
import { rankEvent } from "@podium/core/results/ranking/rank.ts";
import { type Dataset, load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import { describe, expect, test } from "vitest";
import { compareStandings, type Difference } from "../verify/compare.ts";
import { knownDifferences } from "../verify/differences.ts";

/** Differences of each event that has an official list. */
function differences(dataset: Dataset): Map<string, Difference[]> {
  const official = Map.groupBy(dataset.official, ({ event }) => event);
  const found = new Map<string, Difference[]>();
  for (const facts of eventFacts(dataset)) {
    const rows = official.get(facts.id);
    if (rows === undefined) continue;
    const ranking = rankEvent(facts);
    const medals = new Map(awards(facts, ranking).map(({ competitor, medal }) => [competitor, medal]));
    const shown = ranking.standings.map((standing) => ({
      ...standing,
      competitor: { id: standing.competitor },
      medal: medals.get(standing.competitor) ?? null,
    }));
    found.set(facts.id, compareStandings(rows, shown));
  }
  return found;
}

describe.each(["beijing-2022", "pyeongchang-2018"])("%s", (name) => {
  const found = differences(load(name));
  const known = knownDifferences(name);

  test.each([...found].filter(([event]) => !known.has(event)))(
    "%s comes out of its raw marks as in the official list, rank for rank and medal for medal",
    (_, differing) => {
      expect(differing).toEqual([]);
    },
  );

  test("every event on the page of known differences does differ", () => {
    const matching = [...known.keys()].filter((event) => (found.get(event) ?? []).length === 0);
    expect(matching).toEqual([]);
  });
});

describe("the medals of 2022", () => {
  const dataset = load("beijing-2022");
  const nocs = new Map(dataset.competitors.map(({ id, noc }) => [id, noc]));
  const events = eventFacts(dataset).map((facts) => ({ facts, awarded: awards(facts, rankEvent(facts)) }));

  test("every one of the 109 events awards one gold, one silver, one bronze", () => {
    expect(events).toHaveLength(109);
    const others = events.filter(
      ({ awarded }) => awarded.map(({ medal }) => medal).join() !== "gold,silver,bronze",
    );
    expect(others.map(({ facts }) => facts.id)).toEqual([]);
  });

  test("the medal table is that of the closing ceremony, 20 February 2022", () => {
    const won = events.flatMap(({ awarded }) =>
      awarded.map(({ competitor, medal }) => ({ noc: nocs.get(competitor) ?? "", medal })),
    );
    const countries = new Map(dataset.countries.map(({ noc, name }) => [noc, { name, listed: true }]));
    const table = medalTable(won, countries);
    expect(
      table.map(({ rank, noc, gold, silver, bronze }) => `${rank} ${noc} ${gold}-${silver}-${bronze}`),
    ).toEqual([
      "1 NOR 16-8-13",
      "2 GER 12-10-5",
      "3 CHN 9-4-2",
      "4 USA 8-10-7",
      "5 SWE 8-5-5",
      "6 NED 8-5-4",
      "7 AUT 7-7-4",
      "8 SUI 7-2-5",
      "9 ROC 6-12-14",
      "10 FRA 5-7-2",
      "11 CAN 4-8-14",
      "12 JPN 3-6-9",
      "13 ITA 2-7-8",
      "14 KOR 2-5-2",
      "15 SLO 2-3-2",
      "16 FIN 2-2-4",
      "17 NZL 2-1-0",
      "18 AUS 1-2-1",
      "19 GBR 1-1-0",
      "20 HUN 1-0-2",
      "21 BEL 1-0-1",
      "21 CZE 1-0-1",
      "21 SVK 1-0-1",
      "24 BLR 0-2-0",
      "25 ESP 0-1-0",
      "25 UKR 0-1-0",
      "27 EST 0-0-1",
      "27 LAT 0-0-1",
      "27 POL 0-0-1",
    ]);
    expect(table.reduce((sum, { total }) => sum + total, 0)).toBe(327);
  });

  test.each([
    ["IHOMTEAM6", "FIN ROC SVK SWE USA CAN DEN SUI CZE GER LAT CHN"],
    ["IHOWTEAM6", "CAN USA FIN SUI ROC JPN CZE SWE CHN DEN"],
    ["CURXTEAM2", "ITA NOR SWE GBR CAN CZE SUI USA CHN AUS"],
    ["FSKXTEAM", "ROC USA JPN CAN CHN GEO ITA CZE GER UKR"],
  ])("%s ends %s, first to last", (id, order) => {
    const facts = events.find((event) => event.facts.id === id)?.facts;
    const ranked = facts === undefined ? [] : rankEvent(facts).standings;
    expect(ranked.map(({ competitor }) => nocs.get(competitor)).join(" ")).toBe(order);
    expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, index) => index + 1));
  });
});

describe("IRMs", () => {
  const dataset = load("pyeongchang-2018");
  // Of events of several runs the source doesn't say in which run somebody was out.
  const oneRace = eventFacts(dataset).filter(({ id }) => /^(ALP.(DH|SG)|BTH|CCS.(?!SPRINT)|SSK)/.test(id));

  test("stand below the ranked, in the order of the official lists", () => {
    for (const facts of oneRace) {
      const official = dataset.official.filter(({ event, rank }) => event === facts.id && rank === null);
      const ours = rankEvent(facts).standings.filter(({ rank }) => rank === null);
      expect(ours.map(({ irm }) => irm)).toEqual(official.map(({ irm }) => irm));
    }
  });
});

import { load } from "@podium/local/games/dataset.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { competitorName } from "./competitor.ts";
import { countryName } from "./countries.ts";
import { mark, unitName } from "./format.ts";
import { speak } from "./language.ts";
import { en } from "./messages/en.ts";
import { fr } from "./messages/fr.ts";
import { REGIONS } from "./nocs.ts";

/** Texts that are the same in both on purpose. */
const SAME_TEXTS: ReadonlySet<string> = new Set([
  "dir",
  "app.pages.sports",
  "sports.title",
  "medal.bronze",
  "total",
  "gender.O",
  "event.points",
  "event.score",
  "event.period",
  "event.news.behind",
  "medals.sport",
  "search.sports",
]);
const SAME_NAMES: ReadonlySet<string> = new Set([
  "Biathlon",
  "Bobsleigh",
  "Curling",
  "Luge",
  "Skeleton",
  "Slalom",
  "Snowboard",
  "Qualification 1",
  "Qualification 2",
  "Big Air Shougang",
  "Genting Snow Park",
]);

/** Events of 2026 that neither of the two Games had. */
const NEW_IN_2026: readonly string[] = [
  "ALPMTC",
  "ALPWTC",
  "CCSM4X7.5KM",
  "CCSW4X7.5KM",
  "CCSW50KMMS",
  "FRSMDM",
  "FRSWDM",
  "LUGWDOUBLES",
  "NCBMLHTEAM2",
  "SJPMLHTEAM2",
  "SJPWLH",
  "SKNXTEAM2",
  "SMTMSPRINT",
  "SMTWSPRINT",
  "SMTXRELAY2",
];

type Leaf = readonly [path: string, text: unknown];

function leaves(messages: object, path = ""): Leaf[] {
  return Object.entries(messages).flatMap(([key, value]): Leaf[] =>
    typeof value === "object" ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value]],
  );
}

/** What a message says; its gaps are filled with a text that is a number too. */
function said(message: unknown): string {
  if (typeof message !== "function") return String(message);
  return String(message(...Array.from({ length: message.length }, () => "3")));
}

const gaps = (message: unknown): number | undefined =>
  typeof message === "function" ? message.length : undefined;

const texts = ({ code: _code, name: _name, names: _names, ...rest }: typeof en) => leaves(rest);

const games = ["beijing-2022", "pyeongchang-2018"].map(load);
const unique = (names: readonly string[]) => [...new Set(names)].filter((name) => name !== "").sort();

describe("French", () => {
  it("has every text that English has, each with the same gaps, and none in English by accident", () => {
    const french = new Map(texts(fr));
    const english = texts(en);
    expect([...french.keys()].sort()).toEqual(english.map(([path]) => path).sort());
    for (const [path, text] of english) expect(gaps(french.get(path)), path).toBe(gaps(text));
    const same = english.filter(([path, text]) => said(french.get(path)) === said(text));
    expect(same.map(([path]) => path).filter((path) => !SAME_TEXTS.has(path))).toEqual([]);
  });

  it("keeps its punctuation at the end of a line, with its word", () => {
    for (const [path, text] of texts(fr)) expect(said(text), path).not.toMatch(/ [;:!?»]|« /);
  });

  it("names every discipline, event, phase, unit and venue of two Games", () => {
    const stages = games.flatMap(({ units }) => units.flatMap(({ name, phaseName }) => [name, phaseName]));
    const venues = games.flatMap(({ units }) => units.map(({ venue }) => venue ?? ""));
    for (const name of unique(stages)) {
      if (SAME_NAMES.has(name)) continue;
      expect(fr.names.unit(name)).not.toBe(name);
      expect(fr.names.phase(name)).toBe(fr.names.unit(name));
    }
    for (const name of unique(venues)) if (!SAME_NAMES.has(name)) expect(fr.names.venue(name)).not.toBe(name);
    for (const { id, name, discipline, disciplineName } of games.flatMap(({ events }) => events)) {
      expect(fr.names.event(id, name), id).not.toBe(name);
      expect(fr.names.event(id, name), id).not.toMatch(/\b(Men|Women|Mixed|Team|Relay)\b|\.\d/);
      if (!SAME_NAMES.has(disciplineName))
        expect(fr.names.discipline(discipline, disciplineName)).not.toBe(disciplineName);
    }
  });

  it("names the Games, and every country that goes by a name of its own", () => {
    expect(fr.names.games("Beijing 2022 Winter Games")).toBe("Jeux d’hiver de Beijing 2022");
    expect(Object.keys(fr.names.noc).sort()).toEqual(Object.keys(en.names.noc).sort());
  });

  it("tells the events of a discipline apart", () => {
    for (const { events } of games) {
      const named = events.map(({ id, name }) => `${id.slice(0, 3)} ${fr.names.event(id, name)}`);
      expect(new Set(named).size).toBe(events.length);
    }
  });

  it.each(NEW_IN_2026)("knows %s, which is new in 2026, from its code alone", (id) => {
    expect(fr.names.event(id, "?")).not.toBe("?");
    expect(fr.names.discipline(id.slice(0, 3), "?")).not.toBe("?");
  });

  it.each([
    ["ALPMDH", "Men's Downhill", "Descente hommes"],
    ["BTHW7.5KMSP", "Women's 7.5km Sprint", "Sprint 7,5 km femmes"],
    ["BTHXRELAY4", "Mixed 4x6km Relay", "Relais mixte 4 × 6 km"],
    ["CCSM4X10KM", "Men's 4x10km Relay", "Relais 4 × 10 km hommes"],
    ["FRSXAET", "Mixed Team Aerials", "Sauts par équipes mixtes"],
    ["FSKXICEDANCE", "Ice Dance", "Danse sur glace"],
    ["SSKM10000M", "Men's 10,000m", "10 000 m hommes"],
    ["ZZZM1", "Men's Whatever", "Men's Whatever"],
  ])("calls %s, %s, “%s”", (id, given, shown) => {
    expect(fr.names.event(id, given).replaceAll("\u00a0", " ")).toBe(shown);
  });
});

describe("a reader of French", () => {
  beforeEach(() => speak(fr));
  afterEach(() => speak(en));

  it("reads marks with a decimal comma", () => {
    expect(mark({ timeMs: 102_690 }, "ALPMDH")).toBe("1:42,69");
    expect(mark({ pointsMilli: 188_250 }, "FRSWBA")).toBe("188,25");
  });

  it.each([
    ["Quarterfinals", "Quarterfinal 1", "Quart de finale 1"],
    ["1/8 Finals", "Heat 2", "Huitièmes de finale, Série 2"],
    ["Finals", "Final A", "Finale A"],
    ["Heats", "Heat 3", "Série 3"],
    ["Run 2", "Run 2", "Manche 2"],
  ])("reads %s, %s, as one", (phase, unit, shown) => {
    expect(unitName(phase, unit)).toBe(shown);
  });

  it("reads countries, and the teams that go by their names", () => {
    expect([countryName("GER"), countryName("ROC")]).toEqual(["Allemagne", "Comité olympique russe"]);
    for (const noc of Object.keys(REGIONS)) expect(countryName(noc)).not.toBe(noc);
    expect(competitorName({ id: "BOBMTEAM2-GER01", name: "Germany 1", noc: "GER" })).toBe("Allemagne 1");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { find, findable, fold } from "./match.ts";

const NAMES = [
  "Aleksander Aamodt Kilde",
  "Johannes Thingnes Bø",
  "Jørgen Graabak",
  "Katharina Althaus",
  "Kilian Peier",
  "Martin Ødegaard",
  "Ekaterina Lokteva-Zagorskaya",
  "Thomas Müller",
  "Eliška Brezinová",
  "Rok Okrešlar",
  "Mattia Håkonsson",
];
const PEOPLE = NAMES.map((name) => findable(name, name));
const search = (typed: string, followed?: (name: string) => boolean) => find(PEOPLE, typed, followed);

describe("a fan finds an athlete", () => {
  it.each([
    ["kilde", "Aleksander Aamodt Kilde"],
    ["aamodt", "Aleksander Aamodt Kilde"],
    ["Kilde Aleks", "Aleksander Aamodt Kilde"],
    ["odegaard", "Martin Ødegaard"],
    ["ØDEG", "Martin Ødegaard"],
    ["oedegaard", "Martin Ødegaard"],
    ["muller", "Thomas Müller"],
    ["mueller", "Thomas Müller"],
    ["Mu\u0308ller", "Thomas Müller"],
    ["boe", "Johannes Thingnes Bø"],
    ["eliska brez", "Eliška Brezinová"],
    ["zagorskaya", "Ekaterina Lokteva-Zagorskaya"],
    ["lokteva-zag", "Ekaterina Lokteva-Zagorskaya"],
    ["haakonsson", "Mattia Håkonsson"],
  ])("by %s", (typed, name) => {
    expect(search(typed)).toEqual([name]);
  });

  it("by the beginning of a word only", () => {
    expect(search("ilde")).toEqual([]);
    expect(search("kil")).toEqual(["Kilian Peier", "Aleksander Aamodt Kilde"]);
  });

  it("by any beginning of any word of the name, however it is accented", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(), fc.nat(), (name, which, length) => {
        const parts = name.split(/[ -]/);
        const word = parts[which % parts.length] ?? "";
        expect(search(word.slice(0, 1 + (length % word.length)))).toContain(name);
      }),
    );
  });

  it("among those followed first, though another name fits better", () => {
    expect(search("kil", (name) => name.endsWith("Kilde"))[0]).toBe("Aleksander Aamodt Kilde");
  });
});

describe("a search", () => {
  it("for nothing finds nothing", () => {
    expect(search("")).toEqual([]);
    expect(search(" -’ ")).toEqual([]);
  });

  it("takes an event by its words in either language, in any order", () => {
    const downhill = findable("ALPMDH", "Descente hommes", ["Ski alpin", "Men's Downhill", "Alpine Skiing"]);
    for (const typed of ["descente", "downhill men", "mens down", "alpin desc", "hommes"]) {
      expect(find([downhill], typed)).toEqual(["ALPMDH"]);
    }
  });

  it("sets what is called so before what is only found by it", () => {
    const all = [findable("event", "Downhill", ["Norway"]), findable("country", "Norway")];
    expect(find(all, "nor")).toEqual(["country", "event"]);
  });

  it("folds any text to words that fold to themselves", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  it("never fails, whatever is typed", () => {
    fc.assert(fc.property(fc.string(), (typed) => Array.isArray(search(typed))));
  });
});

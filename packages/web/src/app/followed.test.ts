import { describe, expect, it, vi } from "vitest";
import { toggle } from "./favourites.ts";
import { followedFirst, followsAthlete, followsEvent, followsUnit } from "./followed.ts";

const feuz = { id: "2202255", name: "Beat Feuz", noc: "SUI" };
const norway = { id: "CURMTEAM4---NOR01", name: "Norway", noc: "NOR", members: [{ id: "2201824" }] };
const downhill = { event: { id: "ALPMDH" } };

// Followed for the whole file: a country, an athlete, an event.
vi.stubGlobal("dispatchEvent", () => true);
toggle({ kind: "country", id: "NOR", name: "Norway" });
toggle({ kind: "athlete", id: feuz.id, name: feuz.name, noc: "SUI" });
toggle({ kind: "event", id: "ALPWSL", name: "Women's Slalom" });

describe("what a fan follows", () => {
  it("is found among those who play or lead", () => {
    expect(followsUnit(downhill)).toBe(false);
    expect(followsUnit({ ...downhill, sides: [{ competitor: norway }] })).toBe(true);
    expect(followsUnit({ ...downhill, running: { leaders: [{ competitor: feuz }] } })).toBe(true);
    expect(followsUnit({ event: { id: "ALPWSL" } })).toBe(true);
  });

  it("is found among medallists, in teams too", () => {
    expect(followsEvent({ id: "ALPMDH", medals: [{ competitor: feuz }] })).toBe(true);
    expect(followsEvent({ id: "ALPMDH", medals: [{ competitor: { ...feuz, id: "1" } }] })).toBe(false);
    toggle({ kind: "athlete", id: "2201824", name: "Magnus Nedregotten", noc: "NOR" });
    expect(followsAthlete(norway)).toBe(true);
    toggle({ kind: "athlete", id: "2201824", name: "Magnus Nedregotten", noc: "NOR" });
    expect(followsAthlete(norway)).toBe(false);
  });

  it("comes first, and nothing else changes its place", () => {
    expect(followedFirst([1, 2, 3, 4, 5], (value) => value % 2 === 0)).toEqual([2, 4, 1, 3, 5]);
  });
});

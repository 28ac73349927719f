import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScheduledUnit } from "../../parts/unit-row.tsx";
import { defaultDay } from "./days.ts";
import { plan, type Wishes } from "./plan.ts";

const downhill = unit("ALPMDH", "04:00", "GSB");
const group = unit("IHOWTEAM6", "04:10");
const sprint = unit("BTHM10KMSP", "08:30", "GSB");
const slalom = unit("ALPWSL", "09:15");
const DAY = [downhill, group, sprint, slalom];
const WISHES: Wishes = {
  byTime: false,
  onlyMedals: false,
  concerns: () => false,
  nameOf: ({ code }) => ({ ALP: "Ski alpin", BTH: "Biathlon", IHO: "Hockey sur glace" })[code] ?? code,
};

describe("a day's schedule", () => {
  it("by sport goes by what the reader calls the sports, each by time", () => {
    const { groups } = plan(DAY, WISHES);
    expect(groups.map(({ discipline, units }) => [discipline?.code, units])).toEqual([
      ["BTH", [sprint]],
      ["IHO", [group]],
      ["ALP", [downhill, slalom]],
    ]);
  });

  it("by time is one list", () => {
    expect(plan(DAY, { ...WISHES, byTime: true }).groups).toEqual([{ discipline: undefined, units: DAY }]);
  });

  it("of medal events has those units that decide medals", () => {
    const { groups } = plan(DAY, { ...WISHES, byTime: true, onlyMedals: true });
    expect(groups[0]?.units).toEqual([downhill, sprint]);
  });

  it("begins with what the fan follows", () => {
    const { followed, groups } = plan(DAY, { ...WISHES, concerns: ({ event }) => event.id === "ALPWSL" });
    expect(followed).toEqual([slalom]);
    expect(groups.at(-1)?.units).toEqual([downhill]);
  });

  it("shows every unit that is wanted once, whatever is followed", () => {
    const ids = fc.constantFrom("ALPMDH", "IHOWTEAM6", "BTHM10KMSP");
    const units = fc.array(fc.record({ id: ids, medal: fc.boolean(), followed: fc.boolean() }));
    fc.assert(
      fc.property(units, fc.boolean(), fc.boolean(), (drawn, byTime, onlyMedals) => {
        const day = drawn.map(({ id, medal }) => unit(id, "04:00", medal ? "GSB" : undefined));
        const mine = new Set(day.filter((_, index) => drawn[index]?.followed));
        const { followed, groups } = plan(day, {
          ...WISHES,
          byTime,
          onlyMedals,
          concerns: (candidate) => mine.has(candidate),
        });
        const shown = [...followed, ...groups.flatMap(({ units }) => units)];
        expect(new Set(shown).size).toBe(shown.length);
        expect(new Set(shown)).toEqual(new Set(day.filter(({ decides }) => !onlyMedals || decides)));
      }),
    );
  });
});

describe("the schedule opens", () => {
  const dates = ["2022-02-02", "2022-02-03", "2022-02-05", "2022-02-20"];

  it.each([
    ["before the Games on the first day", "2022-01-30", "2022-02-02"],
    ["during the Games on today", "2022-02-03", "2022-02-03"],
    ["on a day without units on the next one", "2022-02-04", "2022-02-05"],
    ["after the Games on the last day", "2022-03-01", "2022-02-20"],
  ])("%s", (_, today, shown) => {
    expect(defaultDay(dates, today)).toBe(shown);
  });

  it("on no day as long as there is none", () => {
    expect(defaultDay([], "2022-02-03")).toBeUndefined();
  });
});

function unit(eventId: string, time: string, decides?: ScheduledUnit["decides"]): ScheduledUnit {
  const code = eventId.slice(0, 3);
  const start = `2022-02-08T${time}:00.000Z`;
  return {
    rsc: `${eventId}-${time}`,
    phase: "Final",
    name: "Final",
    kind: "unit",
    day: "2022-02-08",
    start,
    end: start,
    venue: "Yanqing Alpine Skiing Centre",
    status: "SCHEDULED",
    event: {
      id: eventId,
      name: eventId,
      discipline: { code, name: code },
      gender: "M",
      status: "SCHEDULED",
      start,
    },
    ...(decides && { decides }),
  };
}

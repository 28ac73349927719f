import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoDay } from "./calendar.ts";
import { age, clock, day, gap, mark, points, readersZone, time, unitName } from "./format.ts";

describe("a mark", () => {
  it.each([
    ["ALPMDH", 102_690, "1:42.69"],
    ["BOBMTEAM2", 59_020, "59.02"],
    ["SKNMSINGLES", 241_010, "4:01.01"],
    ["SSKM5000M", 369_880, "6:09.88"],
    ["BTHM20KM", 2_927_400, "48:47.4"],
    ["CCSM50KM", 7_772_600, "2:09:32.6"],
    ["CCSMSPRINT", 165_030, "2:45.03"],
    ["CCSWTEAMSP2", 1_428_010, "23:48.01"],
    ["NCBMNH", 1_514_300, "25:14.3"],
    ["LUGWSINGLES", 58_226, "58.226"],
    ["STKM1000M", 84_332, "1:24.332"],
    ["SBDMPGS", 40_380, "40.38"],
  ])("is a time as %s shows it", (eventId, timeMs, shown) => {
    expect(mark({ timeMs }, eventId)).toBe(shown);
  });

  it.each([
    ["FSKMSINGLES", 113_970, "113.97"],
    ["FRSWBA", 188_250, "188.25"],
    ["SJPMNH", 275_000, "275.0"],
    ["NCBMNH", 119_600, "119.6"],
    ["SSKMMS", 60_000, "60"],
    ["ALPXTEAM4", 2_000, "2"],
    ["FSKWSINGLES", -1_500, "−1.50"],
    ["FSKWSINGLES", -40, "−0.04"],
  ])("is points as %s shows them", (eventId, pointsMilli, shown) => {
    expect(mark({ pointsMilli }, eventId)).toBe(shown);
  });

  it("is nothing where the order is the result, or where there is none", () => {
    expect(mark({ place: 1 }, "STKM1000M")).toBe("");
    expect(mark(null, "STKM1000M")).toBe("");
  });

  it("shows a nothing as a nothing", () => {
    expect(time(0, 2)).toBe("0.00");
    expect(time(7, 3)).toBe("0.007");
    expect(time(60_000, 2)).toBe("1:00.00");
    expect(time(3_600_000, 1)).toBe("1:00:00.0");
    expect(points(0, 1)).toBe("0.0");
  });

  it("loses no digit: read back, a time is what it was", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 86_400_000 }),
        fc.integer({ min: 0, max: 3 }),
        (timeMs, decimals) => {
          const [whole = "", fraction = ""] = time(timeMs, decimals).split(".");
          const seconds = whole.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
          expect(fraction).toHaveLength(decimals);
          const unit = 10 ** (3 - decimals);
          expect(seconds * 1_000 + Number(fraction || 0) * unit).toBe(timeMs - (timeMs % unit));
        },
      ),
    );
  });

  it("sorts as its digits do: who is faster never looks slower", () => {
    const places = (text: string) => text.split(/[:.]/).map(Number);
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 3_599_998 }), (timeMs) => {
        const [left, right] = [places(time(timeMs, 2)), places(time(timeMs + 1, 2))];
        const key = ([m = 0, s = 0, h = 0]: number[]) => (m * 60 + s) * 100 + h;
        expect(key(left)).toBeLessThanOrEqual(key(right));
      }),
    );
  });
});

describe("a unit", () => {
  it.each([
    ["Final", "Final", "Final"],
    ["Quarterfinals", "Quarterfinal 1", "Quarterfinal 1"],
    ["Qualification", "Qualification Run", "Qualification Run"],
    ["1/8 Finals", "Heat 2", "1/8 Finals, Heat 2"],
    ["Finals", "Final A", "Final A"],
  ])("of %s, %s, is called by both without saying a thing twice", (phase, name, shown) => {
    expect(unitName(phase, name)).toBe(shown);
  });
});

describe("times of day", () => {
  it("are those of the zone that is asked for, and so is the day", () => {
    const instant = "2022-02-07T22:30:00.000Z";
    const hours = (zone: string) => clock(instant, zone).replace(/\s/g, " ");
    expect(hours("Asia/Shanghai")).toBe("6:30 AM");
    expect(day(instant, "Asia/Shanghai")).toBe("Tue, Feb 8");
    expect(hours("America/New_York")).toBe("5:30 PM");
    expect(day(instant, "America/New_York")).toBe("Mon, Feb 7");
  });

  it("fall on the calendar day of their zone", () => {
    const instant = "2022-02-07T22:30:00.000Z";
    expect(isoDay(instant, "Asia/Shanghai")).toBe("2022-02-08");
    expect(isoDay(instant, "America/New_York")).toBe("2022-02-07");
  });

  it("are those of the device where nobody says otherwise", () => {
    const instant = "2022-02-07T22:30:00.000Z";
    expect(clock(instant)).toBe(clock(instant, readersZone()));
    expect(readersZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});

describe("a gap", () => {
  it("is how far behind the first, and nothing for the first", () => {
    expect(gap(340, 2)).toBe("+0.34");
    expect(gap(61_200, 1)).toBe("+1:01.2");
    expect(gap(0, 2)).toBe("");
    expect(gap(undefined, 2)).toBe("");
  });
});

describe("an age", () => {
  it.each([
    [0, "seconds ago"],
    [59_999, "seconds ago"],
    [60_000, "1 minute ago"],
    [59 * 60_000, "59 minutes ago"],
    [60 * 60_000, "1 hour ago"],
    [47 * 3_600_000, "47 hours ago"],
    [48 * 3_600_000, "2 days ago"],
  ])("of %i ms is said in words", (ageMs, shown) => {
    expect(age(ageMs)).toBe(shown);
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atVenue, instantOf } from "./clock.ts";

const iso = (zone: string, shown: string) => new Date(instantOf(zone, Date.parse(`${shown}Z`))).toISOString();

describe("clocks at the venue", () => {
  test.each([
    ["Asia/Shanghai", "2022-02-12T16:53:00", "2022-02-12T08:53:00.000Z"],
    ["Europe/Rome", "2026-02-12T00:30:00", "2026-02-11T23:30:00.000Z"],
    ["America/Denver", "2034-02-12T23:30:00", "2034-02-13T06:30:00.000Z"],
    ["Asia/Kolkata", "2022-02-12T05:30:00", "2022-02-12T00:00:00.000Z"],
    ["UTC", "2022-02-12T05:30:00", "2022-02-12T05:30:00.000Z"],
    // Summer time begins: this hour is skipped. It ends: this hour comes twice, and the first is meant.
    ["Europe/Rome", "2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z"],
    ["Europe/Rome", "2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"],
  ])("%s %s", (zone, shown, expected) => {
    expect(iso(zone, shown)).toBe(expected);
  });

  test("what the venue writes is the same instant, in any zone", () => {
    const zones = fc.constantFrom(
      "Asia/Shanghai",
      "Europe/Rome",
      "America/St_Johns",
      "Pacific/Chatham",
      "UTC",
    );
    fc.assert(
      fc.property(
        zones,
        fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
        (zone, date) => {
          expect(new Date(atVenue(zone, date.toISOString()))).toEqual(date);
        },
      ),
    );
  });
});

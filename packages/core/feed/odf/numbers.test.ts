import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { centimetres, centimetresText, milli, milliText, timeMs, timeText } from "./numbers.ts";

describe("times, points and lengths are whole numbers, to the last digit", () => {
  test.each([
    ["34.32", 34_320],
    ["34.321", 34_321],
    ["34", 34_000],
    ["0.07", 70],
    ["+0.41", 410],
    ["1:42.69", 102_690],
    ["85:15.8", 5_115_800],
    ["1:22:56.30", 4_976_300],
    ["100.5", 100_500],
  ])("the time %s is %i ms", (text, expected) => {
    expect(timeMs(text)).toBe(expected);
  });

  test.each(["", "-1.00", "1:60.00", "1:2:3:4", "34,32", "34.3210", "1e3", "NaN", "DNF", " 34.32", "٣٤"])(
    "%j is no time",
    (text) => {
      expect(timeMs(text)).toBeUndefined();
    },
  );

  test.each([
    ["96.25", 96_250],
    ["-1.00", -1000],
    ["-0", 0],
    ["7", 7000],
    ["0.001", 1],
  ])("%s points are %i thousandths", (text, expected) => {
    expect(milli(text)).toBe(expected);
  });

  test.each(["", "96,25", "1.2345", "1e3", "--1", "99999999"])("%j are no points", (text) => {
    expect(milli(text)).toBeUndefined();
  });

  test("what is written is read as the same number", () => {
    fc.assert(
      fc.property(
        fc.nat(86_400_000),
        fc.integer({ min: -9_999_999, max: 9_999_999 }),
        fc.nat(50_000),
        (ms, points, cm) => {
          expect(timeMs(timeText(ms))).toBe(ms);
          expect(milli(milliText(points))).toBe(points);
          expect(centimetres(centimetresText(cm))).toBe(cm);
        },
      ),
    );
  });
});

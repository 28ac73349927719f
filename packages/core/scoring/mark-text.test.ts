import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markOf, pointsOf, timeOf } from "./mark-text.ts";

const DOWNHILL = "ALPMDH----------------FNL-000100--";
const HALFPIPE = "FRSWHP----------------FNL-000100--";

describe("a mark is read as the sport writes it", () => {
  it.each([
    [DOWNHILL, "1:42.69", { mark: { timeMs: 102_690 } }],
    [DOWNHILL, "42,69", { mark: { timeMs: 42_690 } }],
    [DOWNHILL, "118.4", { mark: { timeMs: 118_400 } }],
    [DOWNHILL, "1:02:03.004", { mark: { timeMs: 3_723_004 } }],
    [DOWNHILL, " dnf ", { mark: { irm: "DNF" } }],
    [HALFPIPE, "94.25", { mark: { pointsMilli: 94_250 } }],
    [HALFPIPE, "94", { mark: { pointsMilli: 94_000 } }],
  ])("%s %s", (unit, text, expected) => expect(markOf(unit, text)).toEqual(expected));

  it.each([
    [DOWNHILL, "1:60.00"],
    [DOWNHILL, "1:2:3:4"],
    [DOWNHILL, "fast"],
    [DOWNHILL, "DNX"],
    [DOWNHILL, "1e5"],
    [DOWNHILL, ""],
    [DOWNHILL, "=1+1"],
    [HALFPIPE, "1:42.69"],
    [HALFPIPE, "94.2501"],
  ])("and %s %j is refused with a rule", (unit, text) => {
    expect(markOf(unit, text)).toEqual({ rule: expect.any(String) });
  });
});

it("no thousandth is ever lost: what is written out is read back", () => {
  const written = (milli: number, wholes: string) => `${wholes}.${String(milli % 1000).padStart(3, "0")}`;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_999_999 }), (milli) => {
      const seconds = Math.floor(milli / 1000);
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      expect(timeOf(written(milli, clock))).toBe(milli);
      expect(pointsOf(written(milli, String(seconds)))).toBe(milli);
    }),
  );
});

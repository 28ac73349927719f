import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byHeats, byPhase } from "./group.ts";

const unit = (id: string, phase: string, start: number) => ({ event: { id }, phase, start });

describe("units on the front page", () => {
  it("stand together by event and phase, where the first of them is", () => {
    const [one, heat, two] = [
      unit("CURMTEAM4", "Round-Robin", 1),
      unit("STKW500M", "Quarterfinals", 2),
      unit("CURMTEAM4", "Round-Robin", 3),
    ] as const;
    expect(byPhase([one, heat, two])).toEqual([[one, two], [heat]]);
  });

  it("stay apart where the phase is another", () => {
    const units = [unit("STKW500M", "Quarterfinals", 1), unit("STKW500M", "Semifinals", 2)];
    expect(byPhase(units)).toHaveLength(2);
  });
});

describe("heats of a day", () => {
  const heat = (name: string, status = "SCHEDULED", kind = "unit") => ({
    ...unit("STKW500M", "Quarterfinals", 1),
    rsc: `${name} ${status}`,
    kind,
    name,
    status,
  });

  it("take one line as long as they are equally far", () => {
    const [over, now, one, two] = [
      heat("Quarterfinal 1", "OFFICIAL"),
      heat("Quarterfinal 2", "LIVE"),
      heat("Quarterfinal 3"),
      heat("Quarterfinal 4"),
    ] as const;
    expect(byHeats([over, now, one, two])).toEqual([[over], [now], [one, two]]);
  });

  it("don't hide a run of another kind, nor a match", () => {
    const units = [
      heat("Qualification Run"),
      heat("Elimination Run"),
      heat("Game 1", "", "match"),
      heat("Game 2", "", "match"),
    ];
    expect(byHeats(units)).toHaveLength(4);
  });

  it("are all there, each once", () => {
    const any = fc.record({
      event: fc.record({ id: fc.constantFrom("A", "B") }),
      phase: fc.constantFrom("1", "2"),
      rsc: fc.string(),
      kind: fc.constantFrom("unit", "match"),
      name: fc.constantFrom("Heat 1", "Heat 2", "Final"),
      status: fc.constantFrom("LIVE", "OFFICIAL"),
    });
    fc.assert(
      fc.property(fc.array(any), (units) => {
        for (const shown of [byPhase(units).flat(), byHeats(units).flat()]) {
          expect(shown).toHaveLength(units.length);
          expect(new Set(shown)).toEqual(new Set(units));
        }
      }),
    );
  });
});

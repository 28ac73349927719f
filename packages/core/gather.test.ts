import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gather } from "./gather.ts";

/** Lets others have their turns. */
async function turn(times: number): Promise<void> {
  for (let n = 0; n < times; n++) await null;
}

describe("what is gathered", () => {
  it("is done once each, in order, never two requests at a time, never more than may go together", async () => {
    const most = 4;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (pauses, turns) => {
          const requests: (readonly number[])[] = [];
          let underWay = 0;
          const gather = new Gather<number, number>(most, async (items) => {
            underWay += 1;
            expect(underWay).toBe(1);
            requests.push(items);
            await turn(turns);
            underWay -= 1;
            return items.map((item) => ({ status: "fulfilled", value: -item }));
          });
          const results: Promise<number>[] = [];
          for (const [item, pause] of pauses.entries()) {
            results.push(gather.do(item));
            await turn(pause);
          }
          expect(await Promise.all(results)).toEqual(pauses.map((_, item) => -item));
          expect(requests.flat()).toEqual(pauses.map((_, item) => item));
          expect(Math.max(...requests.map(({ length }) => length))).toBeLessThanOrEqual(most);
          expect(requests[0]).toHaveLength(1);
        },
      ),
    );
  });

  it("fails alone where it is refused alone, and together where the request fails", async () => {
    let down = true;
    const gather = new Gather<number, number>(10, async (items) => {
      if (down) throw new Error("nobody is there");
      return items.map((item) =>
        item % 2 === 0 ? { status: "fulfilled", value: item } : { status: "rejected", reason: item },
      );
    });
    const failed = await Promise.allSettled([1, 2, 3].map((item) => gather.do(item)));
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    down = false;
    const mixed = await Promise.allSettled([1, 2, 3, 4].map((item) => gather.do(item)));
    expect(mixed.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
  });
});

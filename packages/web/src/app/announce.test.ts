import { describe, expect, it } from "vitest";
import { Announcer, medalNews } from "./announce.ts";
import type { FinishedEvent } from "./board.ts";

const downhill = decided("ALPMDH", "Men's Downhill", "2022-02-07T05:00:00.000Z", ["Beat Feuz", "SUI"]);
const sprint = decided("BTHM10KM", "Men's Sprint", "2022-02-12T10:00:00.000Z", [
  "Johannes Thingnes Boe",
  "NOR",
]);

describe("news of medals", () => {
  it("names the event, the medals and who has won them", () => {
    expect(medalNews([], [downhill])).toEqual(["Alpine Skiing, Men's Downhill: gold Beat Feuz, SUI."]);
  });

  it("is said once", () => {
    expect(medalNews([downhill], [sprint, downhill])).toEqual([
      "Alpine Skiing, Men's Sprint: gold Johannes Thingnes Boe, NOR.",
    ]);
    expect(medalNews([sprint, downhill], [sprint, downhill])).toEqual([]);
  });

  it("says of a correction that it is one", () => {
    const corrected = { ...downhill, medals: sprint.medals };
    expect(medalNews([downhill], [corrected])).toEqual([
      "Changed: Alpine Skiing, Men's Downhill: gold Johannes Thingnes Boe, NOR.",
    ]);
  });

  it("is no news when an old event comes back into the list, or none was awarded", () => {
    expect(medalNews([sprint], [sprint, downhill])).toEqual([]);
    expect(medalNews([], [{ ...downhill, medals: [] }])).toEqual([]);
  });
});

describe("announcements", () => {
  it("come together: what is decided during a pause is said in one text after it", () => {
    const said: string[] = [];
    const pauses: (() => void)[] = [];
    const announcer = new Announcer(
      (text) => said.push(text),
      (run) => pauses.push(run),
    );
    announcer.add([]);
    expect(pauses).toHaveLength(0);
    announcer.add(["A."]);
    announcer.add(["B."]);
    announcer.add(["C.", "D.", "E.", "F."]);
    expect(said).toEqual(["A."]);
    pauses.shift()?.();
    expect(said).toEqual(["A.", "B. C. D. And medals in 2 more events."]);
    pauses.shift()?.();
    expect(pauses).toHaveLength(0);
    announcer.add(["G."]);
    expect(said.at(-1)).toBe("G.");
  });
});

function decided(
  id: string,
  name: string,
  officialAt: string,
  [winner, noc]: [string, string],
): FinishedEvent {
  return {
    id,
    name,
    discipline: { code: "ALP", name: "Alpine Skiing" },
    gender: "M",
    status: "OFFICIAL",
    start: null,
    officialAt,
    medals: [{ medal: "gold", competitor: { id: winner, name: winner, noc } }],
  };
}

import { describe, expect, it } from "vitest";
import type { FinishedEvent } from "../../board/types.ts";
import { medalNews } from "./medal-news.ts";

const downhill = decided("ALPMDH", "Men's Downhill", "2022-02-07T05:00:00.000Z", ["Beat Feuz", "SUI"]);
const sprint = decided("BTHM10KM", "Men's Sprint", "2022-02-12T10:00:00.000Z", [
  "Johannes Thingnes Boe",
  "NOR",
]);

describe("news of medals", () => {
  it("names the event, the medals and who has won them", () => {
    expect(medalNews([], [downhill])).toEqual([
      "Alpine Skiing, Men's Downhill: Gold Beat Feuz, Switzerland.",
    ]);
  });

  it("is said once", () => {
    expect(medalNews([downhill], [sprint, downhill])).toEqual([
      "Alpine Skiing, Men's Sprint: Gold Johannes Thingnes Boe, Norway.",
    ]);
    expect(medalNews([sprint, downhill], [sprint, downhill])).toEqual([]);
  });

  it("says of a correction that it is one", () => {
    const corrected = { ...downhill, medals: sprint.medals };
    expect(medalNews([downhill], [corrected])).toEqual([
      "Changed: Alpine Skiing, Men's Downhill: Gold Johannes Thingnes Boe, Norway.",
    ]);
  });

  it("is no news when an old event comes back into the list, or none was awarded", () => {
    expect(medalNews([sprint], [sprint, downhill])).toEqual([]);
    expect(medalNews([], [{ ...downhill, medals: [] }])).toEqual([]);
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

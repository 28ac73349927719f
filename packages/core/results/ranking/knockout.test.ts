import { describe, expect, test } from "vitest";
import { line, rank, sketch, type UnitSketch, unitLine } from "./fixtures.ts";
import { rankEvent } from "./rank.ts";

const t = (timeMs: number, qual?: string) => ({ timeMs, ...(qual !== undefined && { qual }) });
const at = (finishPlace: number, qual?: string) => ({ finishPlace, ...(qual !== undefined && { qual }) });
const pts = (pointsMilli: number, qual?: string) => ({ pointsMilli, ...(qual !== undefined && { qual }) });
const runs = (...points: (number | null)[]) => ({
  runs: points.map((pointsMilli, index) =>
    pointsMilli === null ? { n: index + 1, irm: "DNS" } : { n: index + 1, pointsMilli },
  ),
});

describe("heats by the order at the finish", () => {
  const SEED = "SEED000100--";
  const [SF1, SF2, SMALL, BIG] = ["SFNL000100--", "SFNL000200--", "FNL-000200--", "FNL-000100--"];
  const cross: Record<string, UnitSketch> = {
    [SEED]: {
      marks: { A: t(700), B: t(710), C: t(720), D: t(730), E: t(740), F: t(750), G: t(760), H: t(770) },
    },
    [SF1]: { marks: { A: at(1, "Q"), D: at(3), E: at(2, "Q"), H: at(4) } },
    [SF2]: { marks: { B: at(3), C: at(1, "Q"), F: at(4), G: at(2, "Q") } },
  };
  const finals = {
    [SMALL]: { marks: { D: at(2), H: at(1), B: at(3), F: at(4) } },
    [BIG]: { marks: { A: at(4), E: at(1), C: at(3), G: at(2) } },
  };

  test("the big final gives the first places, the small one those behind", () => {
    expect(line(rank("FRSWSX", { ...cross, ...finals }))).toBe("1 E, 2 G, 3 C, 4 A, 5 H, 6 D, 7 B, 8 F");
  });

  test("equal places of different heats go by the seeding", () => {
    expect(line(rank("FRSWSX", cross))).toBe("1 A, 2 C, 3 E, 4 G, 5 B, 6 D, 7 F, 8 H");
  });

  test("a small final leaves the first places to those in the big one who are still to come", () => {
    const ranking = rank("FRSWSX", {
      ...cross,
      [SMALL]: finals[SMALL] ?? {},
      [BIG]: { marks: { A: null, E: null, C: null, G: null }, result: "START_LIST" },
    });
    expect(line(ranking)).toBe("5 H, 6 D, 7 B, 8 F, - A, - E, - C, - G");
    expect(ranking.standings.every(({ medal }) => medal === null)).toBe(true);
  });

  test("a small final counts only when it is known who is in the big one", () => {
    const ranking = rank("FRSWSX", {
      ...cross,
      [SMALL]: finals[SMALL] ?? {},
      [BIG]: { result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 A, 2 C, 3 E, 4 G, 5 B, 6 D, 7 F, 8 H");
  });

  test("the big final is the first by its number, in whatever order they are raced", () => {
    expect(line(rank("FRSWSX", { ...cross, [BIG]: finals[BIG] ?? {}, [SMALL]: finals[SMALL] ?? {} }))).toBe(
      "1 E, 2 G, 3 C, 4 A, 5 H, 6 D, 7 B, 8 F",
    );
  });

  test("ranked as last, or fallen with a place, keeps the place and shows the IRM", () => {
    const ranking = rank("FRSWSX", {
      ...cross,
      [SMALL]: { marks: { D: { irm: "DNF", finishPlace: 3 }, H: at(1), B: at(2), F: { irm: "DNF" } } },
      [BIG]: { marks: { A: { irm: "RAL" }, E: at(1), C: at(3), G: at(2) } },
    });
    expect(line(ranking)).toBe("1 E, 2 G, 3 C, 4 A (RAL), 5 H, 6 B, 7 D (DNF), 8 F (DNF)");
  });

  test("who raced the seeding and doesn't start in the heat is the last of that round; who didn't is not ranked", () => {
    const ranking = rank("FRSWSX", {
      [SEED]: { marks: { A: t(70), B: t(71), C: t(69), D: { irm: "DNS" } } },
      [SF1]: { marks: { A: at(2), B: at(1, "Q"), C: { irm: "DNS" }, D: { irm: "DNS" } } },
    });
    expect(line(ranking)).toBe("1 B, 2 A, 3 C (DNS), DNS D");
  });

  test("a disqualification for conduct in any round takes every rank away", () => {
    const ranking = rank("FRSWSX", {
      ...cross,
      ...finals,
      [SEED]: { marks: { ...cross[SEED]?.marks, E: { irm: "DQB" } } },
    });
    expect(line(ranking)).toBe("1 G, 2 C, 3 A, 4 H, 5 D, 6 B, 7 F, DQB E");
  });

  test("a dead heat in the final is shared, whatever the seeding", () => {
    const ranking = rank("FRSWSX", {
      ...cross,
      [BIG]: { marks: { A: at(1), E: at(1), C: at(3), G: at(4) } },
    });
    expect(line(ranking).startsWith("1= A, 1= E, 3 C, 4 G")).toBe(true);
    expect(ranking.standings.slice(0, 3).map(({ medal }) => medal)).toEqual(["gold", "gold", "bronze"]);
  });

  test("heats of a round that isn't raced yet don't rank their start list", () => {
    const ranking = rank("FRSWSX", {
      ...cross,
      [SF2]: { marks: { B: null, C: null, F: null, G: null }, result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 A, 2 E, 3 D, 4 H, - B, - C, - F, - G");
  });

  test("the second seeding run seeds behind those who need none", () => {
    const two = {
      runs: [
        { n: 1, timeMs: 80 },
        { n: 2, timeMs: 60 },
      ],
    };
    const one = { runs: [{ n: 1, timeMs: 75 }] };
    const none = { runs: [{ n: 1, irm: "DNF" }] };
    const ranking = rank("SBDMSBX", {
      QUAL: { marks: {} },
      "QUAL000100--": { marks: { A: two, B: one, C: none } },
    });
    expect(unitLine(ranking, "QUAL000100--")).toBe("1 B, 2 A, - C");
    expect(ranking.standings[1]?.result).toEqual({ timeMs: 60 });
  });

  test("without a seeding run equal places go by the bib", () => {
    const ranking = rank("SBDXBXT", {
      [SF1]: { marks: { A: at(1), B: at(2) }, entries: { A: { bib: "9" }, B: { bib: "10" } } },
      [SF2]: { marks: { C: at(1), D: at(2) }, entries: { C: { bib: "2" } } },
    });
    expect(line(ranking)).toBe("1 C, 2 A, 3 B, 4 D");
  });

  test("a heat has a cut line, the standings of a round of heats have none", () => {
    const semifinal = rank("STKM500M", {
      "SFNL000100--": { marks: { A: at(1), B: at(2) } },
      "FNL-A00100--": { result: "START_LIST" },
    });
    expect([...semifinal.cuts.values(), semifinal.cut]).toEqual([{ places: 2 }, null]);
  });

  test("only what is against the clock has the time beside the place", () => {
    const [first, second] = rank("STKM500M", {
      "FNL-A00100--": { marks: { A: { ...at(1), timeMs: 42 }, B: at(2) } },
    }).standings;
    expect([first?.result, second?.result]).toEqual([{ place: 1, timeMs: 42 }, { place: 2 }]);
    expect(second).not.toHaveProperty("gapMs");
  });

  test("an entry of a later heat of the same round is what counts for the time", () => {
    const ranking = rank("STKM500M", {
      "QFNL000100--": { marks: { A: { ...at(1), timeMs: 50 }, B: { ...at(2), timeMs: 60 } } },
      "QFNL000200--": { marks: { A: { ...at(1), timeMs: 30 }, C: { ...at(2), timeMs: 61 } } },
      "QFNL000300--": { marks: { D: { ...at(1), timeMs: 40 } } },
    });
    expect(line(ranking)).toBe("1 A, 2 D, 3 B, 4 C");
  });

  test("the cut line of a heat is two", () => {
    const { cuts, cut } = rank("FRSWSX", cross);
    expect([...cuts]).toEqual(
      [SF1, SF2].map((code) => [`${"FRSWSX".padEnd(22, "-")}${code}`, { places: 2 }]),
    );
    expect(cut).toBeNull();
  });
});

describe("a ski sprint", () => {
  test("the qualification is by time, with its cut line through the standings", () => {
    const ranking = rank("CCSWSPRINT", {
      "QUAL000100--": { marks: { A: t(200), B: t(100), C: { irm: "DNF" } } },
    });
    expect(line(ranking)).toBe("1 B, 2 A, DNF C");
    expect(ranking.cut).toEqual({ places: 30 });
  });

  test("lucky losers stand above those of equal place who are out", () => {
    const ranking = rank("CCSWSPRINT", {
      "QUAL000100--": { marks: { A: t(10), B: t(20), C: t(30), D: t(40) } },
      "QFNL000100--": { marks: { A: at(1, "Q"), B: at(3) } },
      "QFNL000200--": { marks: { C: at(1, "Q"), D: at(3, "LL") } },
    });
    expect(line(ranking)).toBe("1 A, 2 C, 3 D, 4 B");
    expect(ranking.cut).toBeNull();
  });

  test("team sprints without a qualification compare the times of the semifinals", () => {
    const ranking = rank("CCSMTEAMSP2", {
      "SFNL000100--": { marks: { A: { ...at(1), timeMs: 50 }, B: { ...at(2), timeMs: 90 } } },
      "SFNL000200--": { marks: { C: { ...at(1), timeMs: 40 }, D: { ...at(2), timeMs: 95 } } },
    });
    expect(line(ranking)).toBe("1 C, 2 A, 3 B, 4 D");
  });
});

describe("short track", () => {
  const [HEAT, SF, B, A] = ["HEAT000100--", "SFNL000100--", "FNL-B00100--", "FNL-A00100--"];
  const heat = {
    marks: { A: at(1, "Q"), B: at(2, "Q"), C: at(3, "ADV"), D: at(4), E: { irm: "PEN" }, F: at(5) },
  };

  test("a penalty puts out of the first round, and behind all others of a later one", () => {
    const ranking = rank("STKM500M", {
      [HEAT]: heat,
      [SF]: { marks: { A: { irm: "PEN" }, B: at(1, "QA"), C: at(2, "QA") } },
    });
    expect(line(ranking)).toBe("1 B, 2 C, 3 A (PEN), 4 D, 5 F, PEN E");
  });

  test("a fall comes before a penalty, and that before not starting", () => {
    const marks = { A: { irm: "DNS" }, B: { irm: "PEN" }, C: { irm: "DNF" } };
    expect(line(rank("STKM500M", { [HEAT]: heat, [SF]: { marks } }))).toBe(
      "1 C (DNF), 2 B (PEN), 3 A (DNS), 4 D, 5 F, PEN E",
    );
  });

  test("final A comes before final B, a penalty there still before all of final B", () => {
    const ranking = rank("STKM500M", {
      [HEAT]: heat,
      [B]: { marks: { D: at(1), F: at(2) } },
      [A]: { marks: { A: at(2), B: at(1), C: { irm: "PEN" } } },
    });
    expect(line(ranking)).toBe("1 B, 2 A, 3 C (PEN), 4 D, 5 F, PEN E");
  });

  test("a card leaves no rank in the event", () => {
    const marks = { A: at(1), B: { irm: "YC" }, C: { irm: "RC" } };
    expect(line(rank("STKM500M", { [HEAT]: heat, [A]: { marks } }))).toBe("1 A, 2 D, 3 F, YC B, RC C, PEN E");
  });

  test("equal places of different heats go by the time, whoever has none last", () => {
    const ranking = rank("STKM500M", {
      [HEAT]: { marks: { A: { ...at(1), timeMs: 42_000 }, B: at(2) } },
      "HEAT000200--": { marks: { C: { ...at(1), timeMs: 41_999 }, D: { ...at(2), timeMs: 50_000 } } },
    });
    expect(line(ranking)).toBe("1 C, 2 A, 3 D, 4 B");
  });
});

describe("judged runs", () => {
  const [QUAL, FINAL] = ["QUAL000100--", "FNL-000100--"];

  test("the best run counts, then the next best", () => {
    const marks = { A: runs(80, 90), B: runs(90, 85), C: runs(95), D: runs(90, 85) };
    const ranking = rank("SBDWHP", { [QUAL]: { marks } });
    expect(line(ranking)).toBe("1 C, 2= B, 2= D, 4 A");
    expect(ranking.standings[1]?.result).toEqual({ pointsMilli: 90 });
    expect(ranking.cut).toEqual({ places: 12 });
  });

  test("runs count in the order of their points, not in that of their numbers, and begin the unit", () => {
    const marks = { A: runs(10, 80, 90), B: runs(90, 80, 11), C: runs(80, 10, 90), D: null };
    const ranking = rank("SBDWHP", { [QUAL]: { marks, result: "START_LIST" } });
    expect(line(ranking)).toBe("1 B, 2= A, 2= C, - D");
    const tricks = (...points: number[]) => ({
      runs: points.map((pointsMilli, index) => ({ n: index + 1, pointsMilli, trick: "AAB"[index] ?? "" })),
    });
    const air = rank("FRSMBA", { [QUAL]: { marks: { A: tricks(10, 90, 20), B: tricks(50, 40, 55) } } });
    expect(air.standings.map(({ result }) => result?.pointsMilli)).toEqual([110, 105]);
  });

  test("whoever doesn't start in the final is its last; a total without runs counts as it is", () => {
    const ranking = rank("SBDWHP", {
      [QUAL]: { marks: { A: runs(80), B: runs(90), C: pts(70), D: { irm: "DNS" }, E: runs(60) } },
      [FINAL]: { marks: { A: runs(10), B: { ...runs(null), irm: "DNS" }, C: pts(20) } },
    });
    expect(line(ranking)).toBe("1 C, 2 A, 3 B (DNS), 4 E, DNS D");
    expect(ranking.cut).toBeNull();
  });

  test("big air adds the two best runs with different tricks", () => {
    const run = (n: number, pointsMilli: number, trick?: string) => ({
      n,
      pointsMilli,
      ...(trick !== undefined && { trick }),
    });
    const marks = {
      same: { runs: [run(1, 90, "A"), run(2, 80, "A"), run(3, 20, "B")] },
      open: { runs: [run(1, 60), run(2, 50), run(3, 40)] },
      late: { runs: [run(1, 30, "A"), run(2, 70, "B"), run(3, 45, "B")] },
      once: { runs: [run(1, 95, "A")] },
      total: { runs: [run(1, 90), run(2, 80)], pointsMilli: 93 },
    };
    const ranking = rank("FRSMBA", { [QUAL]: { marks } });
    expect(ranking.standings.map(({ competitor, result }) => [competitor, result?.pointsMilli])).toEqual([
      ["same", 110],
      ["open", 110],
      ["late", 100],
      ["once", 95],
      ["total", 93],
    ]);
    expect(line(ranking)).toBe("1 same, 2 open, 3 late, 4 once, 5 total");
  });

  test("equal sums go to the better single run", () => {
    const marks = { A: runs(60, 50), B: runs(80, 30), C: { ...runs(90, 10), pointsMilli: 110 } };
    expect(line(rank("FRSMBA", { [QUAL]: { marks } }))).toBe("1 C, 2 B, 3 A");
  });

  test("nothing carries over from one moguls final to the next, and a fall is the last of its round", () => {
    const ranking = rank("FRSWMO", {
      [QUAL]: { marks: { A: pts(90, "Q"), B: pts(70), C: pts(60), D: pts(50), E: { irm: "DNF" } } },
      "QUAL000200--": { marks: { B: pts(60, "Q"), C: pts(65, "Q"), D: { irm: "DNF" }, E: { irm: "DNS" } } },
      [FINAL]: { marks: { A: { irm: "DNF" }, B: pts(80, "Q"), C: pts(70, "Q") } },
      "FNL-000200--": { marks: { B: pts(10), C: pts(20) } },
    });
    expect(line(ranking)).toBe("1 C, 2 B, 3 A (DNF), 4 D, DNS E");
  });

  test("in the second qualification the better of both counts", () => {
    const ranking = rank("FRSWMO", {
      [QUAL]: { marks: { A: pts(70), B: pts(75), C: pts(50) } },
      "QUAL000200--": { marks: { A: pts(72), B: pts(60), C: null }, result: "LIVE" },
    });
    expect(ranking.standings.map(({ competitor, result }) => [competitor, result?.pointsMilli])).toEqual([
      ["B", 75],
      ["A", 72],
      ["C", 50],
    ]);
    expect(ranking.cut).toEqual({ places: 20 });
  });

  test("a final round that hasn't begun ranks nobody", () => {
    const ranking = rank("FRSWMO", {
      [FINAL]: { marks: { A: pts(70), B: pts(80) } },
      "FNL-000200--": { marks: { A: null, B: null }, result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 B, 2 A");
    expect(ranking.cut).toEqual({ places: 12 });
  });
});

describe("mass start on the oval", () => {
  const [SF1, SF2, FINAL] = ["SFNL000100--", "SFNL000200--", "FNL-000100--"];
  const m = (points: number, timeMs?: number, laps = 16) => ({
    pointsMilli: points * 1_000,
    laps,
    ...(timeMs !== undefined && { timeMs }),
  });

  test("sprint points first, then laps, then the finish", () => {
    const marks = {
      A: m(0, 500),
      B: m(60, 510),
      C: m(0, 499),
      D: m(0, undefined, 15),
      E: m(3, 700),
      F: { irm: "DQ", ...m(20) },
      G: null,
    };
    const ranking = rank("SSKWMS", { [FINAL]: { marks } });
    expect(line(ranking)).toBe("1 B, 2 E, 3 C, 4 A, 5 D, - G, DQ F");
    expect(ranking.standings[0]?.result).toEqual({ pointsMilli: 60_000, timeMs: 510 });
  });

  test("a skater with a time but no points yet has none; the finish separates equal times", () => {
    const marks = { A: { timeMs: 500, finishPlace: 2 }, B: { timeMs: 500, finishPlace: 1 } };
    expect(line(rank("SSKWMS", { [FINAL]: { marks } }))).toBe("1 B, 2 A");
  });

  test("who stays in a semifinal shares the place with the one of the other; who was advanced is in the final", () => {
    const ranking = rank("SSKWMS", {
      [SF1]: { marks: { A: m(60, 1), B: m(40, 2), C: m(0, 3), D: { ...m(0, 4), qual: "ADV" } } },
      [SF2]: { marks: { E: m(60, 1), F: m(40, 2), G: m(0, 3) } },
      [FINAL]: { marks: { A: m(60, 1), E: m(40, 2), D: m(20, 3) } },
    });
    expect(line(ranking)).toBe("1 A, 2 E, 3 D, 4= B, 4= F, 6= C, 6= G");
  });
});

describe("duels", () => {
  const [Q1, Q2, SF1, SF2, SMALL, BIG] = [
    "QUAL000100--",
    "QUAL000200--",
    "SFNL00010000",
    "SFNL00020000",
    "FNL-00020000",
    "FNL-00010000",
  ];
  const qualification = {
    [Q1]: {
      marks: {
        A: t(40_000),
        B: t(41_000),
        C: t(42_000),
        D: t(43_000),
        E: t(50_000),
        F: { irm: "DNF" },
        G: t(44_000),
      },
    },
    [Q2]: {
      marks: { A: t(40_009), B: t(41_000), C: t(42_000), D: t(43_000), E: t(40_000), G: { irm: "DSQ" } },
    },
  };

  test("the qualification adds both runs, cut to hundredths", () => {
    const ranking = rank("SBDMPGS", qualification);
    expect(line(ranking)).toBe("1 A, 2 B, 3 C, 4 D, 5 E, DNF F, DSQ G");
    expect(ranking.standings[0]?.result).toEqual({ timeMs: 80_000 });
    expect(ranking.cut).toEqual({ places: 16 });
  });

  test("while the second run is on, who hasn't made it has no rank", () => {
    const live = { ...qualification, [Q2]: { marks: { A: null, B: t(41_000) }, result: "LIVE" as const } };
    expect(line(rank("SBDMPGS", live))).toBe("1 B, - A, - C, - D, - E, - G, DNF F");
  });

  test("winners go through before any mark says so; losers are placed by the qualification", () => {
    const ranking = rank("SBDMPGS", {
      ...qualification,
      [SF1]: { marks: { A: at(2), D: at(1) } },
      [SF2]: { marks: { B: { irm: "DNF" }, C: at(1) } },
    });
    expect(line(ranking)).toBe("1 C, 2 D, 3 A, 4 B (DNF), 5 E, DNF F, DSQ G");
  });

  test("the small final decides bronze, the big one gold and silver", () => {
    const ranking = rank("SBDMPGS", {
      ...qualification,
      [SF1]: { marks: { A: at(1), D: at(2) } },
      [SF2]: { marks: { B: at(1), C: at(2) } },
      [SMALL]: { marks: { D: at(1), C: at(2) }, decides: "B" },
      [BIG]: { marks: { A: at(2), B: at(1) }, decides: "GS" },
    });
    expect(line(ranking)).toBe("1 B, 2 A, 3 D, 4 C, 5 E, DNF F, DSQ G");
  });

  test("dual moguls: the points of the duel decide where no order is given", () => {
    const ranking = rank("FRSWDM", { [SF1]: { marks: { A: pts(15_000), B: pts(20_000) } } });
    expect(line(ranking)).toBe("1 B, 2 A");
  });

  test("in an alpine team duel each run is a point; level runs are a point for both", () => {
    const team = (...times: (number | null)[]) => ({
      runs: times.map((timeMs, index) =>
        timeMs === null ? { n: index + 1, irm: "DNF" } : { n: index + 1, timeMs },
      ),
    });
    const won = (ours: object, theirs: object) => {
      const rows = rank("ALPXTE", { [SF1]: { marks: { A: ours, B: theirs } } });
      return `${line(rows)} ${rows.standings.map(({ result }) => (result?.pointsMilli ?? 0) / 1_000).join("-")}`;
    };
    expect(won(team(10, 10, 10, 10), team(11, 11, 11, null))).toBe("1 A, 2 B 4-0");
    expect(won(team(10, 10, 12, 12), team(10, 11, 11, null))).toBe("1 A, 2 B 3-2");
    expect(won(team(null, 10, 12, null), team(null, 11, 11, 20))).toBe("1 B, 2 A 2-1");
    // 2–2: best woman + best man, 10 + 14 against 11 + 12.
    expect(won(team(10, 20, 10, 14), team(12, 12, 11, 13))).toBe("1 B, 2 A 2-2");
    expect(won(team(10, 20, 10, 14), { ...team(10, 20, 10, 14), qual: "QT" })).toBe("1 B, 2 A 4-4");
    expect(won(team(10, 10, 10), team(11, 11, 11))).toBe("- A, - B 0-0");
    expect(won(team(10, 10, 10, 10), team(11, 11, 11))).toBe("- A, - B 0-0");
    // 2–2: 10 + 13 against 12 + 12.
    expect(won(team(10, 13, 20, 30), team(12, 12, 12, 31))).toBe("1 A, 2 B 2-2");
    const shuffledRuns = { runs: team(10, 10, 12, 12).runs.toReversed() };
    expect(won(shuffledRuns, team(10, 11, 11, null))).toBe("1 A, 2 B 3-2");
  });

  test("a bye goes through a cancelled duel", () => {
    const ranking = rank("SBDMPGS", {
      [SF1]: { marks: { A: null }, entries: { A: { bye: true } }, status: "CANCELLED" },
      [SF2]: { marks: { B: at(1), C: at(2) } },
    });
    expect(line(ranking)).toBe("1 B, 2 A, 3 C");
    expect(ranking.standings[1]?.result).toEqual({});
    expect(ranking.units.size).toBe(1);
    expect(ranking.toStart.size).toBe(0);
  });
});

describe("team pursuit", () => {
  const [QF, D, SF, B, A] = ["QFNL000100--", "FNL-D00100--", "SFNL000100--", "FNL-B00100--", "FNL-A00100--"];
  const quarterfinal = { [QF]: { marks: { P: t(1), Q: t(2), R: t(3), S: t(4), T: t(5), U: t(6) } } };

  test("the quarterfinals are one list; four go through", () => {
    const { cuts, cut, ...ranking } = rank("SSKMTEAMPU", quarterfinal);
    expect(line(ranking)).toBe("1 P, 2 Q, 3 R, 4 S, 5 T, 6 U");
    expect([cut, ...cuts.values()]).toEqual([{ places: 4 }, { places: 4 }]);
  });

  test("whoever reached a semifinal stays ahead of the finals for the last places", () => {
    const semifinals = {
      [SF]: { marks: { P: t(9), R: t(8) } },
      "SFNL000200--": { marks: { Q: t(7), S: { irm: "DNF" } } },
    };
    const finals = {
      [D]: { marks: { T: t(6), U: t(5) } },
      [B]: { marks: { P: null, S: null }, result: "START_LIST" as const },
      [A]: { marks: { R: null, Q: null }, result: "START_LIST" as const },
    };
    expect(line(rank("SSKMTEAMPU", { ...quarterfinal, ...semifinals }))).toBe(
      "1= Q, 1= R, 3 P, 4 S (DNF), 5 T, 6 U",
    );
    expect(line(rank("SSKMTEAMPU", { ...quarterfinal, ...semifinals, ...finals }))).toBe(
      "5 U, 6 T, - R, - Q, - P, - S",
    );
  });

  test("whoever was in a semifinal and is in no final stands ahead of the finals for the last places", () => {
    const ranking = rank("SSKMTEAMPU", {
      ...quarterfinal,
      [SF]: { marks: { P: t(9), R: t(8) } },
      "SFNL000200--": { marks: { Q: t(7), S: { irm: "DNF" } } },
      [D]: { marks: { T: t(6), U: t(5) } },
      [B]: { marks: { P: t(5) } },
      [A]: { marks: { R: t(4), Q: t(6) } },
    });
    expect(line(ranking)).toBe("1 R, 2 Q, 3 P, 4 S (DNF), 5 U, 6 T");
  });

  test("who catches the other has won", () => {
    const ranking = rank("SSKMTEAMPU", { [A]: { marks: { P: { irm: "LOT" }, Q: { irm: "WOT" } } }, ...{} });
    expect(unitLine(ranking, A)).toBe("1 Q (WOT), LOT P");
  });
});

describe("bracket links", () => {
  test("two duels lead to one, the semifinals to both finals, cancelled duels included", () => {
    const ranking = rank("SBDMPGS", {
      QUAL00010000: {},
      QUAL00020000: {},
      QFNL00040000: {},
      QFNL00010000: { status: "CANCELLED" },
      QFNL00030000: {},
      QFNL00020000: {},
      SFNL00010000: {},
      SFNL00020000: {},
      "FNL-00020000": { decides: "B" },
      "FNL-00010000": { decides: "GS" },
    });
    const short = [...ranking.links].map(([from, { through, out }]) =>
      [from, through, out].map((rsc) => rsc?.slice(22, 30)).join(" "),
    );
    expect(short).toEqual([
      "QFNL0001 SFNL0001 ",
      "QFNL0002 SFNL0001 ",
      "QFNL0003 SFNL0002 ",
      "QFNL0004 SFNL0002 ",
      "SFNL0001 FNL-0001 FNL-0002",
      "SFNL0002 FNL-0001 FNL-0002",
    ]);
  });

  test("rounds follow each other by their order, not by how they are listed", () => {
    const facts = sketch("SBDMPGS", { QFNL00010000: {}, QFNL00020000: {}, SFNL00010000: {} });
    const { links } = rankEvent({ ...facts, units: facts.units.toReversed() });
    expect([...links.keys()].map((rsc) => rsc.slice(22, 30))).toEqual(["QFNL0001", "QFNL0002"]);
  });

  test("where the heats are drawn again only the semifinals are linked", () => {
    const { links } = rank("STKM500M", {
      "QFNL000100--": {},
      "QFNL000200--": {},
      "SFNL000100--": {},
      "FNL-A00100--": {},
    });
    expect(
      [...links].map(([from, { through, out }]) => [from.slice(22, 30), through.slice(22, 27), out]),
    ).toEqual([["SFNL0001", "FNL-A", undefined]]);
  });

  test("the game for bronze is where the losers go, whatever its number", () => {
    const { links } = rank("CURWTEAM4", {
      "SFNL000100--": {},
      "FNL-000100--": { decides: "B" },
      "FNL-000101--": { decides: "GS" },
    });
    expect([...links.values()].map(({ through, out }) => [through.slice(22), out?.slice(22)])).toEqual([
      ["FNL-000101--", "FNL-000100--"],
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { medalsOf } from "./medals.ts";
import { parsed, rejection, stated, UNIT, valuesOf } from "./testing.ts";

const GENERAL = "GEN-------------------------------";
const SPEED_SKATING = "SSK-------------------------------";

/** A Result with its Competitor. */
function result(attributes: string, code: string, inside = "", children = ""): string {
  return `<Result ${attributes}>${children}<Competitor Code="${code}" Type="A">${inside}</Competitor></Result>`;
}

const codes = (...values: [string, string][]) =>
  `<ExtendedResults>${values.map(([code, value]) => `<ExtendedResult Type="ER" Code="${code}" Value="${value}"/>`).join("")}</ExtendedResults>`;

const entryCodes = (...values: [string, string][]) =>
  values.map(([code, value]) => `<EventUnitEntry Type="EUE" Code="${code}" Value="${value}"/>`).join("");

const marks = (content: string, unit = UNIT) => valuesOf("mark", content, { DocumentCode: unit });
const reject = (content: string, header: Record<string, string> = {}) =>
  rejection(() => stated(content, header));

describe("DT_RESULT: who starts, what came of it, how far the unit is", () => {
  test("entries come first, then marks, then the status", () => {
    const content = result('Result="34.32" ResultType="TIME"', "1") + result('StartOrder="2"', "2");
    expect(stated(content, { ResultStatus: "UNOFFICIAL" })).toEqual([
      { key: { fact: "entry", event: "SSKM500M", unit: UNIT, competitor: "1" }, value: { competitor: "1" } },
      {
        key: { fact: "entry", event: "SSKM500M", unit: UNIT, competitor: "2" },
        value: { competitor: "2", startOrder: 2 },
      },
      { key: { fact: "mark", event: "SSKM500M", unit: UNIT, competitor: "1" }, value: { timeMs: 34_320 } },
      { key: { fact: "status", event: "SSKM500M", unit: UNIT }, value: "UNOFFICIAL" },
    ]);
  });

  test.each([
    "START_LIST",
    "LIVE",
    "INTERMEDIATE",
    "UNCONFIRMED",
    "UNOFFICIAL",
    "OFFICIAL",
    "PARTIAL",
    "PROTESTED",
    "PROVISIONAL",
  ])("ResultStatus %s is the unit's status", (ResultStatus) => {
    expect(valuesOf("status", "", { ResultStatus })).toEqual([ResultStatus]);
  });

  test("without a ResultStatus nothing is said of it", () => {
    expect(valuesOf("status", "", { ResultStatus: "" })).toEqual([]);
  });

  test("a start list has no marks", () => {
    expect(marks(result('SortOrder="1" StartOrder="1" Rank="" Result=""', "1"))).toEqual([]);
  });

  test("lanes, courses, pairs, handicaps, byes and withdrawals belong to the entry", () => {
    const inside = entryCodes(
      ["TEAM", "FSKXTEAM----USA01"],
      ["PAIR", "3"],
      ["LANE", "inner"],
      ["COURSE", "red"],
      ["BYE", "Y"],
      ["START_DIFF", "1:07.5"],
      ["WITHDRAWN", "Y"],
    );
    expect(valuesOf("entry", result('StartOrder="4"', "1", inside))).toEqual([
      {
        competitor: "1",
        team: "FSKXTEAM----USA01",
        startOrder: 4,
        pair: 3,
        lane: "inner",
        course: "red",
        bye: true,
        startOffsetMs: 67_500,
        withdrawn: true,
      },
    ]);
  });

  test("an athlete's own composition is no line-up, and gives bib and codes", () => {
    const inside = `<Composition><Athlete Code="1" Bib="9">${entryCodes(["LANE", "outer"])}</Athlete></Composition>`;
    expect(valuesOf("entry", result("", "1", inside))).toEqual([
      { competitor: "1", bib: "9", lane: "outer" },
    ]);
  });

  test("relay legs are the line-up in their order", () => {
    const inside =
      '<Composition><Athlete Code="12" Order="2"/><Athlete Code="13" Order="3"/><Athlete Code="11" Order="1"/></Composition>';
    expect(valuesOf("entry", result('StartOrder="1"', "CCSM4X10KM--NOR01", inside))).toEqual([
      { competitor: "CCSM4X10KM--NOR01", startOrder: 1, lineup: ["11", "12", "13"] },
    ]);
  });

  test("times are thousandths, however many digits are shown; the rank is worked out here", () => {
    const content = ["34.52", "34.522", "1:02.4"].map((time, index) =>
      result(`Rank="4" RankEqual="Y" ResultType="TIME" Result="${time}"`, String(index)),
    );
    expect(marks(content.join(""))).toEqual([{ timeMs: 34_520 }, { timeMs: 34_522 }, { timeMs: 62_400 }]);
  });

  test("where the order at the finish counts, the rank is the place, also a shared one", () => {
    const heat = "STKM1000M-------------HEAT000100--";
    const content =
      result('Rank="1" RankEqual="Y" ResultType="TIME" Result="1:24.332" QualificationMark="Q"', "1") +
      result('Rank="1" RankEqual="Y" ResultType="TIME" Result="1:24.332"', "2") +
      result('ResultType="IRM" IRM="PEN"', "3");
    expect(marks(content, heat)).toEqual([
      { timeMs: 84_332, finishPlace: 1, qual: "Q" },
      { timeMs: 84_332, finishPlace: 1 },
      { irm: "PEN" },
    ]);
  });

  test("an IRM may stand where the mark would be, and beside a mark", () => {
    const content = `${result('ResultType="TIME" Result="DNF" IRM="DNF"', "1")}${result('Result="1:42.69" IRM="DSQ"', "2")}`;
    expect(marks(content)).toEqual([{ irm: "DNF" }, { timeMs: 102_690, irm: "DSQ" }]);
  });

  test("a heat without a clock has places and gaps", () => {
    const heat = "FRSMSX----------------QFNL000100--";
    const content =
      result('Rank="1" ResultType="RANK"', "1") + result('Rank="2" ResultType="RANK" Diff="+0.41"', "2");
    expect(marks(content, heat)).toEqual([{ finishPlace: 1 }, { finishPlace: 2, gapMs: 410 }]);
  });

  test("a place where time counts is said by its own code", () => {
    const race = "CCSW30KMMS------------FNL-000100--";
    const content = result('Rank="3" ResultType="TIME" Result="1:22:56.3"', "1", "", codes(["PLACE", "4"]));
    expect(marks(content, race)).toEqual([{ timeMs: 4_976_300, finishPlace: 4 }]);
  });

  test("points, with their parts", () => {
    const skating = "FSKMSINGLES-----------QUAL000100--";
    const parts = codes(["TECHNICAL", "30.75"], ["COMPONENTS", "35.94"], ["DEDUCTION", "-1.00"]);
    expect(marks(result('ResultType="POINTS" Result="65.69"', "1", "", parts), skating)).toEqual([
      { pointsMilli: 65_690, technicalMilli: 30_750, componentsMilli: 35_940, deductionMilli: -1000 },
    ]);
  });

  test("shootings in their order, loops, spare rounds, distances, laps, and who was lapped", () => {
    const relay = "BTHM4X7.5KM-----------FNL-000100--";
    const shootings = [2, 1].map(
      (pos) => `<ExtendedResult Type="ER" Code="SHOOTING" Pos="${pos}" Value="${pos - 1}"/>`,
    );
    const others = codes(
      ["PENALTY_LOOPS", "1"],
      ["SPARE_ROUNDS", "9"],
      ["LAPPED", "Y"],
      ["PLACE", "20"],
      ["LAPS", "3"],
      ["DISTANCE", "72.5"],
      ["START_TIME", "2022-02-15T17:00:00+08:00"],
      ["SPEED", "31.2"],
    ).replace("<ExtendedResults>", `<ExtendedResults>${shootings.join("")}`);
    expect(marks(result('IRM="LAP" ResultType="IRM"', "1", "", others), relay)).toEqual([
      {
        startAt: "2022-02-15T09:00:00.000Z",
        misses: [0, 1],
        penaltyLoops: 1,
        spareRounds: 9,
        lapped: true,
        finishPlace: 20,
        laps: 3,
        distanceCm: 7250,
        irm: "LAP",
      },
    ]);
  });

  test("runs, with IRMs, tricks and who ran", () => {
    const air = "SBDMBA----------------FNL-000100--";
    const runs = `<ExtendedResults>
      <ExtendedResult Type="ER" Code="RUN" Pos="2" IRM="DNS"/>
      <ExtendedResult Type="ER" Code="RUN" Pos="1" Value="92.75"><Extension Code="TRICK" Value="A"/></ExtendedResult>
    </ExtendedResults>`;
    expect(marks(result("", "1", "", runs), air)).toEqual([
      {
        runs: [
          { n: 1, pointsMilli: 92_750, trick: "A" },
          { n: 2, irm: "DNS" },
        ],
      },
    ]);
    const team = "ALPXTE----------------FNL-00010000";
    const legs =
      '<ExtendedResults><ExtendedResult Type="ER" Code="RUN" Pos="1" Value="24.31"><Extension Code="ATHLETE" Value="7"/></ExtendedResult></ExtendedResults>';
    expect(marks(result("", "1", "", legs), team)).toEqual([
      { runs: [{ n: 1, timeMs: 24_310, athlete: "7" }] },
    ]);
  });

  test("runs as part results, where an event has several in one unit, and nowhere else", () => {
    const items = `<ResultItems><ResultItem Unit="a"><Result ResultType="POINTS" Result="78.20"/></ResultItem>
      <ResultItem Unit="b"><Result ResultType="IRM" IRM="DNS"/></ResultItem></ResultItems>`;
    expect(marks(result("", "1", "", items), "SBDMSS----------------QUAL000100--")).toEqual([
      {
        runs: [
          { n: 1, pointsMilli: 78_200 },
          { n: 2, irm: "DNS" },
        ],
      },
    ]);
    const slalom = items.replace('ResultType="POINTS" Result="78.20"', 'ResultType="TIME" Result="54.2"');
    expect(
      marks(
        result('ResultType="TIME" Result="55.00"', "1", "", slalom),
        "ALPMSL----------------FNL-000200--",
      ),
    ).toEqual([{ timeMs: 55_000 }]);
  });

  test.each([
    [result('IRM="XXX"', "1"), "INVALID_MARK Result.IRM"],
    [result("", "1") + result("", "2") + result('IRM="LAP"', "3"), "INVALID_MARK Result[3].IRM"],
    [result('ResultType="IRM"', "1"), "INVALID Result.IRM"],
    [result('ResultType="TIME" Result="fast"', "1"), "INVALID Result.Result"],
    [result('ResultType="TIME" Result="25:00:00.00"', "1"), "INVALID Result.Result"],
    [result('ResultType="POINTS" Result="96.25"', "1"), "INVALID_MARK Result.Result"],
    [result('ResultType="SPEED" Result="1"', "1"), "INVALID Result.ResultType"],
    [result('Rank="first"', "1"), "INVALID Result.Rank"],
    [result('RankEqual="yes"', "1"), "INVALID Result.RankEqual"],
    [result('SortOrder="0"', "1"), "INVALID Result.SortOrder"],
    [result('StartOrder="1.5"', "1"), "INVALID Result.StartOrder"],
    [result("", ""), "INVALID Result.Competitor.Code"],
    [result("", "lower"), "INVALID Result.Competitor.Code"],
    ["<Result/>", "INVALID Result.Competitor"],
    [result("", "1").replace('Type="A"', 'Type="H"'), "INVALID Result.Competitor.Type"],
    [result("", "1") + result("", "1"), "INVALID Result[2].Competitor.Code"],
    [
      result(
        "",
        "1",
        "",
        codes(["SHOOTING", "1"], ["SHOOTING", "0"]).replaceAll("Value", 'Pos="last" Value'),
      ),
      "INVALID Result.ExtendedResults.ExtendedResult[1].Pos",
    ],
    [result("", "1", "", codes(["LAPS", "many"])), "INVALID Result.ExtendedResults.ExtendedResult.Value"],
    [
      result("", "1", "", codes(["LAPPED", "perhaps"])),
      "INVALID Result.ExtendedResults.ExtendedResult.Value",
    ],
    [result("", "1", "", codes(["SHOOTING", "6"])), "INVALID Result.ExtendedResult(SHOOTING)"],
    [result("", "1", entryCodes(["START_DIFF", "soon"])), "INVALID Result.Competitor.EventUnitEntry.Value"],
  ])("a broken rule is named with its field: %#", (content, expected) => {
    expect(reject(content).split(":")[0]).toBe(expected);
  });

  test("it is about a unit", () => {
    expect(reject("", { DocumentCode: SPEED_SKATING })).toBe("INVALID DocumentCode: is the RSC of a unit");
    expect(reject("", { DocumentCode: "SSKM500M--------------------------" })).toBe(
      "INVALID DocumentCode: is the RSC of a unit",
    );
  });
});

describe("DT_RESULT of a match", () => {
  const MATCH = "IHOMTEAM6-------------FNL-000100--";
  const FIN = "IHOMTEAM6---FIN01";
  const ROC = "IHOMTEAM6---ROC01";
  const side = (code: string, attributes: string, place = "", goals = "") =>
    result(
      attributes,
      code,
      place && entryCodes(["HOME_AWAY", place]),
      goals && `<ExtendedResults>${goals}</ExtendedResults>`,
    );
  const match = (content: string, unit = MATCH) => valuesOf("match", content, { DocumentCode: unit });

  test("sides, periods, goals, winner and how it was decided", () => {
    const goal = (pos: number, period: string, clock: string) =>
      `<ExtendedResult Type="GOAL" Code="${period}" Pos="${pos}" Value="${clock}"/>`;
    const content = `
      <ExtendedInfos><ExtendedInfo Type="UI" Code="GROUP" Value="A"/><ExtendedInfo Type="UI" Code="DECIDED_IN" Value="OT"/></ExtendedInfos>
      <Periods><Period Code="P1" HomePeriodScore="0" AwayPeriodScore="1"/><Period Code="P2" HomePeriodScore="1" AwayPeriodScore="0"/></Periods>
      ${side(ROC, 'Result="1" WLT="L"', "AWAY", goal(1, "1", "07:17"))}
      ${side(FIN, 'Result="2" WLT="W"', "HOME", goal(2, "2", "23:28") + goal(3, "3", "40:31"))}`;
    expect(match(content)).toEqual([
      {
        group: "A",
        sides: [
          { competitor: FIN, score: 2 },
          { competitor: ROC, score: 1 },
        ],
        periods: [
          { period: "P1", score: [0, 1] },
          { period: "P2", score: [1, 0] },
        ],
        goals: [
          { period: "1", clock: "07:17", side: 1 },
          { period: "2", clock: "23:28", side: 0 },
          { period: "3", clock: "40:31", side: 0 },
        ],
        winner: FIN,
        decidedIn: "OT",
      },
    ]);
    expect(valuesOf("mark", content, { DocumentCode: MATCH })).toEqual([]);
  });

  test("curling: the last stone, and an end that wasn't played", () => {
    const stone =
      '<ExtendedPeriods><ExtendedPeriod Type="EUE" Code="LAST_STONE" Value="AWAY"/></ExtendedPeriods>';
    const content = `<Periods><Period Code="1" HomePeriodScore="X" AwayPeriodScore="2">${stone}</Period></Periods>
      ${side("CURMTEAM4---DEN01", 'StartOrder="2" Result="0"')}${side("CURMTEAM4---CAN01", 'StartOrder="1" Result="2"')}`;
    expect(match(content, "CURMTEAM4-------------PREL000101--")).toEqual([
      {
        sides: [
          { competitor: "CURMTEAM4---CAN01", score: 2 },
          { competitor: "CURMTEAM4---DEN01", score: 0 },
        ],
        periods: [{ period: "1", score: ["X", 2], lastStone: 1 }],
      },
    ]);
  });

  test("before anything is known there are sides to come, and no match", () => {
    const content = side(FIN, 'StartOrder="1"') + side(ROC, 'StartOrder="2"');
    expect(match(content)).toEqual([]);
    expect(valuesOf("entry", content, { DocumentCode: MATCH })).toHaveLength(2);
  });

  test("a side that forfeits has the IRM as its mark", () => {
    const content =
      side(FIN, 'WLT="W"') + side(ROC, 'WLT="L" IRM="FORFEIT" ResultType="IRM" Result="FORFEIT"');
    expect(valuesOf("mark", content, { DocumentCode: MATCH })).toEqual([{ irm: "FORFEIT" }]);
  });

  test.each([
    [side(FIN, 'Result="1"'), "INVALID Result: are two in a match, one for each side"],
    [side(FIN, 'WLT="W"') + side(ROC, 'WLT="W"'), "INVALID Result[2].WLT: is W for one side"],
    [
      side(FIN, "", "HOME") + side(ROC, "", "HOME"),
      "INVALID Result[2].Competitor.EventUnitEntry(HOME_AWAY): is HOME for one side and AWAY for the other",
    ],
    [
      side(FIN, 'Result="a"') + side(ROC, ""),
      "INVALID Result[1].Result: is a whole number from 0 to 999999999",
    ],
    [
      `<Periods><Period Code="P1" HomePeriodScore="1"/></Periods>${side(FIN, 'Result="1"')}${side(ROC, "")}`,
      "INVALID Periods.Period.AwayPeriodScore: is missing",
    ],
  ])("a broken rule is named with its field: %#", (content, expected) => {
    expect(reject(content, { DocumentCode: MATCH })).toBe(expected);
  });
});

describe("DT_SCHEDULE", () => {
  const header = { DocumentCode: SPEED_SKATING, DocumentType: "DT_SCHEDULE", ResultStatus: "" };
  const unit = (attributes: string, inside = '<ItemName Language="ENG" Value="Men\'s 500m"/>') =>
    `<Unit Code="${UNIT}" StartDate="2022-02-12T16:53:00+08:00" Venue="V01" ${attributes}>${inside}</Unit>`;
  const units = (content: string, more = {}) => valuesOf("unit", content, { ...header, ...more });

  test("a unit with only what ODF demands", () => {
    expect(
      units(unit('PhaseType="3" ScheduleStatus="SCHEDULED" EndDate="2022-02-12T17:34:15+08:00" Medal="1"')),
    ).toEqual([
      {
        id: UNIT,
        phaseName: "Final",
        name: "Men's 500m",
        order: 1,
        kind: "unit",
        day: "2022-02-12",
        start: "2022-02-12T08:53:00.000Z",
        end: "2022-02-12T09:34:15.000Z",
        venue: "V01",
        decides: "GSB",
        status: "SCHEDULED",
      },
    ]);
  });

  test.each([
    ["UNSCHEDULED", "SCHEDULED"],
    ["SCHEDULED", "SCHEDULED"],
    ["GETTING_READY", "SCHEDULED"],
    ["RUNNING", "SCHEDULED"],
    ["SCHEDULED_BREAK", "SCHEDULED"],
    ["INTERRUPTED", "SCHEDULED"],
    ["FINISHED", "SCHEDULED"],
    ["DELAYED", "DELAYED"],
    ["POSTPONED", "POSTPONED"],
    ["RESCHEDULED", "RESCHEDULED"],
    ["CANCELLED", "CANCELLED"],
  ])("ScheduleStatus %s is %s", (from, to) => {
    expect(units(unit(`ScheduleStatus="${from}"`))).toMatchObject([{ status: to }]);
  });

  test("a unit that starts after midnight, at the venue, is of that day there", () => {
    const late = unit("").replace("2022-02-12T16:53", "2022-02-13T00:10");
    expect(units(late)).toMatchObject([{ day: "2022-02-13", start: "2022-02-12T16:10:00.000Z" }]);
    const kept =
      '<ItemName Value="x"/><ExtendedInfos><ExtendedInfo Type="UI" Code="DAY" Value="2022-02-12"/></ExtendedInfos>';
    expect(units(unit("", kept).replace("2022-02-12T16:53", "2022-02-13T00:10"))).toMatchObject([
      { day: "2022-02-12" },
    ]);
  });

  test("a final decides gold and silver where another unit decides bronze; matches are matches", () => {
    const hockey = (number: number, medal: number) =>
      unit(`Medal="${medal}"`).replace(UNIT, `IHOMTEAM6-------------FNL-000${number}00--`);
    expect(units(hockey(1, 1) + hockey(2, 3), { DocumentCode: GENERAL })).toMatchObject([
      { decides: "GS", kind: "match", order: 1 },
      { decides: "B", kind: "match", order: 2 },
    ]);
  });

  test("training and what has no time yet is not stated", () => {
    expect(units(unit('PhaseType="4"'))).toEqual([]);
    expect(units(`<Unit Code="${UNIT}" ScheduleStatus="UNSCHEDULED"/>`)).toEqual([]);
  });

  test("an update states the units that it names", () => {
    expect(units(unit('ScheduleStatus="DELAYED"'), { DocumentType: "DT_SCHEDULE_UPDATE" })).toMatchObject([
      { id: UNIT, status: "DELAYED" },
    ]);
  });

  test.each([
    [unit("") + unit(""), {}, "INVALID Unit[2].Code"],
    [unit("").replace("SSKM", "ALPM"), {}, "INVALID Unit.Code"],
    [unit("").replace("SSKM", "SSK-"), {}, "INVALID Unit.Code"],
    [unit("").replace("16:53", "25:53"), {}, "INVALID Unit.StartDate"],
    [unit("").replace("+08:00", ""), {}, "INVALID Unit.StartDate"],
    [`<Unit Code="${UNIT}"/>`, {}, "INVALID Unit.StartDate"],
    [unit('ScheduleStatus="SOON"'), {}, "INVALID Unit.ScheduleStatus"],
    [unit('Medal="9"'), {}, "INVALID Unit.Medal"],
    [unit('Order="0"'), {}, "INVALID Unit.Order"],
    [unit("", ""), {}, "INVALID Unit.ItemName.Value"],
    [
      '<ExtendedInfos><ExtendedInfo Type="GAMES" Code="OWG2018"/></ExtendedInfos>',
      {},
      "INVALID ExtendedInfos.ExtendedInfo.Code",
    ],
    [
      '<ExtendedInfos><ExtendedInfo Type="COUNTRY" Code="Norway" Value="Norway"/></ExtendedInfos>',
      {},
      "INVALID ExtendedInfos.ExtendedInfo.Code",
    ],
  ])("a broken rule is named with its field: %#", (content, more, expected) => {
    expect(reject(content, { ...header, ...more }).split(":")[0]).toBe(expected);
  });
});

describe("DT_PARTIC and DT_PARTIC_TEAMS", () => {
  const header = { DocumentCode: SPEED_SKATING, DocumentType: "DT_PARTIC", ResultStatus: "" };
  const athletes = (content: string) => valuesOf("competitor", content, header);
  const groups = (content: string) =>
    valuesOf("competitor", content, { ...header, DocumentType: "DT_PARTIC_TEAMS" });

  test("an athlete has a name, a family name, a NOC and a gender; officials are left out", () => {
    const content = `<Participant Code="7" GivenName="Jordan" FamilyName="Stolz" Gender="M" Organisation="USA" MainFunctionId="AA01"/>
      <Participant Code="8" PrintName="Ada Ås" Gender="F" Organisation="NOR"/>
      <Participant Code="9" GivenName="Bob" FamilyName="Coach" Gender="M" Organisation="USA" MainFunctionId="COACH"/>`;
    expect(athletes(content)).toEqual([
      {
        id: "7",
        kind: "athlete",
        name: "Jordan Stolz",
        family: "Stolz",
        given: "Jordan",
        noc: "USA",
        gender: "M",
      },
      { id: "8", kind: "athlete", name: "Ada Ås", noc: "NOR", gender: "W" },
    ]);
  });

  test("a name in another order is said by its own code", () => {
    const content = `<Participant Code="7" GivenName="Tingyu" FamilyName="Gao" Organisation="CHN"><Discipline Code="${SPEED_SKATING}">
      <DisciplineEntry Type="EUE" Code="NAME" Value="Gao Tingyu"/></Discipline></Participant>`;
    expect(athletes(content)).toMatchObject([{ name: "Gao Tingyu", family: "Gao", given: "Tingyu" }]);
  });

  test("teams and pairs have members in their order, directly or one level down", () => {
    const flat = '<Composition><Athlete Code="2" Order="2"/><Athlete Code="1" Order="1"/></Composition>';
    const deep = `<Composition><Team Code="A">${flat}</Team></Composition>`;
    expect(
      groups(`<Team Code="A" Name="Canada" Organisation="CAN" TeamType="NOC">${deep}</Team>
        <Team Code="B" Name="Papadakis / Cizeron" Organisation="FRA" TeamType="CPLW">${flat}</Team>`),
    ).toEqual([
      { id: "A", kind: "team", name: "Canada", noc: "CAN", members: ["1", "2"] },
      { id: "B", kind: "pair", name: "Papadakis / Cizeron", noc: "FRA", members: ["1", "2"] },
    ]);
  });

  test.each([
    ['<Participant Code="7" GivenName="A" Organisation="Norway"/>', "INVALID Participant.Organisation"],
    ['<Participant Code="7" GivenName="A" Organisation="NOR" Gender="?"/>', "INVALID Participant.Gender"],
    ['<Participant Code="7" Organisation="NOR"/>', "INVALID Participant.Name"],
    ['<Participant GivenName="A" Organisation="NOR"/>', "INVALID Participant.Code"],
    ['<Participant Code="7" GivenName="A" Organisation="NOR"/>'.repeat(2), "INVALID Participant[2].Code"],
  ])("a broken rule is named with its field: %#", (content, expected) => {
    expect(reject(content, header).split(":")[0]).toBe(expected);
  });
});

describe("what the feed believes was awarded is read, and never stated as a fact", () => {
  const table = { DocumentCode: GENERAL, DocumentType: "DT_MEDALS", ResultStatus: "" };
  const line = (noc: string, numbers: string, more = "") =>
    `<MedalLine Organisation="${noc}" ${more}><MedalNumber Type="TOT" ${numbers}/></MedalLine>`;
  const standings = (lines: string) =>
    `<MedalStandings LastEvent="SSKM500M--------------------------" TotalEvents="109" FinishedEvents="1"><MedalsTable>${lines}</MedalsTable></MedalStandings>`;

  test("the medal table", () => {
    const content = standings(
      line("CHN", 'Gold="1" Silver="0" Bronze="0" Total="1"', 'Rank="1" RankTotal="1" RankEqual="Y"'),
    );
    expect(medalsOf(parsed(content, table))).toEqual({
      kind: "table",
      eventsFinished: 1,
      eventsTotal: 109,
      lastEvent: "SSKM500M",
      lines: [
        { noc: "CHN", gold: 1, silver: 0, bronze: 0, total: 1, rank: 1, rankEqual: true, rankByTotal: 1 },
      ],
    });
    expect(stated(content, table)).toEqual([]);
  });

  test("the medallists of an event", () => {
    const header = {
      ...table,
      DocumentType: "DT_MEDALLISTS",
      DocumentCode: "SSKM500M--------------------------",
    };
    const content = `<Medal Code="ME_GOLD"><Competitor Code="1" Organisation="CHN"/></Medal>
      <Medal Code="ME_BRONZE"><Competitor Code="2" Organisation="JPN"/><Competitor Code="3" Organisation="KOR"/></Medal>`;
    expect(medalsOf(parsed(content, header))).toEqual({
      kind: "medallists",
      event: "SSKM500M",
      awards: [
        { competitor: "1", noc: "CHN", medal: "gold" },
        { competitor: "2", noc: "JPN", medal: "bronze" },
        { competitor: "3", noc: "KOR", medal: "bronze" },
      ],
    });
    expect(stated(content, header)).toEqual([]);
    expect(rejection(() => medalsOf(parsed(content.replace("ME_GOLD", "GOLD"), header)))).toMatch(
      /^INVALID Medal\[1\].Code: /,
    );
  });

  test("a table that doesn't add up is refused", () => {
    const wrong = standings(line("CHN", 'Gold="1" Silver="0" Bronze="0" Total="2"'));
    expect(rejection(() => medalsOf(parsed(wrong, table)))).toMatch(
      /MedalNumber.Total: is the sum of the three$/,
    );
  });

  test("other messages, and one that takes a table back, say nothing of medals", () => {
    expect(medalsOf(parsed(""))).toBeNull();
    expect(medalsOf(parsed(null, table))).toBeNull();
  });

  test("ranks over several units are no facts either", () => {
    const content = result('Rank="1" ResultType="TIME" Result="1:42.69"', "1");
    expect(stated(content, { DocumentType: "DT_CUMULATIVE_RESULT" })).toEqual([]);
  });
});

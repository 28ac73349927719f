/** The body of a DT_RESULT: entries, marks, a match. */
import type { Competitor, Entry, Mark, Match, Run } from "../../results/schema.ts";
import { atVenue } from "./clock.ts";
import { AWAY, ENTRY, EXTENDED, GOAL, HOME, INFO, rankIsPlace, type ValueKind, valueKind } from "./codes.ts";
import { centimetresText, milliText, timeText } from "./numbers.ts";
import { element, list } from "./write.ts";

/** What a DT_RESULT states of a unit. */
export interface UnitResults {
  /** RSC. */
  id: string;
  entries: readonly (Entry & { mark?: Mark })[];
  match?: Match;
}

/** The children of `Competition`. */
export function results(
  unit: UnitResults,
  competitors: ReadonlyMap<string, Competitor>,
  timeZone: string,
): string[] {
  const { id, entries, match } = unit;
  return [
    ...(match ? matchElements(match) : []),
    ...entries.map((entry, index) => {
      const side =
        match === undefined ? -1 : match.sides.findIndex(({ competitor }) => competitor === entry.competitor);
      const shown = match && side >= 0 ? matchShown(match, side) : markShown(id, entry.mark);
      const extended = [
        ...markResults(id, entry.mark, shown.ResultType, timeZone),
        ...(match && side >= 0 ? goalResults(match, side) : []),
      ];
      return element(
        "Result",
        {
          ...shown,
          IRM: entry.mark?.irm,
          QualificationMark: entry.mark?.qual,
          SortOrder: index + 1,
          StartOrder: entry.startOrder,
        },
        [
          list("ExtendedResults", extended),
          competitorElement(entry, competitors.get(entry.competitor), side),
        ],
      );
    }),
  ];
}

function competitorElement(entry: Entry, competitor: Competitor | undefined, side: number): string {
  const { lineup, bib } = entry;
  const athlete = competitor?.kind === "athlete";
  const codes = {
    TEAM: entry.team,
    PAIR: entry.pair,
    LANE: entry.lane,
    COURSE: entry.course,
    BYE: entry.bye && "Y",
    START_DIFF: entry.startOffsetMs === undefined ? undefined : timeText(entry.startOffsetMs),
    WITHDRAWN: entry.withdrawn && "Y",
    HOME_AWAY: side < 0 ? undefined : side === 0 ? HOME : AWAY,
  };
  const entries = Object.entries(codes).flatMap(([Code, Value]) =>
    Value === undefined || Value === false ? [] : [element("EventUnitEntry", { Type: ENTRY, Code, Value })],
  );
  const members = lineup ?? (athlete ? [entry.competitor] : []);
  const athletes = members.map((Code, index) =>
    element("Athlete", { Code, Order: index + 1, Bib: athlete ? bib : undefined }, [
      athlete
        ? element("Description", {
            GivenName: competitor.given,
            FamilyName: competitor.family,
            Gender: competitor.gender === "W" ? "F" : competitor.gender,
            Organisation: competitor.noc,
          })
        : "",
    ]),
  );
  return element(
    "Competitor",
    {
      Code: entry.competitor,
      Type: competitor === undefined ? undefined : athlete ? "A" : "T",
      Bib: bib,
      Organisation: competitor?.noc,
    },
    [
      competitor === undefined || athlete ? "" : element("Description", { TeamName: competitor.name }),
      ...entries,
      list("Composition", athletes),
    ],
  );
}

interface Shown {
  Rank?: number;
  ResultType?: string;
  Result?: string | number;
  WLT?: string;
  Diff?: string;
}

function markShown(unit: string, mark: Mark | undefined): Shown {
  if (mark === undefined) return {};
  const { timeMs, pointsMilli, finishPlace, gapMs, runs, irm } = mark;
  const kind = valueKind(unit);
  const shown: Shown =
    timeMs !== undefined && (kind === "TIME" || pointsMilli === undefined)
      ? { ResultType: "TIME", Result: timeText(timeMs) }
      : pointsMilli !== undefined
        ? { ResultType: "POINTS", Result: milliText(pointsMilli) }
        : runs !== undefined
          ? { ResultType: kind }
          : irm !== undefined
            ? { ResultType: "IRM" }
            : finishPlace !== undefined
              ? { ResultType: "RANK" }
              : {};
  const ranked = finishPlace !== undefined && rankIsPlace(unit, shown.ResultType);
  return {
    ...(ranked && { Rank: finishPlace }),
    ...shown,
    ...(shown.ResultType === "RANK" && gapMs !== undefined && { Diff: `+${timeText(gapMs)}` }),
  };
}

/** All of a mark that `Result`, `Rank` and `Diff` don't say. */
function markResults(
  unit: string,
  mark: Mark | undefined,
  resultType: string | undefined,
  timeZone: string,
): string[] {
  if (mark === undefined) return [];
  const { startAt, timeMs, gapMs, pointsMilli, distanceCm, finishPlace } = mark;
  const time = (value: number | undefined) => (value === undefined ? undefined : timeText(value));
  const points = (value: number | undefined) => (value === undefined ? undefined : milliText(value));
  const codes = {
    START_TIME: startAt && atVenue(timeZone, startAt),
    TIME: resultType === "TIME" ? undefined : time(timeMs),
    POINTS: resultType === "POINTS" ? undefined : points(pointsMilli),
    GAP: resultType === "RANK" ? undefined : time(gapMs),
    TECHNICAL: points(mark.technicalMilli),
    COMPONENTS: points(mark.componentsMilli),
    DEDUCTION: points(mark.deductionMilli),
    LAPS: mark.laps,
    DISTANCE: distanceCm === undefined ? undefined : centimetresText(distanceCm),
    PENALTY_LOOPS: mark.penaltyLoops,
    SPARE_ROUNDS: mark.spareRounds,
    PLACE: rankIsPlace(unit, resultType) ? undefined : finishPlace,
    LAPPED: mark.lapped ? "Y" : undefined,
  };
  const kind = resultType === "TIME" || resultType === "POINTS" ? resultType : valueKind(unit);
  return [
    ...Object.entries(codes).flatMap(([code, value]) =>
      value === undefined ? [] : [extendedResult(code, value)],
    ),
    ...(mark.misses ?? []).map((misses, index) => extendedResult("SHOOTING", misses, { Pos: index + 1 })),
    ...(mark.runs ?? []).map((run) => runResult(run, kind)),
  ];
}

function extendedResult(Code: string, Value: string | number, more: { Pos?: number } = {}): string {
  return element("ExtendedResult", { Type: EXTENDED, Code, Value, ...more });
}

function runResult({ n, timeMs, pointsMilli, irm, athlete, trick }: Run, kind: ValueKind): string {
  const time = timeMs === undefined ? undefined : timeText(timeMs);
  const points = pointsMilli === undefined ? undefined : milliText(pointsMilli);
  const [value, other] = kind === "TIME" ? [time, { POINTS: points }] : [points, { TIME: time }];
  const extensions = Object.entries({ ...other, ATHLETE: athlete, TRICK: trick }).flatMap(([Code, Value]) =>
    Value === undefined ? [] : [element("Extension", { Code, Value })],
  );
  return element(
    "ExtendedResult",
    { Type: EXTENDED, Code: "RUN", Pos: n, Value: value, IRM: irm },
    extensions,
  );
}

function matchShown({ sides, winner }: Match, side: number): Shown {
  const { score, competitor } = sides[side] ?? {};
  return {
    ...(score !== undefined && { ResultType: "POINTS", Result: score }),
    ...(winner !== undefined && { WLT: winner === competitor ? "W" : "L" }),
  };
}

function matchElements({ group, decidedIn, periods }: Match): string[] {
  const infos = Object.entries({ GROUP: group, DECIDED_IN: decidedIn }).flatMap(([Code, Value]) =>
    Value === undefined ? [] : [element("ExtendedInfo", { Type: INFO.unit, Code, Value })],
  );
  return [
    list("ExtendedInfos", infos),
    list(
      "Periods",
      periods.map(({ period, score: [home, away], lastStone }) =>
        element(
          "Period",
          { Code: period, HomePeriodScore: home, AwayPeriodScore: away },
          lastStone === undefined
            ? []
            : [
                list("ExtendedPeriods", [
                  element("ExtendedPeriod", {
                    Type: ENTRY,
                    Code: "LAST_STONE",
                    Value: lastStone === 0 ? HOME : AWAY,
                  }),
                ]),
              ],
        ),
      ),
    ),
  ];
}

function goalResults({ goals = [] }: Match, side: number): string[] {
  return goals.flatMap(({ period, clock, side: scorer }, index) =>
    scorer === side
      ? [element("ExtendedResult", { Type: GOAL, Code: period, Pos: index + 1, Value: clock })]
      : [],
  );
}

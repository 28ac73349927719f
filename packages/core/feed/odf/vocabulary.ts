/** The elements and attributes of ODF that are read, and those that may come as well. Names: the public ODF schema. */
import type { Names, Vocabulary } from "./xml.ts";

const CODED = ["Type", "Code", "Pos", "Value"];

const READ: Readonly<Record<string, readonly string[]>> = {
  OdfBody: [
    "CompetitionCode",
    "DocumentCode",
    "DocumentSubcode",
    "DocumentType",
    "DocumentSubtype",
    "Version",
    "ResultStatus",
    "Language",
    "FeedFlag",
    "Date",
    "Time",
    "LogicalDate",
    "Source",
  ],
  Competition: [],
  ExtendedInfos: [],
  ExtendedInfo: CODED,
  Extension: ["Code", "Pos", "Value"],
  // Schedule
  Unit: ["Code", "PhaseType", "ScheduleStatus", "StartDate", "EndDate", "Order", "Medal", "Venue"],
  ItemName: ["Language", "Value"],
  VenueDescription: ["VenueName"],
  // Participants
  Participant: [
    "Code",
    "GivenName",
    "FamilyName",
    "PrintName",
    "TVName",
    "Gender",
    "Organisation",
    "MainFunctionId",
  ],
  Discipline: [],
  DisciplineEntry: CODED,
  Team: ["Code", "Name", "ShortName", "TVTeamName", "Gender", "Organisation", "TeamType"],
  // Results
  Result: [
    "Rank",
    "RankEqual",
    "ResultType",
    "Result",
    "IRM",
    "QualificationMark",
    "WLT",
    "SortOrder",
    "StartOrder",
    "Diff",
  ],
  ExtendedResults: [],
  ExtendedResult: [...CODED, "IRM"],
  ResultItems: [],
  ResultItem: [],
  Competitor: ["Code", "Type", "Bib", "Organisation"],
  Composition: [],
  Athlete: ["Code", "Order", "Bib"],
  EventUnitEntry: CODED,
  Periods: [],
  Period: ["Code", "HomePeriodScore", "AwayPeriodScore"],
  ExtendedPeriods: [],
  ExtendedPeriod: CODED,
  // Medals
  MedalStandings: ["LastEvent", "TotalEvents", "FinishedEvents"],
  MedalsTable: [],
  MedalLine: ["Rank", "RankTotal", "RankEqual", "Organisation"],
  MedalNumber: ["Type", "Gold", "Silver", "Bronze", "Total"],
  Event: [],
  Medal: ["Code"],
};

/** Names that master data give, ranks and gaps that are worked out here, texts for broadcasters. */
const PASSED: Readonly<Record<string, readonly string[]>> = {
  Competition: ["Gen", "Sport", "Codes"],
  Note: [],
  UnitDateTime: [],
  Session: [],
  StartList: [],
  Unit: [
    "ActualStartDate",
    "ActualEndDate",
    "Location",
    "SessionCode",
    "HideStartDate",
    "HideEndDate",
    "UnitNum",
  ],
  VenueDescription: ["LocationName"],
  Participant: ["Parent", "Status", "PrintInitialName", "TVInitialName", "TVFamilyName", "BirthDate"],
  Discipline: ["Code", "IFId"],
  Team: ["Status", "Number", "Order"],
  Result: ["StartSortOrder", "Pty", "PhotoFinish", "Unchecked"],
  ExtendedResult: ["Rank", "RankEqual", "SortOrder", "Diff"],
  ResultItem: ["Unit"],
  Competitor: ["Order", "SortOrder", "StartOrder"],
  Athlete: ["StartOrder"],
  Description: [],
  Periods: ["Home", "Away"],
  Period: ["HomeScore", "AwayScore"],
  MedalStandings: ["DateTime"],
  MedalSummary: [],
  MedalLine: ["RankTotalEqual", "SortRank", "SortRankTotal"],
  Event: ["Code", "Date"],
};

function names(attributes: Readonly<Record<string, readonly string[]>>): Names {
  return new Map(Object.entries(attributes).map(([element, names]) => [element, new Set(names)]));
}

export const VOCABULARY: Vocabulary = { read: names(READ), passed: names(PASSED) };

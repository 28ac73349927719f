/** Who starts in a unit: a `Result` with its `Competitor`. */
import { type Entry, entry } from "../../results/schema.ts";
import { ENTRY } from "./codes.ts";
import { byCode, NO_CODES, numberOf, textOf, wholeOf, yesOf } from "./extended.ts";
import { checked, childOf, childrenOf, inOrder, invalid, oneOf, required, whole, yes } from "./fields.ts";
import { TIME_RULE, timeMs } from "./numbers.ts";
import type { OdfElement } from "./xml.ts";

/** @throws Rejected INVALID */
export function entryOf(result: OdfElement): Entry {
  const competitor = childOf(result, "Competitor");
  if (competitor === undefined) throw invalid(result, "Competitor", "is missing");
  oneOf(competitor, "Type", ["A", "T"]);
  whole(result, "SortOrder", { least: 1 });
  yes(result, "RankEqual");
  const id = required(competitor, "Code");
  const members = membersOf(competitor);
  // The composition of an athlete is the athlete.
  const self = members.length === 1 && members[0]?.attributes.Code === id ? members[0] : undefined;
  const codes = new Map([
    ...(self === undefined ? NO_CODES : byCode(self, "EventUnitEntry", ENTRY)),
    ...byCode(competitor, "EventUnitEntry", ENTRY),
  ]);
  const value = {
    competitor: id,
    team: textOf(codes, "TEAM"),
    lineup:
      self === undefined && members.length > 0 ? members.map((one) => required(one, "Code")) : undefined,
    bib: competitor.attributes.Bib ?? self?.attributes.Bib,
    startOrder: whole(result, "StartOrder", { least: 1 }),
    pair: wholeOf(codes, "PAIR", 1),
    lane: textOf(codes, "LANE"),
    course: textOf(codes, "COURSE"),
    bye: yesOf(codes, "BYE"),
    startOffsetMs: numberOf(codes, "START_DIFF", timeMs, TIME_RULE),
    withdrawn: yesOf(codes, "WITHDRAWN"),
  };
  return checked(entry, value, result, (field) => ATTRIBUTES[field] ?? `Competitor.EventUnitEntry(${field})`);
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  competitor: "Competitor.Code",
  team: "Competitor.EventUnitEntry(TEAM)",
  lineup: "Competitor.Composition",
  bib: "Competitor.Bib",
  startOrder: "StartOrder",
  pair: "Competitor.EventUnitEntry(PAIR)",
  lane: "Competitor.EventUnitEntry(LANE)",
  course: "Competitor.EventUnitEntry(COURSE)",
  startOffsetMs: "Competitor.EventUnitEntry(START_DIFF)",
};

function membersOf(competitor: OdfElement): OdfElement[] {
  const composition = childOf(competitor, "Composition");
  return composition === undefined ? [] : inOrder(childrenOf(composition, "Athlete"), "Order");
}

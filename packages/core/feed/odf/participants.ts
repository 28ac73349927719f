/** DT_PARTIC: athletes. DT_PARTIC_TEAMS: pairs and teams with those who belong to them. */
import type { Statement } from "../../results/facts.ts";
import { competitor } from "../../results/schema.ts";
import { ENTRY } from "./codes.ts";
import { byCode, textOf } from "./extended.ts";
import { checked, childOf, childrenOf, inOrder, invalid, oneOf, required } from "./fields.ts";
import type { OdfMessage } from "./message.ts";
import type { OdfElement } from "./xml.ts";

export function participantStatements(_message: OdfMessage, competition: OdfElement): Statement[] {
  return stated(childrenOf(competition, "Participant").filter(isAthlete), (element) => {
    const { GivenName: given, FamilyName: family, PrintName, TVName, Organisation: noc } = element.attributes;
    const name = [given, family].filter((part) => part !== undefined).join(" ");
    return {
      id: required(element, "Code"),
      kind: "athlete",
      name: shownName(element) ?? (name || (PrintName ?? TVName)),
      family,
      given,
      noc,
      gender: genderOf(element),
    };
  });
}

export function groupStatements(_message: OdfMessage, competition: OdfElement): Statement[] {
  return stated(childrenOf(competition, "Team"), (element) => {
    const { Name, TVTeamName, ShortName, Organisation: noc, TeamType = "" } = element.attributes;
    const members = membersOf(element);
    return {
      id: required(element, "Code"),
      // Couples are CPLW, CPLM … in figure skating.
      kind: /^(PAIR|CPL|DOUBLES)/.test(TeamType) ? "pair" : "team",
      name: Name ?? TVTeamName ?? ShortName,
      noc,
      gender: genderOf(element),
      ...(members.length > 0 && { members }),
    };
  });
}

function stated(elements: readonly OdfElement[], factOf: (element: OdfElement) => object): Statement[] {
  const seen = new Set<string>();
  return elements.map((element) => {
    const value = checked(competitor, factOf(element), element, (field) => ATTRIBUTES[field] ?? "");
    if (seen.has(value.id)) throw invalid(element, "Code", "is in the message twice");
    seen.add(value.id);
    return { key: { fact: "competitor", competitor: value.id }, value };
  });
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  id: "Code",
  name: "Name",
  family: "FamilyName",
  given: "GivenName",
  noc: "Organisation",
  members: "Composition",
};

/** Functions AA…; others are officials. */
function isAthlete({ attributes }: OdfElement): boolean {
  return attributes.MainFunctionId === undefined || attributes.MainFunctionId.startsWith("AA");
}

/** Ours: a name that isn't the given and the family name in this order. */
function shownName(element: OdfElement): string | undefined {
  const discipline = childOf(element, "Discipline");
  return discipline && textOf(byCode(discipline, "DisciplineEntry", ENTRY), "NAME");
}

function genderOf(element: OdfElement): "M" | "W" | undefined {
  const gender = oneOf(element, "Gender", ["M", "F", "W", "X", "O"]);
  if (gender === "M") return "M";
  return gender === "F" || gender === "W" ? "W" : undefined;
}

/** By Order. In the message a team's composition may hold the team once more, with the athletes in it. */
function membersOf(team: OdfElement): string[] {
  const composition = childOf(team, "Composition");
  if (composition === undefined) return [];
  const athletes = childrenOf(composition, "Athlete");
  if (athletes.length === 0) return childrenOf(composition, "Team").flatMap(membersOf);
  return inOrder(athletes, "Order").map((athlete) => required(athlete, "Code"));
}

/**
 * What the feed believes was awarded, beside what we have awarded from the marks. A difference is an alarm and a row that
 * people see, and never changes a medal: one of the two has a mistake, and only a person can tell which.
 */
import { loadWorld, OutcomeBodies, type World } from "../results/load.ts";
import { finished, medallists, medalTableOf } from "../results/projections/world.ts";
import type { Table } from "../table/client.ts";
import { MedalCheckEntity } from "./message.entity.ts";
import type { CheckState } from "./message.ts";
import type { OdfAward, OdfMedalLine, OdfMedals } from "./odf/medals.ts";

export interface MedalCheck {
  document: string;
  identity: string;
  version: number;
  checkedAt: string;
  state: CheckState;
  /** In words, each. */
  differences: string[];
}

/** Pure: the comparison alone. */
export function compareMedals(medals: OdfMedals, world: World): Pick<MedalCheck, "state" | "differences"> {
  if (medals.kind === "medallists") {
    const outcome = world.outcomes.get(medals.event);
    if (outcome === undefined || !finished(outcome)) return { state: "waiting", differences: [] };
    const ours = medallists(outcome).map(({ medal, competitor }) => `${medal} ${competitor.id}`);
    return verdict(medals.event, ours, medals.awards.map(awardText));
  }
  const decided = [...world.outcomes.values()].filter(finished);
  const asFar = medals.eventsFinished === null || medals.eventsFinished === decided.length;
  const last = medals.lastEvent === null ? undefined : world.outcomes.get(medals.lastEvent);
  if (!asFar || (medals.lastEvent !== null && (last === undefined || !finished(last)))) {
    return { state: "waiting", differences: [] };
  }
  return verdict("medal table", medalTableOf(world).map(lineText), medals.lines.map(lineText));
}

const awardText = ({ medal, competitor }: OdfAward): string => `${medal} ${competitor}`;

const lineText = ({
  noc,
  gold,
  silver,
  bronze,
  rank,
}: Pick<OdfMedalLine, "noc" | "gold" | "silver" | "bronze" | "rank">) =>
  `${noc} ${gold}-${silver}-${bronze}${rank === null ? "" : ` rank ${rank}`}`;

function verdict(what: string, ours: string[], theirs: string[]): Pick<MedalCheck, "state" | "differences"> {
  const differences = [
    ...ours.filter((one) => !theirs.includes(one)).map((one) => `${what}: ours alone: ${one}`),
    ...theirs.filter((one) => !ours.includes(one)).map((one) => `${what}: the feed's alone: ${one}`),
  ];
  return { state: differences.length > 0 ? "different" : "equal", differences };
}

/** Parameters of a put that remembers what a document says of medals, to be compared as soon as both sides are as far. */
export function medalsPut(
  table: Table,
  { document, identity, version }: Pick<MedalCheck, "document" | "identity" | "version">,
  medals: OdfMedals | null,
  now: Date,
): object {
  return MedalCheckEntity.put({
    document,
    identity,
    version,
    checkedAt: now.toISOString(),
    state: "waiting",
    differences: [],
    medals: JSON.stringify(medals),
  }).params({ table: table.name });
}

/** By document, as they were compared last. */
export async function medalChecks(table: Table): Promise<MedalCheck[]> {
  return (await stored(table)).map(({ medals: _, ...check }) => check);
}

/**
 * Compares what is known of medals with our awards. A correction on either side is seen at the next look.
 * @returns those that differ and did not before
 */
export async function checkMedals(table: Table, now: Date): Promise<MedalCheck[]> {
  const checks = await stored(table);
  if (checks.length === 0) return [];
  const world = await loadWorld(table, new OutcomeBodies());
  const alarms: MedalCheck[] = [];
  for (const { medals, ...check } of checks) {
    const said = JSON.parse(medals) as OdfMedals | null;
    if (said === null) continue;
    const found = compareMedals(said, world);
    // Once it was equal, a Games that has gone on does not make it unknown again.
    if (found.state === "waiting" || JSON.stringify(found) === JSON.stringify(stateOf(check))) continue;
    const next: MedalCheck = { ...check, ...found, checkedAt: now.toISOString() };
    await MedalCheckEntity.put({ ...next, medals }).go({ table: table.name, client: table.documents });
    if (next.state === "different") alarms.push(next);
  }
  return alarms;
}

const stateOf = ({ state, differences }: MedalCheck) => ({ state, differences });

async function stored(table: Table): Promise<(MedalCheck & { medals: string })[]> {
  const { data } = await MedalCheckEntity.query
    .all({})
    .go({ table: table.name, client: table.documents, consistent: true, pages: "all" });
  return data;
}

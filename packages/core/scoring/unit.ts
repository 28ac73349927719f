/** A unit as who scores it needs it: every fact with its version, what may come next, ranks as things stand. */
import type { Actor } from "../access/actor.ts";
import { mayWriteIn } from "../access/permission.ts";
import { PodiumError } from "../errors.ts";
import { inCharge } from "../results/charge.ts";
import { registerOf, type StoredFact } from "../results/facts.ts";
import { firstOfficialAt, foldEvent } from "../results/fold.ts";
import { loadEvent, loadRosterVersion, Roster } from "../results/load.ts";
import { precedenceOf } from "../results/precedence.ts";
import { competitorsOf, ref } from "../results/projections/event.ts";
import { irmCodes } from "../results/ranking/irm.ts";
import { rankEvent } from "../results/ranking/rank.ts";
import { ruleOf } from "../results/ranking/rules.ts";
import { current } from "../results/register.ts";
import { eventIdOf, parse } from "../results/rsc.ts";
import type { Competitor, Entry, Mark, Match, ResultStatus, Unit } from "../results/schema.ts";
import type { Charge } from "../results/sources.ts";
import { eventStatus } from "../results/status.ts";
import { type Missing, missingFor, nextSteps } from "../results/steps.ts";
import { View } from "../results/view.ts";
import type { Table } from "../table/client.ts";

/** A fact as it stands, with the version that a change of it has to name. */
export interface Versioned<V> {
  /** 0: there is nothing yet. */
  version: number;
  value: V | null;
  at: string | null;
  /** Of the message or command that set it. */
  id: string | null;
  /** Of a correction. */
  reason: string | null;
}

export function versionedOf<V>(stored: StoredFact | undefined): Versioned<V> {
  const standing = stored && current(registerOf<V>(stored));
  return {
    version: stored?.version ?? 0,
    value: standing?.value ?? null,
    at: standing?.at ?? null,
    id: standing?.id ?? null,
    reason: standing?.reason ?? null,
  };
}

export type UnitWhole = Awaited<ReturnType<typeof unitWhole>>;

/** Strongly consistent. @throws PodiumError NOT_FOUND */
export async function unitWhole(table: Table, id: string, actor: Actor) {
  const event = eventIdOf(id);
  const [stored, roster, precedence] = await Promise.all([
    loadEvent(table, event),
    loadRosterVersion(table),
    precedenceOf(new View(table), id),
  ]);
  const folded = foldEvent(stored);
  const unit = folded?.facts.units.find((one) => one.id === id);
  if (folded === undefined || unit === undefined) {
    throw new PodiumError({ code: "NOT_FOUND", detail: `there is no unit ${id}`, field: "unit" });
  }
  const names = await new Roster().load(table, roster, competitorsOf(folded));
  const ranking = rankEvent(folded.facts);
  const rows = new Map((ranking.units.get(id) ?? []).map((row) => [row.competitor, row]));
  const inUnit = (fact: string, competitor?: string) =>
    stored.find((item) => item.__edb_e__ === fact && item.unit === id && item.competitor === competitor);
  const charge = inUnit("charge")?.value as Charge | undefined;
  const ofUnit = (fact: string, competitor?: string) => {
    const found = inUnit(fact, competitor);
    return found && inCharge(found, charge);
  };
  const { discipline, gender } = parse(id);
  const rule = ruleOf(event);
  const status = ofUnit("status");
  return {
    event: {
      id: event,
      name: folded.facts.name,
      discipline: { code: discipline, name: folded.facts.disciplineName },
      gender,
      status: eventStatus(folded.facts.units),
      competitorKind: folded.facts.competitorKind,
    },
    unit: versionedOf<Unit>(ofUnit("unit")),
    status: versionedOf<ResultStatus>(status),
    next: [...nextSteps(unit.result)],
    missing: missingFor("OFFICIAL", unit) as Missing[],
    officialAt: (status && firstOfficialAt(status)) ?? null,
    measure: { mark: rule.mark, maxRuns: rule.maxRuns ?? null, irms: [...irmCodes(discipline)] },
    entries: unit.entries.map(({ competitor }) => {
      const row = rows.get(competitor);
      return {
        competitor: withMembers(competitor, names),
        entry: versionedOf<Entry>(ofUnit("entry", competitor)),
        mark: versionedOf<Mark>(ofUnit("mark", competitor)),
        rank: row?.rank ?? null,
        rankEqual: row?.rankEqual ?? false,
        irm: row?.irm ?? null,
        gapMs: row?.gapMs ?? null,
      };
    }),
    charge: charge ?? null,
    precedence,
    match: versionedOf<Match>(ofUnit("match")),
    mine: mayWriteIn(actor, discipline),
  };
}

/** With the members of a team or pair. */
export function withMembers(id: string, names: ReadonlyMap<string, Competitor>) {
  const members = names.get(id)?.members;
  return { ...ref(id, names), ...(members && { members: members.map((member) => ref(member, names)) }) };
}

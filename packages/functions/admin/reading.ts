/** What the console shows: units, events, competitors, audit, boards. */
import { permissions } from "@podium/core/access/permission.ts";
import { type AuditLine, auditLines } from "@podium/core/audit/query.ts";
import { budgetOf } from "@podium/core/edge/budget.ts";
import { boardStates } from "@podium/core/edge/state.ts";
import { foldEvent } from "@podium/core/results/fold.ts";
import { loadEvent, loadRosterVersion, Roster } from "@podium/core/results/load.ts";
import { competitorsOf } from "@podium/core/results/projections/event.ts";
import type { Event, Unit } from "@podium/core/results/schema.ts";
import { storedCompetitors } from "@podium/core/scoring/competitors.ts";
import { eventsOf, unitsOfDay as listUnits } from "@podium/core/scoring/day.ts";
import { openProposals } from "@podium/core/scoring/proposals.ts";
import { readSettings } from "@podium/core/scoring/settings.ts";
import { unitWhole, versionedOf, withMembers } from "@podium/core/scoring/unit.ts";
import { worldOf } from "@podium/core/scoring/world.ts";
import type { Table } from "@podium/core/table/client.ts";
import { invalid } from "../http/body.ts";
import { notFound } from "../http/not-found.ts";
import { proposalOf } from "./commands.ts";
import type { Answer, Asked } from "./contract.ts";
import type { AdminRequest } from "./desk.ts";

const AUDIT_LINES = 200;
/** Of one file. */
const FILE_LINES = 10_000;
const COMPETITORS = 50;

export async function me({ actor, store, now }: AdminRequest): Promise<Answer<"me">> {
  return {
    userId: actor.userId,
    roles: [...actor.roles],
    disciplines: actor.disciplines ? [...actor.disciplines] : null,
    permissions: [...permissions(actor)],
    settings: await readSettings(store.table),
    now: now().toISOString(),
  };
}

export async function unitsOfDay(
  { actor, store, now }: AdminRequest,
  { parameters: { day = "" } }: Asked<"unitsOfDay">,
): Promise<Answer<"unitsOfDay">> {
  const at = now();
  return { day, now: at.toISOString(), units: await listUnits(store.table, day, actor, at) };
}

export async function unit(
  { actor, store, now }: AdminRequest,
  { parameters: { unit: id = "" } }: Asked<"unit">,
): Promise<Answer<"unit">> {
  const at = now();
  const [whole, open] = await Promise.all([
    unitWhole(store.table, id, actor),
    openProposals(store.table, at),
  ]);
  return {
    ...whole,
    proposals: open.filter((proposal) => proposal.unit === id).map(proposalOf),
    now: at.toISOString(),
  };
}

export async function events({ store }: AdminRequest): Promise<Answer<"events">> {
  return { events: eventsOf(await worldOf(store.table)) };
}

export async function event(
  { store: { table } }: AdminRequest,
  { parameters: { event: id = "" } }: Asked<"event">,
): Promise<Answer<"event">> {
  const [stored, roster] = await Promise.all([loadEvent(table, id), loadRosterVersion(table)]);
  const folded = foldEvent(stored);
  if (folded === undefined) throw notFound(`the event ${id}`);
  const ids = competitorsOf(folded);
  const names = await new Roster().load(table, roster, ids);
  return {
    event: versionedOf<Event>(stored.find((fact) => fact.__edb_e__ === "event")),
    units: stored.filter((fact) => fact.__edb_e__ === "unit").map((fact) => versionedOf<Unit>(fact)),
    competitors: [...ids].map((competitor) => withMembers(competitor, names)),
  };
}

export async function competitors(
  { store: { table } }: AdminRequest,
  { query: { search, noc } }: Asked<"competitors">,
): Promise<Answer<"competitors">> {
  const found = await storedCompetitors(table, { search, noc });
  return { competitors: found.slice(0, COMPETITORS), more: found.length > COMPETITORS };
}

export function audit({ store }: AdminRequest, { query }: Asked<"audit">): Promise<Answer<"audit">> {
  return auditPage(store.table, query, AUDIT_LINES);
}

export function auditFile(
  { store }: AdminRequest,
  { query }: Asked<"auditFile">,
): Promise<Answer<"auditFile">> {
  return auditPage(store.table, query, FILE_LINES);
}

async function auditPage(
  table: Table,
  query: Asked<"audit">["query"],
  most: number,
): Promise<Answer<"audit">> {
  const { trail, actor, day, before } = query;
  if (trail === undefined && actor === undefined && day === undefined) {
    throw invalid("trail", "is there, or actor, or day");
  }
  const limit = query.limit ?? most;
  const lines = await auditLines(table, { trail, actor, day, before }, limit);
  return {
    entries: lines.map(entryOf),
    before: lines.length < limit ? null : (lines.at(-1)?.entry ?? null),
  };
}

export async function edge(
  { store: { table }, now, monthlyInvalidations }: AdminRequest,
  { query: { discipline } }: Asked<"edge">,
): Promise<Answer<"edge">> {
  const at = now();
  const [boards, budget] = await Promise.all([
    boardStates(table, at, discipline),
    budgetOf(table, at, monthlyInvalidations),
  ]);
  return { boards, budget, now: at.toISOString() };
}

function entryOf({ proposedBy = "", reason = "", changes, ...line }: AuditLine) {
  const { trail, entry, actor, recordedAt, at, command, message } = line;
  return {
    trail,
    entry,
    actor,
    proposedBy: proposedBy || null,
    recordedAt,
    at,
    command,
    message,
    reason: reason || null,
    changes: changes.map(({ fact, before, after }) => ({ fact, before, after })),
  };
}

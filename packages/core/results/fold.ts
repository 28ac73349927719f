/** From stored registers to the facts of an event: which assertion of each counts now. Pure. */
import { inCharge } from "./charge.ts";
import { registerOf, type StoredFact } from "./facts.ts";
import { type Assertion, current } from "./register.ts";
import type {
  Entry,
  EntryFacts,
  Event,
  EventFacts,
  Mark,
  Match,
  ResultStatus,
  Unit,
  UnitFacts,
} from "./schema.ts";
import type { Charge } from "./sources.ts";

export interface FoldedEvent {
  facts: EventFacts;
  /** Time of the newest fact in it, by the sources' clocks. */
  factAt: string;
  /** When each unit became official the last time, by RSC. */
  officialAt: Map<string, string>;
}

interface Draft {
  unit?: Unit;
  status?: StoredFact;
  match?: StoredFact;
  charge?: Charge;
  entries: StoredFact[];
  marks: Map<string, StoredFact>;
}

/** Undefined where the event itself is not known. */
export function foldEvent(items: readonly StoredFact[]): FoldedEvent | undefined {
  let event: Event | undefined;
  let factAt = "";
  const drafts = new Map<string, Draft>();
  for (const item of items) {
    if (item.at !== undefined && item.at > factAt) factAt = item.at;
    if (item.__edb_e__ === "event") {
      event = item.value as Event | undefined;
      continue;
    }
    const rsc = item.unit ?? "";
    const draft: Draft = drafts.get(rsc) ?? { entries: [], marks: new Map() };
    drafts.set(rsc, draft);
    if (item.__edb_e__ === "unit" && item.value !== undefined) draft.unit = item.value as Unit;
    else if (item.__edb_e__ === "status") draft.status = item;
    else if (item.__edb_e__ === "match") draft.match = item;
    else if (item.__edb_e__ === "charge") draft.charge = item.value as Charge;
    else if (item.__edb_e__ === "entry") draft.entries.push(item);
    else if (item.__edb_e__ === "mark") draft.marks.set(item.competitor ?? "", item);
  }
  if (event === undefined) return undefined;
  const officialAt = new Map<string, string>();
  const units: UnitFacts[] = [];
  for (const draft of drafts.values()) {
    if (draft.unit === undefined) continue;
    if (draft.status) draft.status = inCharge(draft.status, draft.charge);
    if (draft.status?.value === "OFFICIAL" && draft.status.at !== undefined) {
      officialAt.set(draft.unit.id, draft.status.at);
    }
    units.push(foldUnit(draft.unit, draft));
  }
  units.sort((left, right) => left.order - right.order || (left.id < right.id ? -1 : 1));
  return { facts: { ...event, units }, factAt, officialAt };
}

function foldUnit(unit: Unit, draft: Draft): UnitFacts {
  const closedAt = draft.status && firstOfficialAt(draft.status);
  const entries: EntryFacts[] = [];
  for (const item of draft.entries) {
    const entry = standing<Entry>(item, closedAt)?.value;
    if (entry === undefined || entry.withdrawn) continue;
    const stored = draft.marks.get(entry.competitor);
    const mark = stored && standing<Mark>(inCharge(stored, draft.charge), closedAt);
    entries.push({
      ...entry,
      ...(mark && { mark: mark.value }),
      ...(mark?.reason !== undefined && { correction: { reason: mark.reason, at: mark.at } }),
    });
  }
  entries.sort(byStart);
  const match = draft.match && standing<Match>(inCharge(draft.match, draft.charge), closedAt);
  return {
    ...unit,
    ...(draft.status?.value !== undefined && { result: draft.status.value as ResultStatus }),
    entries,
    ...(match && { match: match.value }),
    ...(match?.reason !== undefined && { correction: { reason: match.reason, at: match.at } }),
  };
}

/**
 * The first time the unit was official: from then on only a correction changes what happened in it. Undefined while it
 * never was.
 */
export function firstOfficialAt(status: StoredFact): string | undefined {
  if (status.past === undefined) return status.value === "OFFICIAL" ? status.at : undefined;
  const times = registerOf<ResultStatus>(status)
    .assertions.filter(({ value, withdrawn }) => value === "OFFICIAL" && !withdrawn)
    .map(({ at }) => at);
  return times.sort()[0];
}

/**
 * What was stated after the unit was official, without being a correction, is kept but does not count: it can slip in
 * while the status is still on its way, and the order of arrival must not decide.
 */
function standing<V>(item: StoredFact, closedAt: string | undefined): Assertion<V> | undefined {
  const admits = ({ at, reason }: { at: string; reason?: string }) =>
    closedAt === undefined || reason !== undefined || at <= closedAt;
  if (item.id !== undefined && item.at !== undefined) {
    const newest = {
      id: item.id,
      at: item.at,
      value: item.value as V,
      ...(item.reason !== undefined && { reason: item.reason }),
    };
    if (admits(newest)) return newest;
  }
  return item.past === undefined ? undefined : current(registerOf<V>(item), admits);
}

function byStart(left: EntryFacts, right: EntryFacts): number {
  const order = (left.startOrder ?? 10_000) - (right.startOrder ?? 10_000);
  return order || (left.competitor < right.competitor ? -1 : 1);
}

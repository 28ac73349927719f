/**
 * Applies messages of documents. A document's item remembers which versions came; what they state together
 * (document.ts) is compared with what they stated before, and the difference is carried out (restate.ts).
 *
 * Everything that belongs together is one transaction: facts, audit entry, the document's item, what became of the
 * messages. A message of more facts than a transaction holds goes in several, and the document's item says so from the
 * first on; whoever comes next, with this message or another, finishes or undoes it. So a message may come twice, and
 * its applier may be killed anywhere.
 */
import type { Actor } from "../access/actor.ts";
import { PodiumError } from "../errors.ts";
import { chargeKey, isCharged, takesCharge } from "../results/charge.ts";
import { checkStatement, firstUnknown, requirements, unknown } from "../results/check.ts";
import { Rejected } from "../results/commands.ts";
import { auditPut, type Context } from "../results/execute.ts";
import { type FactKey, factName, type Statement, tablePut } from "../results/facts.ts";
import { type ChargeChange, chargeTaken } from "../results/precedence.ts";
import { carryOut, FACTS_AT_ONCE, factsRestated } from "../results/restate.ts";
import type { Charge } from "../results/sources.ts";
import { View } from "../results/view.ts";
import { backOff } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import {
  type Contribution,
  contributions,
  counting,
  counts,
  difference,
  knows,
  type Note,
  slotOf,
  withNote,
  withoutVoid,
} from "./document.ts";
import { chargePuts, holdForFact, releaseKnown, releaseUnit } from "./held.ts";
import { medalsPut } from "./medals.ts";
import { DocumentEntity } from "./message.entity.ts";
import type { MessageRecord, State } from "./message.ts";
import { settleLine } from "./ndjson/held.ts";
import type { Delivery, Queue } from "./queue.ts";
import type { Comparable, Reader } from "./reader.ts";
import { recordPut, save, wordsOf } from "./record.ts";

export interface ApplierOptions {
  table: Table;
  reader: Reader;
  /** Where held messages go when what they wait for has come. */
  queue: Queue;
  now: () => Date;
  /** A message got its final state this many milliseconds after it was taken. */
  onSettled?: (state: State, ms: number) => void;
}

interface Candidate {
  record: MessageRecord;
  document: string;
  note: Note;
  /** Absent where a newer version that came with it says everything anew. */
  parsed?: Comparable;
}

interface StoredDocument {
  revision: number;
  notes: readonly Note[];
  /** Messages of which a part may be written already. */
  applying: readonly Note[];
}

/** What is to be written. */
interface Plan {
  notes: readonly Note[];
  changes: Changes;
  fresh: readonly Candidate[];
  /** The unit whose results these are. */
  unit: string | undefined;
  /** There are results, not only a start list. */
  reports: boolean;
}

type Changes = Map<string, { key: FactKey; now: Contribution | undefined }>;

const ATTEMPTS = 10;
/** Messages of one transaction; a batch of the queue holds no more. */
const TOGETHER = 10;
/** That a process remembers: more than there are units on at a time. */
const DOCUMENTS = 256;

/** One per warm process. */
export class Applier {
  private readonly options: ApplierOptions;
  private readonly known = new Set<string>();
  /** As this process wrote them last. Each write states the revision that it builds on: an old one costs a second look. */
  private readonly documents = new Map<string, StoredDocument>();

  constructor(options: ApplierOptions) {
    this.options = options;
  }

  /**
   * Applies messages of one lane. Of several versions of a document only the newest is written out.
   * @throws PodiumError with `retry`, or what the table throws: nothing was lost, call it again
   */
  async apply(deliveries: readonly Delivery[]): Promise<void> {
    const documents = new Map<string, Candidate[]>();
    const replayed = new Set<string>();
    const distinct = new Map(deliveries.map((one) => [`${one.record.source} ${one.record.message}`, one]));
    const byDocument = Map.groupBy(distinct.values(), ({ record }) => record.document);
    const newestFirst = [...byDocument.values()].flatMap((some) => some.toSorted(byVersion).reverse());
    for (const delivery of newestFirst) {
      const { record, replay } = delivery;
      if (record.format === "ndjson") {
        await settleLine(this.options, record);
        continue;
      }
      const candidate = replaced(delivery, documents) ?? (await this.read(record));
      if (candidate === undefined) continue;
      const { document } = candidate;
      documents.set(document, [candidate, ...(documents.get(document) ?? [])]);
      if (replay) replayed.add(document);
    }
    for (const [document, candidates] of documents) {
      for (let from = 0; from < candidates.length; from += TOGETHER) {
        const some = candidates.slice(from, from + TOGETHER);
        await this.applyDocument(document, some, replayed.has(document));
      }
    }
  }

  /** Undefined where there is nothing to apply. */
  private async read(record: MessageRecord): Promise<Candidate | undefined> {
    try {
      const parsed = await this.options.reader.content(record);
      const { source, message, receivedAt } = record;
      const { kind, version, status } = parsed;
      const at = parsed.at < receivedAt ? parsed.at : receivedAt;
      const note = { source, message, receivedAt, kind, version, at, status };
      return { record, document: parsed.document, note, parsed };
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await this.reject(record, error);
      return undefined;
    }
  }

  private async applyDocument(document: string, candidates: Candidate[], all: boolean): Promise<void> {
    let open: readonly Candidate[] = candidates;
    for (let attempt = 1; attempt <= ATTEMPTS; ) {
      const left = await this.attempt(document, open, all);
      if (left.length === 0) return;
      // Fewer: one was refused. As many: a race was lost.
      if (left.length === open.length) await backOff(++attempt);
      open = left;
    }
    throw new PodiumError(
      { code: "TABLE_BUSY", detail: "others kept changing the same facts; send it again" },
      { retry: true },
    );
  }

  /** @returns the messages that are still to be applied */
  private async attempt(
    document: string,
    candidates: readonly Candidate[],
    all: boolean,
  ): Promise<readonly Candidate[]> {
    const { table, queue } = this.options;
    const remembered = this.documents.has(document);
    const stored = await this.load(document);
    const fresh = all ? candidates : await this.unknownTo(stored, candidates);
    if (fresh.length === 0) {
      // Whoever was killed after the write has let nobody go.
      const read = candidates.flatMap(({ parsed }) => parsed?.statements ?? []);
      if (read.some(statesMaster)) await releaseKnown(table, queue);
      const [unit] = read.flatMap((statements) => unitOf(statements) ?? []);
      if (unit !== undefined) await releaseUnit(table, queue, unit, "odf");
      return [];
    }

    const read = (note: Note) => this.options.reader.content(note);
    const before = await contributions(document, stored.notes, read);
    const notes = fresh.reduce((known, { note }) => withNote(known, note), stored.notes);
    const after = await contributions(document, notes, read);
    const changes: Changes = all ? everything(before, after) : difference(before, after);
    for (const note of stored.applying) {
      for (const [name, { key }] of (await read(note)).statements)
        changes.set(name, { key, now: after.get(name) });
    }

    const view = new View(table);
    const refused = await this.refusal(changes, after, view);
    if (refused !== undefined) {
      // A refusal is final, so it never rests on what was remembered.
      this.remember(document, undefined);
      if (remembered) return candidates;
      const culprit = fresh.find(({ note }) => note.message === refused.from.message) ?? fresh.at(-1);
      if (culprit === undefined) throw refused.error;
      if (refused.missing === undefined) await this.reject(culprit.record, refused.error);
      else await this.hold(culprit.record, refused.missing);
      return fresh.filter((candidate) => candidate !== culprit);
    }
    const next = withoutVoid(notes, after);
    const unit = unitOf(after) ?? unitOf(changes);
    const reports = [...after.values()].some(({ key, stated }) => takesCharge(key, stated.at(-1)?.value));
    const plan = { notes: next, changes, fresh, unit, reports };
    const written = await this.write(document, stored, plan, view).catch((error) => {
      // Whether it was written is not known.
      this.remember(document, undefined);
      throw error;
    });
    if (!written) return fresh;
    if (statesMaster(changes)) await releaseKnown(table, queue);
    return [];
  }

  /** Medals are no facts: what the feed believes of them is kept, to be compared with ours. */
  private async medals(document: string, notes: readonly Note[]): Promise<object[]> {
    const { table, reader, now } = this.options;
    const newest = counting(notes) ?? notes.at(-1);
    if (newest === undefined) return [];
    const { identity, medals, version, kind } = await reader.content(newest);
    if (!MEDALS.has(identity.type)) return [];
    const said = kind === "full" ? medals : null;
    return [medalsPut(table, { document, identity: wordsOf(identity), version }, said, now())];
  }

  /** Those that the document hasn't seen. What was seen already has its state, unless it came by another way as well. */
  private async unknownTo(stored: StoredDocument, candidates: readonly Candidate[]): Promise<Candidate[]> {
    const fresh: Candidate[] = [];
    for (const candidate of candidates) {
      const { note, record } = candidate;
      if (stored.applying.length > 0 || !knows(stored.notes, note)) fresh.push(candidate);
      else if (
        !stored.notes.some(({ source, message }) => source === note.source && message === note.message)
      ) {
        await this.settle(record, "ignored", { detail: "it came before, with another key" });
      }
    }
    return fresh;
  }

  private async load(document: string): Promise<StoredDocument> {
    const { table } = this.options;
    const remembered = this.documents.get(document);
    if (remembered !== undefined) return remembered;
    const { data } = await DocumentEntity.get({ document }).go({
      table: table.name,
      client: table.documents,
      consistent: true,
    });
    return {
      revision: data?.revision ?? 0,
      notes: data === null ? [] : (JSON.parse(data.notes) as Note[]),
      applying: data?.applying === undefined ? [] : (JSON.parse(data.applying) as Note[]),
    };
  }

  /** The first statement that can't be carried out. Loads what it looks at, and what is written later. */
  private async refusal(
    changes: Changes,
    after: ReadonlyMap<string, Contribution>,
    view: View,
  ): Promise<{ from: Note; error: Rejected; missing?: FactKey } | undefined> {
    const now = [...changes.values()].flatMap(({ now }) => now ?? []);
    const needs = (statement: Statement) =>
      requirements(statement).filter((key) => !after.has(factName(key)) && !this.known.has(factName(key)));
    const unit = unitOf(after) ?? unitOf(changes);
    const wanted: FactKey[] = [
      ...factsRestated([...changes.values()]),
      ...(unit === undefined ? [] : [chargeKey(unit)]),
    ];
    for (const { key, stated, from } of now) {
      try {
        for (const { value } of stated) {
          checkStatement({ key, value });
          wanted.push(...needs({ key, value }));
        }
      } catch (error) {
        if (error instanceof Rejected) return { from, error };
        throw error;
      }
    }
    await view.load(wanted);
    for (const { key, stated, from } of now) {
      const missing = firstUnknown(
        stated.flatMap(({ value }) => needs({ key, value })),
        this.known,
        view,
      );
      if (missing !== undefined) return { from, error: unknown(missing), missing };
    }
    return undefined;
  }

  private async write(
    document: string,
    stored: StoredDocument,
    { notes, changes, fresh, unit, reports }: Plan,
    view: View,
  ): Promise<boolean> {
    const { table, now } = this.options;
    const newest = fresh.at(-1) as Candidate;
    const { note, record } = newest;
    const actor: Actor = { kind: "feed", keyId: record.source };
    const context: Context = { table, actor, source: record.source, now, known: this.known };
    const facts = [...changes.values()].map(({ key, now }) => ({ key, stated: now?.stated ?? [] }));
    const medals = await this.medals(document, notes);
    const parts = Math.max(1, Math.ceil(facts.length / FACTS_AT_ONCE));
    const taking = unit !== undefined && reports && (await chargeTaken(view, unit, "odf", record.message));
    const charge = taking ? taking.to : await this.chargeOf(unit, view);
    const held = unit !== undefined && charge !== "odf" ? unit : undefined;
    const taken = taking ? this.takingPuts(taking, note, context) : [];
    const settled = fresh.map((candidate) => this.settled(candidate, notes, held));
    for (let part = 0; part < parts; part++) {
      const last = part === parts - 1;
      const state = {
        revision: stored.revision + part + 1,
        notes: last ? notes : stored.notes,
        applying: last ? [] : [...stored.applying, ...fresh.map(({ note }) => note)],
      };
      const along = [
        documentPut(table, document, record.identity ?? "", state),
        ...(last ? settled.flatMap((one) => this.settledPuts(one, held)) : []),
        ...(last ? medals : []),
        ...(last ? taken : []),
      ];
      const some = facts.slice(part * FACTS_AT_ONCE, (part + 1) * FACTS_AT_ONCE);
      await view.load(factsRestated(some));
      const written = await carryOut(
        context,
        {
          slot: slotOf(document),
          message: record.message,
          at: note.at,
          reason: `${record.identity?.split(" ", 1)[0]} version ${note.version}`,
          facts: some,
          by: "odf",
          isHeld: held !== undefined,
        },
        view,
        along,
      );
      this.remember(document, written ? state : undefined);
      if (!written) return false;
    }
    for (const one of settled) this.report(one);
    // Those that waited for this charge, or that the charge came for between the look and the note.
    if (unit !== undefined && (taking || held)) await releaseUnit(table, this.options.queue, unit, "odf");
    return true;
  }

  /** While nobody is in charge, everybody counts. */
  private async chargeOf(unit: string | undefined, view: View): Promise<Charge> {
    if (unit === undefined) return "odf";
    const key = chargeKey(unit);
    await view.load([key]);
    return (view.stored(key)?.value as Charge | undefined) ?? "odf";
  }

  private takingPuts({ key, before, after, unit }: ChargeChange, { at, message }: Note, context: Context) {
    const recordedAt = context.now().getTime();
    const audited = { type: "charge", id: message, at, unit };
    return [
      tablePut(context.table.name, key, after, recordedAt),
      auditPut(context, audited, [{ key, before, after }], recordedAt),
    ];
  }

  private settledPuts(record: MessageRecord, unit: string | undefined): object[] {
    const { table } = this.options;
    if (record.state === "held" && unit !== undefined) return chargePuts(table, record, unit);
    return [recordPut(table, record)];
  }

  private remember(document: string, stored: StoredDocument | undefined): void {
    this.documents.delete(document);
    if (stored === undefined) return;
    this.documents.set(document, stored);
    const [oldest] = this.documents.keys();
    if (this.documents.size > DOCUMENTS && oldest !== undefined) this.documents.delete(oldest);
  }

  private settled(
    { record, note }: Candidate,
    notes: readonly Note[],
    held: string | undefined,
  ): MessageRecord {
    const version = counting(notes)?.version;
    const state = counts(notes, note) ? (held === undefined ? "applied" : "held") : "ignored";
    const detail = state === "ignored" && version !== undefined && { detail: `version ${version} is newer` };
    const waiting = state === "held" && { waitsFor: `charge ${held}` };
    return { ...plain(record), state, settledAt: this.options.now().toISOString(), ...detail, ...waiting };
  }

  private async reject(record: MessageRecord, { code, field, rule, message }: Rejected): Promise<void> {
    await this.settle(record, "rejected", {
      code,
      ...(field !== undefined && { field }),
      ...(rule !== undefined && { rule }),
      detail: message,
    });
  }

  private async hold(record: MessageRecord, missing: FactKey): Promise<void> {
    const { table, queue, now } = this.options;
    const held: MessageRecord = { ...plain(record), settledAt: now().toISOString() };
    await holdForFact(table, queue, held, missing);
    this.report({ ...held, state: "held" });
  }

  private async settle(record: MessageRecord, state: State, more: Partial<MessageRecord>): Promise<void> {
    const settled = { ...plain(record), state, settledAt: this.options.now().toISOString(), ...more };
    await save(this.options.table, settled);
    this.report(settled);
  }

  private report({ state, receivedAt }: MessageRecord): void {
    this.options.onSettled?.(state, this.options.now().getTime() - Date.parse(receivedAt));
  }
}

const byVersion = (left: Delivery, right: Delivery): number =>
  (left.record.version ?? 0) - (right.record.version ?? 0);

/** A whole version of which a newer one is among the candidates already: nothing in it counts any more. */
function replaced(
  { record, noted }: Delivery,
  documents: ReadonlyMap<string, readonly Candidate[]>,
): Candidate | undefined {
  const { source, message, receivedAt, document = "", version = 0, sentAt = receivedAt } = record;
  if (noted?.kind !== "full") return undefined;
  const newer = documents.get(document)?.some(({ note }) => note.kind === "full" && note.version > version);
  if (!newer) return undefined;
  const at = sentAt < receivedAt ? sentAt : receivedAt;
  return { record, document, note: { source, message, receivedAt, version, at, ...noted } };
}

/** The unit whose results these are. */
function unitOf(stated: ReadonlyMap<string, { key: FactKey }>): string | undefined {
  for (const { key } of stated.values()) if (isCharged(key) && "unit" in key) return key.unit;
  return undefined;
}

const MEDALS: ReadonlySet<string> = new Set(["DT_MEDALS", "DT_MEDALLISTS"]);

const MASTER: ReadonlySet<FactKey["fact"]> = new Set(["event", "unit", "competitor"]);

function statesMaster(stated: ReadonlyMap<string, { key: FactKey }>): boolean {
  return [...stated.values()].some(({ key }) => MASTER.has(key.fact));
}

/** Without what was said of an earlier state. */
function plain(record: MessageRecord): MessageRecord {
  const { code: _c, field: _f, rule: _r, detail: _d, waitsFor: _w, ...rest } = record;
  return rest;
}

function everything(
  before: ReadonlyMap<string, Contribution>,
  after: ReadonlyMap<string, Contribution>,
): Changes {
  return new Map([...before, ...after].map(([name, { key }]) => [name, { key, now: after.get(name) }]));
}

function documentPut(
  table: Table,
  document: string,
  identity: string,
  { revision, notes, applying }: StoredDocument,
): object {
  return DocumentEntity.put({
    document,
    identity,
    revision,
    notes: JSON.stringify(notes),
    ...(applying.length > 0 && { applying: JSON.stringify(applying) }),
  })
    .where((attribute, { eq, notExists }) =>
      revision === 1 ? notExists(attribute.revision) : eq(attribute.revision, revision - 1),
    )
    .params({ table: table.name });
}

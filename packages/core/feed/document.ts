/**
 * What a document states, as a function of the set of its messages alone: whichever order they come in, and however
 * often, the same facts follow.
 *
 * - The highest version that was not taken back counts, and is the whole truth of its document.
 * - Where an earlier version was OFFICIAL, what differs from it is a correction of the version that says so first.
 * - Updates carry parts: they lie over the full version before them, by their clocks.
 * - Clocks order nothing inside a document. They place it among other sources, never before the version it replaces.
 */
import { type FactKey, factName, type Statement } from "../results/facts.ts";
import type { Stated } from "../results/register.ts";
import type { ResultStatus } from "../results/schema.ts";
import type { RawPlace } from "./raw.ts";

export type Kind =
  /** The whole document. */
  | "full"
  /** Parts of it, beside the versions. */
  | "update"
  /** Takes the version back. */
  | "empty";

/** What a document remembers of a message. */
export interface Note extends RawPlace {
  kind: Kind;
  version: number;
  /** The sender's clock, and never later than the time it was taken: a clock far ahead would win for ever. */
  at: string;
  status: ResultStatus | null;
}

/** A message of a document, read. */
export interface Content {
  /** By fact name. */
  statements: ReadonlyMap<string, Statement>;
}

/** What a document states about one fact. */
export interface Contribution {
  key: FactKey;
  stated: Stated<unknown>[];
  /** The message that says so. */
  from: Note;
}

/** Ids of a document's assertions begin so. */
export const slotOf = (document: string): string => `odf:${document}#`;

/** How many full versions before the first OFFICIAL are remembered: so many can be taken back. */
const REMEMBERED = 12;

/** The notes with this one among them; the same notes where it says nothing new. */
export function withNote(notes: readonly Note[], note: Note): readonly Note[] {
  if (notes.some((one) => nameOf(one) === nameOf(note))) return notes;
  const all = [...notes, note].sort(
    (left, right) => left.version - right.version || compare(left.kind, right.kind),
  );
  const full = standing(all);
  const official = full.findIndex(({ status }) => status === "OFFICIAL");
  const needed = official === -1 ? full.length - 1 : official;
  const oldest = full[Math.max(0, needed - REMEMBERED)]?.version ?? 0;
  return all.filter(({ kind, version }) => kind === "update" || version >= oldest);
}

/** Without the updates that have been overwritten row by row: a schedule has many of them. */
export function withoutVoid(
  notes: readonly Note[],
  stated: ReadonlyMap<string, Contribution>,
): readonly Note[] {
  const used = new Set([...stated.values()].map(({ from }) => nameOf(from)));
  return notes.filter((note) => note.kind !== "update" || used.has(nameOf(note)));
}

export const knows = (notes: readonly Note[], note: Note): boolean =>
  notes.some((one) => nameOf(one) === nameOf(note));

/** Updates are told apart by their ids: the version logic does not apply to them. */
function nameOf({ kind, version, message }: Note): string {
  return kind === "update" ? `update ${message}` : `${kind} ${version}`;
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Full versions that were not taken back, ascending. */
function standing(notes: readonly Note[]): Note[] {
  const takenBack = new Set(notes.filter(({ kind }) => kind === "empty").map(({ version }) => version));
  return notes.filter(({ kind, version }) => kind === "full" && !takenBack.has(version));
}

/** The version that counts; undefined where none does. */
export const counting = (notes: readonly Note[]): Note | undefined => standing(notes).at(-1);

/** Whether the message has a say in what the document states now. */
export function counts(notes: readonly Note[], note: Note): boolean {
  if (note.kind === "empty") return true;
  return [counting(notes), ...updates(notes)].some((one) => one && nameOf(one) === nameOf(note));
}

/** Those that a later full version has not made void, by their clocks. */
function updates(notes: readonly Note[]): Note[] {
  const full = counting(notes);
  return notes
    .filter(({ kind, at }) => kind === "update" && (full === undefined || at > full.at))
    .sort((left, right) => compare(left.at, right.at) || compare(left.message, right.message));
}

/** All that the document states, by fact name. Reads the counting version, and those since the first OFFICIAL one. */
export async function contributions(
  document: string,
  notes: readonly Note[],
  read: (note: Note) => Promise<Content>,
): Promise<Map<string, Contribution>> {
  const versions = clocked(standing(notes));
  const official = versions.findIndex(({ status }) => status === "OFFICIAL");
  const counted = official === -1 ? versions.slice(-1) : versions.slice(official);
  const found = new Map<string, Contribution>();
  for (const note of counted) {
    const { statements } = await read(note);
    const corrects = note !== counted[0];
    for (const name of found.keys()) if (!statements.has(name)) found.delete(name);
    for (const [name, { key, value }] of statements) {
      const before = found.get(name);
      if (before !== undefined && sameValue(before, value)) continue;
      const assertion: Stated<unknown> = { id: `${slotOf(document)}${note.version}`, at: note.at, value };
      if (key.fact === "status" && official !== -1) {
        // The first OFFICIAL stays beside what came after it: it is the end of plain statements.
        const [first] = before?.stated ?? [];
        found.set(name, { key, stated: first ? [first, assertion] : [assertion], from: note });
      } else {
        const correction = corrects && CORRECTABLE.has(key.fact) && { reason: `ODF version ${note.version}` };
        found.set(name, {
          key,
          stated: [{ ...assertion, ...(correction || { orEarlier: true }) }],
          from: note,
        });
      }
    }
  }
  for (const note of updates(notes)) {
    const { statements } = await read(note);
    for (const [name, { key, value }] of statements) {
      const assertion = { id: `${slotOf(document)}${note.message}`, at: note.at, value, orEarlier: true };
      found.set(name, { key, stated: [assertion], from: note });
    }
  }
  return found;
}

const CORRECTABLE: ReadonlySet<FactKey["fact"]> = new Set(["entry", "mark", "match"]);

/** Each version later than the one before it, whatever the sender's clock said. */
function clocked(versions: readonly Note[]): Note[] {
  let lastMs = 0;
  return versions.map((note) => {
    lastMs = Math.max(Date.parse(note.at), lastMs + 1);
    return { ...note, at: new Date(lastMs).toISOString() };
  });
}

function sameValue({ stated }: Contribution, value: unknown): boolean {
  return JSON.stringify(stated.at(-1)?.value) === JSON.stringify(value);
}

/** What must be written to get from one state of a document to another: by fact name, undefined for what is taken back. */
export function difference(
  before: ReadonlyMap<string, Contribution>,
  after: ReadonlyMap<string, Contribution>,
): Map<string, { key: FactKey; now: Contribution | undefined }> {
  const changes = new Map<string, { key: FactKey; now: Contribution | undefined }>();
  for (const [name, now] of after) {
    const was = before.get(name);
    if (was === undefined || !covers(was, now)) changes.set(name, { key: now.key, now });
  }
  for (const [name, { key }] of before) if (!after.has(name)) changes.set(name, { key, now: undefined });
  return changes;
}

/** Whether what was written serves: an assertion that holds from some time on holds later too. */
function covers({ stated: was }: Contribution, { stated: now }: Contribution): boolean {
  return (
    was.length === now.length &&
    was.every((one, index) => {
      const other = now[index] as Stated<unknown>;
      return (
        one.reason === other.reason &&
        one.orEarlier === other.orEarlier &&
        (one.at === other.at || (one.orEarlier === true && one.at < other.at)) &&
        (one.value === other.value || JSON.stringify(one.value) === JSON.stringify(other.value))
      );
    })
  );
}

/** Statements by fact name; of two about one fact the later one counts. */
export function contentOf(statements: readonly Statement[]): Content {
  return { statements: new Map(statements.map((statement) => [nameOfFact(statement.key), statement])) };
}

/** Of statements that come with version after version. */
const names = new WeakMap<FactKey, string>();

function nameOfFact(key: FactKey): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = factName(key);
  names.set(key, name);
  return name;
}

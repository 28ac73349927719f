/** Start lists and results from a file, line by line. A line that is wrong harms no other; a dry run says what would happen. */
import { canonical, type Json } from "../board/canonical.ts";
import { PodiumError } from "../errors.ts";
import { inParallel } from "../parallel.ts";
import { Rejected } from "../results/commands.ts";
import { examine } from "../results/execute.ts";
import type { StoredFact } from "../results/facts.ts";
import { loadUnit } from "../results/load.ts";
import { current } from "../results/register.ts";
import { eventIdOf, rsc } from "../results/rsc.ts";
import type { Entry } from "../results/schema.ts";
import type { Table } from "../table/client.ts";
import { carryOut, contextOf, type Desk } from "./carry-out.ts";
import { csvRows } from "./csv.ts";
import { markOf } from "./mark-text.ts";
import { commandOf, type Wish } from "./wish.ts";

/** Of one import: what is carried out while someone waits. */
export const LINES_LIMIT = 1000;
const LANES = 8;

export interface ImportRequest {
  id: string;
  format: "csv" | "ndjson";
  unit?: string | undefined;
  text: string;
  dryRun: boolean;
}

export interface ImportLine {
  line: number;
  outcome: "would-change" | "unchanged" | "taken" | "duplicate" | "proposed" | "rejected";
  /** What it is about, in words. */
  about: string;
  before?: unknown;
  after?: unknown;
  code?: string;
  field?: string;
  rule?: string;
}

interface Line {
  line: number;
  about: string;
  /** What the line asks for, or why it can't be that. */
  wish: Wish["command"] | Rejected;
}

/** @throws Rejected where the file as a whole can't be read: TOO_MANY_LINES, UNKNOWN_COLUMN */
export async function importLines(desk: Desk, request: ImportRequest): Promise<ImportLine[]> {
  const lines = request.format === "csv" ? await readCsv(desk.table, request) : readNdjson(request);
  if (lines.length > LINES_LIMIT) throw wrong("TOO_MANY_LINES", "text", `holds at most ${LINES_LIMIT} lines`);
  const done: ImportLine[] = [];
  const work = request.dryRun ? tryOut : carry;
  // Two lines about one fact go one after the other.
  const lanes = [...Map.groupBy(lines, ({ about }) => about).values()];
  await inParallel(lanes, LANES, async (lane) => {
    for (const line of lane) done.push(await settle(line, () => work(desk, line)));
  });
  return done.sort((left, right) => left.line - right.line);
}

async function settle(line: Line, work: () => Promise<Partial<ImportLine>>): Promise<ImportLine> {
  const { line: number, about } = line;
  try {
    return { line: number, about, outcome: "rejected", ...(await work()) };
  } catch (error) {
    if (!(error instanceof PodiumError) || error.retry) throw error;
    return { line: number, about, outcome: "rejected", ...explained(error) };
  }
}

async function tryOut(desk: Desk, { wish }: Line): Promise<Partial<ImportLine>> {
  if (wish instanceof Rejected) throw wish;
  const command = await commandOf(desk.table, desk.now(), { command: wish });
  const [change] = await examine(contextOf(desk), command);
  const before = change?.before && current(change.before)?.value;
  const after = change && current(change.after)?.value;
  const same = canonical((before ?? null) as Json) === canonical((after ?? null) as Json);
  return { outcome: same ? "unchanged" : "would-change", before, after };
}

async function carry(desk: Desk, { wish }: Line): Promise<Partial<ImportLine>> {
  if (wish instanceof Rejected) throw wish;
  const carried = await carryOut(desk, { command: wish });
  if (carried.outcome === "proposed") return { outcome: "proposed" };
  const { receipt } = carried;
  if (receipt.outcome === "rejected") return { outcome: "rejected", ...explained(receipt) };
  return { outcome: carried.outcome };
}

function readNdjson({ id, text }: ImportRequest): Line[] {
  return [...text.split("\n").entries()].flatMap(([index, raw]): Line[] => {
    if (raw.trim() === "") return [];
    const line = index + 1;
    try {
      const input = JSON.parse(raw) as Wish["command"] & { unit?: unknown; competitor?: unknown };
      if (typeof input !== "object" || input === null) throw new SyntaxError("not an object");
      const about = [input.type, input.unit, input.competitor].filter(Boolean).join(" ");
      return [{ line, about, wish: { ...input, id: input.id ?? `${id}:${line}` } }];
    } catch {
      return [{ line, about: "", wish: wrong("NOT_JSON", "line", "is one JSON object") }];
    }
  });
}

const START_LIST = ["startOrder", "lane", "course"] as const;
const COLUMNS = ["unit", "competitor", "bib", ...START_LIST, "mark"] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

async function readCsv(table: Table, { id, unit: given, text }: ImportRequest): Promise<Line[]> {
  const [head, ...rows] = csvRows(text);
  const columns = head?.cells ?? [];
  const unknown = columns.find((name) => !(COLUMNS as readonly string[]).includes(name));
  if (head === undefined || unknown !== undefined) {
    const rule = `has a first line with some of ${COLUMNS.join(", ")}`;
    throw wrong("UNKNOWN_COLUMN", "text", unknown === undefined ? rule : `${rule}; not ${unknown}`);
  }
  const starters = new Map<string, Promise<ReadonlyMap<string, Entry>>>();
  const bibsOf = (unit: string) => {
    const known = starters.get(unit) ?? entriesByBib(table, unit);
    starters.set(unit, known);
    return known;
  };
  const lines: Line[] = [];
  for (const { line, cells } of rows) {
    const row: Cells = Object.fromEntries(
      columns.flatMap((name, at) => (cells[at] ? [[name, cells[at]]] : [])),
    );
    const unit = row.unit ?? given ?? "";
    const about = `${unit} ${row.competitor ?? `bib ${row.bib ?? ""}`}`;
    const known = rsc.safeParse(unit).success;
    const wish = known ? await wishOf(`${id}:${line}`, unit, row, columns, bibsOf) : noUnit();
    lines.push({ line, about, wish });
  }
  return lines;
}

async function wishOf(
  id: string,
  unit: string,
  row: Cells,
  columns: readonly string[],
  bibsOf: (unit: string) => Promise<ReadonlyMap<string, Entry>>,
): Promise<Wish["command"] | Rejected> {
  const isResult = columns.includes("mark");
  const competitor =
    row.competitor ?? (isResult && row.bib ? (await bibsOf(unit)).get(row.bib)?.competitor : undefined);
  if (competitor === undefined) {
    return wrong("UNKNOWN_COMPETITOR", "competitor", "is a competitor, or a bib of the start list");
  }
  if (isResult) {
    if (row.mark === undefined) return wrong("INVALID", "mark", "is there");
    const read = markOf(unit, row.mark);
    if ("rule" in read) return wrong("INVALID_MARK", "mark", read.rule);
    return { id, type: "mark", unit, competitor, mark: read.mark } as Wish["command"];
  }
  const { startOrder, bib, lane, course } = row;
  if (startOrder !== undefined && !/^\d{1,4}$/.test(startOrder)) {
    return wrong("INVALID", "startOrder", "is a whole number");
  }
  const entry = {
    competitor,
    ...(startOrder !== undefined && { startOrder: Number(startOrder) }),
    ...(bib !== undefined && { bib }),
    ...(lane !== undefined && { lane }),
    ...(course !== undefined && { course }),
  };
  return { id, type: "entries", unit, entries: [entry] } as Wish["command"];
}

async function entriesByBib(table: Table, unit: string): Promise<ReadonlyMap<string, Entry>> {
  const stored: StoredFact[] = await loadUnit(table, eventIdOf(unit), unit);
  const entries = stored.flatMap((fact) =>
    fact.__edb_e__ === "entry" && fact.value !== undefined ? [fact.value as Entry] : [],
  );
  return new Map(entries.flatMap((entry) => (entry.bib === undefined ? [] : [[entry.bib, entry]])));
}

const noUnit = (): Rejected => wrong("INVALID", "unit", "is an RSC, in a column or named with the file");

function wrong(code: string, field: string, rule: string): Rejected {
  return new Rejected({ code, detail: `${field}: ${rule}`, field, rule });
}

function explained({
  code,
  field,
  rule,
}: {
  code?: string | undefined;
  field?: string | undefined;
  rule?: string | undefined;
}) {
  return {
    ...(code !== undefined && { code }),
    ...(field !== undefined && { field }),
    ...(rule !== undefined && { rule }),
  };
}

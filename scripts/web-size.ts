/** What a fan's line has to carry: each page's first view, and a poll of a large event that is on. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Draft } from "@podium/core/board/publish.ts";
import { type Dataset, load } from "@podium/local/games/dataset.ts";
import { build } from "vite";
import { busiest, eventsAt, liveAt, sentBytes, textOf } from "../test/support/boards.ts";

const WEB = "packages/web";
const KB = 1000;
/** Script and style of a page, all that it loads. */
const CODE_BUDGET = 25 * KB;
/** With the document, the first board and the pictures that are seen first. */
const VIEW_BUDGET = 60 * KB;
const POLL_BUDGET = 2.5 * KB;
const LARGE_FIELD = 80;
/** Rows that a tall screen shows without scrolling: their flags are loaded at once. */
const ROWS_SEEN = 40;

export interface Line {
  name: string;
  bytes: number;
  budget: number;
  note?: string;
}

/** Vite's manifest: what a source became, and what that needs. */
type Manifest = Readonly<
  Record<string, { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }>
>;

const ENTRY = "index.html";
/** A folder's page: not a part of it that comes late. */
const PAGE =
  /^src\/pages\/(home|schedule|sports|event|medals|people|search)\/(home|schedule|sports|discipline|event|medals|athlete|country|search)\.tsx$/;
/** English is part of the app; this one comes beside it. */
const OTHER_LANGUAGE = "src/language/fr.ts";

export async function webSizes(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "podium-size-"));
  try {
    const outDir = join(folder, "dist");
    await build({ root: WEB, logLevel: "error", build: { outDir, emptyOutDir: true, manifest: true } });
    const dataset = load("beijing-2022");
    return [...views(outDir, dataset), poll(dataset)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function views(outDir: string, dataset: Dataset): Line[] {
  const manifest = JSON.parse(readFileSync(join(outDir, ".vite/manifest.json"), "utf8")) as Manifest;
  const read = (file: string) => readFileSync(join(outDir, file));
  const sum = (files: Iterable<string>, bytes: (file: Buffer) => number) =>
    [...files].reduce((total, file) => total + bytes(read(file)), 0);
  const flags = new Map(
    readdirSync(join(outDir, "assets")).flatMap((file) => {
      const [, noc] = /^([A-Z]{3})-[\w-]+\.svg$/.exec(file) ?? [];
      return noc === undefined ? [] : [[noc, sentBytesOf(read(`assets/${file}`))] as const];
    }),
  );
  const document = sum(["index.html", iconOf(outDir)], sentBytesOf);
  const boards = firstBoards(dataset);
  const pages = Object.keys(manifest).filter((source) => PAGE.test(source));
  return pages.flatMap((source): Line[] => {
    const name = source.replace(/.*\//, "").replace(".tsx", "");
    const files = filesOf(manifest, [ENTRY, source]);
    const { file = "", css = [] } = manifest[source] ?? {};
    const code = sum(files, brotliBytes);
    const french = sum(filesOf(manifest, [ENTRY, OTHER_LANGUAGE, source]), brotliBytes);
    const lines = [
      {
        name: `${name}: script, style`,
        bytes: code,
        budget: CODE_BUDGET,
        note: `${sum([file, ...css], brotliBytes)} its own, in French ${french} in all`,
      },
    ];
    const board = boards.get(name);
    if (board === undefined) return lines;
    const bytes = sentBytes(board);
    const pictures = nocsOf(board).reduce((total, noc) => total + (flags.get(noc) ?? 0), 0);
    const all = sum(filesOf(manifest, [ENTRY, OTHER_LANGUAGE, source]), sentBytesOf);
    lines.push({
      name: `${name}: all of it`,
      bytes: all + document + bytes + pictures,
      budget: VIEW_BUDGET,
      note: `in French; board ${bytes}, flags ${pictures}, document and icon ${document}`,
    });
    return lines;
  });
}

/** What a page loads, with what that needs in turn. */
function filesOf(manifest: Manifest, sources: readonly string[]): Set<string> {
  const files = new Set<string>();
  const add = (source: string) => {
    const chunk = manifest[source];
    if (chunk === undefined || files.has(chunk.file)) return;
    if (/\.(js|css)$/.test(chunk.file)) files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const other of chunk.imports ?? []) add(other);
  };
  for (const source of sources) add(source);
  return files;
}

function iconOf(outDir: string): string {
  const icon = readdirSync(join(outDir, "assets")).find((file) => file.startsWith("icon"));
  if (icon === undefined) throw new Error("the app has no icon");
  return `assets/${icon}`;
}

const brotliBytes = (bytes: Buffer): number => brotliCompressSync(bytes).length;

/** The edge compresses from 1,000 bytes on. */
const sentBytesOf = (bytes: Buffer): number => (bytes.length < 1000 ? bytes.length : brotliBytes(bytes));

/** The largest that the real Games have: of the front page at each competition day's busiest moment, of large events half-way. */
function firstBoards(dataset: Dataset): Map<string, Draft> {
  const largest = (boards: readonly Draft[]) =>
    boards.toSorted((left, right) => sentBytes(right) - sentBytes(left))[0] as Draft;
  return new Map([
    ["home", largest(busiest(dataset).map((moment) => liveAt(dataset, moment)))],
    ["event", largest(halfWay(dataset).map(({ event }) => event))],
  ]);
}

interface HalfWay {
  unit: string;
  event: Draft;
  pulse: Draft;
}

/** Every event with 80 entries and more, when half of them have their mark. */
function halfWay(dataset: Dataset): HalfWay[] {
  const events = new Map(dataset.units.map(({ id, event }) => [id, event]));
  return [...Map.groupBy(dataset.entries, ({ unit }) => unit)].flatMap(([unit, entries]) => {
    const event = events.get(unit);
    if (entries.length < LARGE_FIELD || event === undefined) return [];
    const moment = entries.map(({ doneAt }) => doneAt).sort()[entries.length >> 1] ?? "";
    const found = eventsAt(dataset, moment, new Set([event])).get(event);
    return found?.board.event.status === "LIVE" ? [{ unit, event: found.event, pulse: found.pulse }] : [];
  });
}

function poll(dataset: Dataset): Line {
  const polls = halfWay(dataset).map(({ unit, pulse }) => ({ unit, bytes: sentBytes(pulse) }));
  const [most] = polls.toSorted((left, right) => right.bytes - left.bytes);
  return {
    name: "poll of an event",
    bytes: most?.bytes ?? Number.NaN,
    budget: POLL_BUDGET,
    note: `the largest of ${polls.length} units with ${LARGE_FIELD} entries and more, half-way: ${most?.unit}`,
  };
}

/** In the order of the board, as far as a screen shows them. */
function nocsOf(board: Draft): string[] {
  const all = [...textOf(board).matchAll(/"noc":"([A-Z]{3})"/g)].map(([, noc]) => noc ?? "");
  return [...new Set(all.slice(0, ROWS_SEEN))];
}

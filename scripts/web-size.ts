/** What a fan's line has to carry: each page's first view, and a poll of a large event that is on. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Draft } from "@podium/core/board/publish.ts";
import { type Dataset, load } from "@podium/local/games/dataset.ts";
import { isFlag } from "@podium/web/build/flags.ts";
import { build } from "vite";
import { filesOf, LARGE, visitTwice } from "../test/browser/first-visit.ts";
import { launch, startStage } from "../test/browser/support.ts";
import { busiest, eventsAt, liveAt, sentBytes, textOf } from "../test/support/boards.ts";

const WEB = "packages/web";
const KB = 1000;
/** Script and style of a page, all that it loads. */
const CODE_BUDGET = 25 * KB;
/** With the document, the first board and the pictures that are seen first. */
const VIEW_BUDGET = 60 * KB;
/** All that a device fetches when it was never here, and keeps. */
const VISIT_BUDGET = 120 * KB;
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

/** The document of each page, whose head names all that its first view loads. */
const PAGES: Readonly<Record<string, string>> = {
  home: "index.html",
  schedule: "schedule/index.html",
  sports: "sports/index.html",
  medals: "medals/index.html",
  search: "search/index.html",
  event: "shells/event.html",
  discipline: "shells/discipline.html",
  athlete: "shells/athlete.html",
  country: "shells/country.html",
};

export async function webSizes(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "podium-size-"));
  try {
    const outDir = join(folder, "dist");
    await build({ root: WEB, logLevel: "error", build: { outDir, emptyOutDir: true } });
    const dataset = load("beijing-2022");
    return [...views(outDir, dataset), poll(dataset)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function views(outDir: string, dataset: Dataset): Line[] {
  const read = (file: string) => readFileSync(join(outDir, file));
  const sum = (files: readonly string[], bytes: (file: Buffer) => number) =>
    files.reduce((total, file) => total + bytes(read(file)), 0);
  const flags = new Map(
    readdirSync(join(outDir, "assets")).flatMap((file) => {
      const [, noc] = /^([A-Z]{3})-[\w-]+\.svg$/.exec(file) ?? [];
      return noc === undefined ? [] : [[noc, sentBytesOf(read(`assets/${file}`))] as const];
    }),
  );
  const boards = firstBoards(dataset);
  return Object.entries(PAGES).flatMap(([name, file]): Line[] => {
    const document = read(file);
    const { inline, icon, styles, scripts } = headOf(document.toString());
    const board = boards.get(name);
    return [...scripts].flatMap(([language, modules]): Line[] => {
      const code = {
        name: `${name}, ${language}: script, style`,
        bytes: brotliBytes(Buffer.from(inline)) + sum([...modules, ...styles], brotliBytes),
        budget: CODE_BUDGET,
      };
      if (board === undefined) return [code];
      const sent = sentBytes(board);
      const around = sentBytesOf(document) + sum([icon], sentBytesOf);
      const pictures = nocsOf(board).reduce((total, noc) => total + (flags.get(noc) ?? 0), 0);
      const all = {
        name: `${name}, ${language}: all of it`,
        bytes: sum([...modules, ...styles], sentBytesOf) + around + sent + pictures,
        budget: VIEW_BUDGET,
        note: `board ${sent}, flags ${pictures}, document and icon ${around}`,
      };
      return [code, all];
    });
  });
}

interface Head {
  /** The script that stands in the document. */
  inline: string;
  icon: string;
  styles: string[];
  /** By language. */
  scripts: Map<string, string[]>;
}

/** @throws Error where the document is not as the build writes it */
function headOf(html: string): Head {
  const [, attributes = "", inline = ""] = /<script ([^>]*)>(.+?)<\/script>/s.exec(html) ?? [];
  const icon = /<link rel="icon" href="\/([^"]+)"/.exec(html)?.[1];
  const scripts = new Map(
    [...attributes.matchAll(/data-(\w+)="([^"]+)"/g)].map(([, language = "", files = ""]) => [
      language,
      files.split(" ").map((file) => file.slice(1)),
    ]),
  );
  if (scripts.size === 0 || icon === undefined) throw new Error("the document names no scripts");
  const styles = [...html.matchAll(/<link rel="stylesheet"[^>]* href="\/([^"]+)"/g)].map(
    ([, file = ""]) => file,
  );
  return { inline, icon, styles, scripts };
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

export interface FirstVisit {
  visitBytes: number;
  visitRequests: number;
  visitRuns: number;
  flags: number;
}

/**
 * As a browser has it, of the large event in English: without boards, flags and what is kept on the device among it.
 * @throws MissingProgram where there is no browser
 */
export async function firstVisit(): Promise<FirstVisit> {
  const browser = await launch();
  const stage = await startStage([LARGE.event], LARGE.moment);
  try {
    const { first } = await visitTwice(browser, stage.port, `/events/${LARGE.event}`);
    const files = filesOf(first);
    return {
      visitBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      visitRequests: files.length,
      visitRuns: files.filter(({ path }) => !path.startsWith("/assets/")).length,
      flags: files.filter(({ path }) => isFlag(path.slice(1))).length,
    };
  } finally {
    await browser.close();
    await stage.stop();
  }
}

export const visitLine = ({ visitBytes, visitRequests, flags }: FirstVisit): Line => ({
  name: "first visit of an event, en",
  bytes: visitBytes,
  budget: VISIT_BUDGET,
  note: `${visitRequests} requests, ${flags} of them flags; without boards`,
});

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

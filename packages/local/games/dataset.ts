/** The carried Games: raw rows as they lie in `games/<name>/*.ndjson.br`. README.md there names their source. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import type { Country, Event, Games, Mark, Match, Run, Unit } from "@podium/core/results/schema.ts";

const HOME = fileURLToPath(new URL(".", import.meta.url));

export interface EventRow extends Event {
  discipline: string;
  gender: string;
  rule: string;
}

export interface UnitRow extends Omit<Unit, "status" | "day"> {
  event: string;
  phase: string;
  finishedAt: string;
  status?: "CANCELLED";
}

export interface CompetitorRow {
  id: string;
  kind: "athlete" | "pair" | "team";
  name?: string;
  family?: string;
  given?: string;
  noc: string;
  gender?: "M" | "W";
  members?: string[];
}

export interface EntryRow extends Omit<Mark, "runs"> {
  unit: string;
  competitor: string;
  team?: string;
  lineup?: string[];
  bib?: string;
  startOrder?: number;
  pair?: number;
  lane?: string;
  course?: string;
  bye?: boolean;
  startOffsetMs?: number;
  runs?: (Run & { doneAt: string })[];
  doneAt: string;
  estimated?: boolean;
}

export interface MatchRow extends Match {
  unit: string;
  event: string;
  phase: string;
  start: string;
  end: string;
}

export interface OfficialRow {
  event: string;
  competitor: string;
  rank: number | null;
  medal?: "G" | "S" | "B";
  irm?: string;
  status?: string;
}

export interface Dataset {
  name: string;
  games: Games;
  countries: Omit<Country, "listed">[];
  events: EventRow[];
  units: UnitRow[];
  competitors: CompetitorRow[];
  entries: EntryRow[];
  matches: MatchRow[];
  official: OfficialRow[];
}

/** The names that `load` knows. */
export function names(): string[] {
  return readdirSync(HOME, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map((item) => item.name);
}

/** Reads one Games whole (2022: 2 MB of text, about 40 ms). Throws a RangeError that lists the known names. */
export function load(name: string): Dataset {
  if (!names().includes(name)) {
    throw new RangeError(`no Games named '${name}'; known are ${names().join(", ")}`);
  }
  return {
    name,
    games: JSON.parse(readFileSync(`${HOME}${name}/games.json`, "utf8")),
    countries: rows(name, "countries"),
    events: rows(name, "events"),
    units: rows(name, "units"),
    competitors: rows(name, "competitors"),
    entries: rows(name, "entries"),
    matches: readdirSync(`${HOME}${name}`).includes("matches.ndjson.br") ? rows(name, "matches") : [],
    official: rows(name, "official"),
  };
}

function rows<T>(name: string, file: string): T[] {
  const text = brotliDecompressSync(readFileSync(`${HOME}${name}/${file}.ndjson.br`)).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** What the commands are told: flags, environment, and what the data folder remembers. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { FeedEndpoints } from "./feed/pipeline.ts";
import { names } from "./games/dataset.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DEFAULT_PORT = 4600;
/** Shows the fourteen hours of a competition day in two minutes. */
const DEFAULT_SPEED = 420;

/** Something the user said can't be; `message` is a whole sentence for the terminal. */
export class UsageError extends Error {}

export interface Settings {
  games: string;
  /** Seconds of the Games per second. */
  speed: number;
  /** Competition days at the venue, both included. */
  from: string | undefined;
  until: string | undefined;
  replay: boolean;
  /** How the replay is sent. */
  as: "ndjson" | "odf";
  fresh: boolean;
  out: string | undefined;
  port: number;
  dataDir: string;
  feedSecret: string | undefined;
  feedKey: string | undefined;
}

export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const values = flags(args);
  const games = values.games ?? "beijing-2022";
  if (!playable().includes(games)) {
    throw new UsageError(
      `--games: no Games named '${games}' can be replayed; there are ${playable().join(", ")}.`,
    );
  }
  return {
    games,
    speed: speedOf(values.speed),
    from: dayOf("--from", values.from),
    until: dayOf("--until", values.until),
    replay: !values["no-replay"],
    as: asOf(values.as),
    fresh: values.fresh ?? false,
    out: values.out,
    port: portOf(environment.PODIUM_PORT),
    dataDir: dataDirOf(environment),
    feedSecret: secretOf("PODIUM_FEED_SECRET", environment.PODIUM_FEED_SECRET),
    feedKey: secretOf("PODIUM_FEED_KEY", environment.PODIUM_FEED_KEY),
  };
}

/** Where a stage keeps what it remembers. */
export function dataDirOf(environment: NodeJS.ProcessEnv): string {
  return resolve(environment.PODIUM_DATA || join(ROOT, ".podium"));
}

function flags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        games: { type: "string" },
        speed: { type: "string" },
        from: { type: "string" },
        until: { type: "string" },
        out: { type: "string" },
        as: { type: "string" },
        "no-replay": { type: "boolean" },
        fresh: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
}

/** Those with clocks: results alone can't be replayed. */
function playable(): string[] {
  return names().filter((name) => name === "beijing-2022");
}

function speedOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SPEED;
  if (text === "max") return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (!(speed > 0 && Number.isFinite(speed))) {
    throw new UsageError(`--speed: '${text}' is not a number above 0 (times real time), nor 'max'.`);
  }
  return speed;
}

function asOf(text = "ndjson"): Settings["as"] {
  if (text === "ndjson" || text === "odf") return text;
  throw new UsageError(`--as: '${text}' is neither ndjson nor odf.`);
}

function dayOf(flag: string, text: string | undefined): string | undefined {
  if (text !== undefined && !isDay(text)) {
    throw new UsageError(`${flag}: '${text}' is not a day like 2022-02-07.`);
  }
  return text;
}

/** Parsing alone would take February 30 for March 2. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`PODIUM_PORT: '${text}' is not a port from 0 to 65535.`);
  }
  return port;
}

function secretOf(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (text.length < 16) throw new UsageError(`${name}: a secret has at least 16 characters.`);
  return text;
}

/** What belongs to Podium in a data folder. Anything else that lies there is left alone. */
const OWN_FILES =
  /^(table\.sqlite.*|engine\.json|owner\.lock.*|checkpoint-.*\.json.*|dead-letters\.ndjson|replay\.json.*|feed-secret|feed-key|stage\.json|queues\.sqlite.*|objects|sign-in)$/;

/** What runs on a data folder, for the commands that talk to it. */
export interface Stage {
  pid: number;
  /** Of the API. */
  url: string;
  tableEndpoint: string;
  table: string;
  timeZone: string;
  feed: FeedEndpoints;
}

export interface ReplayState {
  games: string;
  as: Settings["as"];
  /** Messages of the timeline that were acknowledged. */
  position: number;
}

/** What the data folder remembers between two starts. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
  }

  /** Starts over. Only while nothing runs on it. */
  clear(): void {
    for (const name of readdirSync(this.path))
      if (OWN_FILES.test(name)) rmSync(join(this.path, name), { recursive: true, force: true });
  }

  replayState(): ReplayState | undefined {
    const file = join(this.path, "replay.json");
    if (!existsSync(file)) return undefined;
    // Folders from before there was a choice were sent fact by fact.
    return { as: "ndjson", ...(JSON.parse(readFileSync(file, "utf8")) as Omit<ReplayState, "as">) };
  }

  /** Replaced whole, so that a kill leaves the old state or the new one. */
  keepReplayState(state: ReplayState): void {
    const file = join(this.path, "replay.json");
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  }

  /** The secret of the local feed: made once, then the same at each start. */
  feedSecret(): string {
    return this.secret("feed-secret");
  }

  /** The API key that ODF is sent with. */
  feedKey(): string {
    return this.secret("feed-key");
  }

  /** Where another process finds what runs on this folder; undefined while nothing does. */
  stage(): Stage | undefined {
    const file = join(this.path, "stage.json");
    if (!existsSync(file)) return undefined;
    const stage = JSON.parse(readFileSync(file, "utf8")) as Stage;
    return isAlive(stage.pid) ? stage : undefined;
  }

  /** Of this process. */
  keepStage(stage: Omit<Stage, "pid">): void {
    writeFileSync(join(this.path, "stage.json"), JSON.stringify({ ...stage, pid: process.pid }));
  }

  forgetStage(): void {
    rmSync(join(this.path, "stage.json"), { force: true });
  }

  private secret(name: string): string {
    const file = join(this.path, name);
    if (existsSync(file)) return readFileSync(file, "utf8").trim();
    const secret = randomBytes(24).toString("base64url");
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
    return secret;
  }
}

/** One that was killed leaves its file behind. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

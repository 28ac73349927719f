/** What the load goes to: a local cloud of its own with real Games, or a stage that someone names. */
import { existsSync } from "node:fs";
import type { GamesBoard } from "@podium/core/results/projections/games.ts";
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { FEED_KEY_ID } from "@podium/local/cloud.ts";
import { send } from "@podium/local/feed/client.ts";
import { DataFolder, dataDirOf, UsageError } from "@podium/local/settings.ts";
import { knownUsers } from "@podium/local/sign-in/seed.ts";
import { type BenchCloud, startBenchCloudWith } from "../test/bench/cloud.ts";
import { KEY } from "../test/bench/support.ts";
import { type Credentials, credentials } from "./credentials.ts";
import { beforehand, FINAL, SCORED } from "./games.ts";
import { isThisMachine } from "./wish.ts";

export interface Stage {
  url: string;
  /** What artillery's users choose from; each gets one of a list. */
  variables: Readonly<Record<string, string | readonly string[]>>;
  credentials: Credentials | undefined;
  /** Where it is ours. */
  cloud: BenchCloud | undefined;
  stop(): Promise<void>;
}

/** Of the messages in a body: more take a busy machine longer than the ingest has. */
const PIECE = 100;

export async function startOwn(): Promise<Stage> {
  const messages = beforehand();
  const cloud = await startBenchCloudWith(messages.slice(0, PIECE));
  try {
    for (let at = PIECE; at < messages.length; at += PIECE) {
      await send(cloud.feed, messages.slice(at, at + PIECE));
    }
    await cloud.quiet();
    const scorers = cloud.users.filter(({ username }) => ["scorer", "second"].includes(username));
    return {
      url: cloud.url,
      // Past the edge: it is to be cold.
      variables: { ...(await lookAround(cloud.apiUrl)), final: FINAL, unit: SCORED },
      credentials: { feed: cloud.feed, apiKey: KEY, scorers },
      cloud,
      stop: () => cloud.stop(),
    };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

export async function joinOther(url: string): Promise<Stage> {
  return {
    url,
    variables: await lookAround(url),
    credentials: credentials() ?? (isThisMachine(url) ? ofThisMachine() : undefined),
    cloud: undefined,
    stop: async () => {},
  };
}

/** Those of `npm start`, where it runs. */
function ofThisMachine(): Credentials | undefined {
  const dataDir = dataDirOf(process.env);
  if (!existsSync(dataDir)) return undefined;
  const folder = new DataFolder(dataDir);
  if (folder.stage() === undefined) return undefined;
  const { PODIUM_FEED_SECRET, PODIUM_FEED_KEY } = process.env;
  return {
    feed: { keyId: FEED_KEY_ID, secret: PODIUM_FEED_SECRET || folder.feedSecret() },
    apiKey: PODIUM_FEED_KEY || folder.feedKey(),
    scorers: knownUsers(dataDir).filter(({ username }) => ["scorer", "second"].includes(username)),
  };
}

/** Disciplines whose marks are times, which is what our scorers type. */
const TIMED = new Set(["ALP", "BOB", "BTH", "CCS", "LUG", "SKN", "SSK"]);

/** What there is to look at, from the boards that lead everywhere. */
async function lookAround(url: string): Promise<Stage["variables"]> {
  const [games, search, live] = await Promise.all([
    read<GamesBoard>(`${url}/api/games`),
    read<SearchBoard>(`${url}/api/search`),
    read<LiveBoard>(`${url}/api/live`),
  ]);
  const events = games.disciplines.flatMap((discipline) => discipline.events.map(({ id }) => id));
  const onNow = live.units.map(({ event }) => event.id);
  const days = games.days.map(({ date }) => date);
  const today = live.units[0]?.day ?? live.next[0]?.day ?? days.at(-1) ?? "";
  const athletes = search.athletes.filter(([, , , disciplines]) => disciplines !== "").map(([id]) => id);
  const [first = ""] = onNow.length > 0 ? onNow : events;
  return {
    event: events,
    onNow: onNow.length > 0 ? [...new Set(onNow)] : events,
    final: first,
    day: days,
    today,
    athlete: some(athletes.length > 0 ? athletes : search.athletes.map(([id]) => id)),
    country: search.countries.slice(0, MOST),
    board: [
      "/api/live",
      "/api/games",
      `/api/schedule/${today}`,
      "/api/leaderboards/medals",
      `/api/events/${first}`,
    ],
    unit: live.units.find(({ event }) => TIMED.has(event.discipline.code))?.rsc ?? "",
  };
}

/** An argument of a command is bounded. */
const MOST = 300;
const some = (ids: readonly string[]): string[] =>
  ids.filter((_, index) => index % Math.ceil(ids.length / MOST) === 0);

async function read<B>(url: string): Promise<B> {
  const response = await fetch(url).catch((cause) => {
    throw new UsageError(`${url} can't be reached.`, { cause });
  });
  if (!response.ok) throw new UsageError(`${url} answered ${response.status}.`);
  return (await response.json()) as B;
}

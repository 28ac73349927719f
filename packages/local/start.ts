/** `npm start`: the cloud on this machine, and a real Games played on it. */
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import { type Cloud, FEED_KEY_ID, startCloud } from "./cloud.ts";
import { Display } from "./display.ts";
import { send } from "./feed/client.ts";
import { asNdjson, asOdf } from "./feed/deliver.ts";
import { replay } from "./feed/replayer.ts";
import { load } from "./games/dataset.ts";
import { beforehand, spanOf, type Timeline, timeline } from "./games/timeline.ts";
import type { Log } from "./log.ts";
import { keepPages } from "./pages.ts";
import { DataFolder, readSettings, type Settings, UsageError } from "./settings.ts";
import type { LocalUser } from "./sign-in/seed.ts";
import { TableError } from "./table/errors.ts";
import { buildWeb } from "./web.ts";

const log: Log = (level, message, data) => {
  if (level === "warn" || level === "error" || process.env.PODIUM_LOG === "debug") {
    console.error(`${level}: ${message}${data ? ` ${JSON.stringify(data)}` : ""}`);
  }
};

async function main(settings: Settings): Promise<void> {
  const dataset = load(settings.games);
  const story = timeline(dataset);
  const span = spanOf(story, dataset.games.timeZone, settings.from, settings.until);
  if (span === undefined) {
    const { firstCompetition, lastCompetition } = dataset.games;
    throw new UsageError(
      `--from, --until: nothing happens in those days; the Games run from ${firstCompetition} to ${lastCompetition}.`,
    );
  }
  const folder = new DataFolder(settings.dataDir);
  if (settings.fresh) folder.clear();
  const state = folder.replayState();
  if (state !== undefined && state.games !== settings.games) {
    throw new UsageError(
      `${folder.path} holds ${state.games}. Start over with --fresh, or name another folder with PODIUM_DATA.`,
    );
  }
  if (state !== undefined && state.as !== settings.as) {
    throw new UsageError(
      `${folder.path} holds a replay that is sent as ${state.as}. Go on with --as ${state.as}, or start over with --fresh.`,
    );
  }

  const stopping = new AbortController();
  const feedSecret = settings.feedSecret ?? folder.feedSecret();
  const feedKey = settings.feedKey ?? folder.feedKey();
  const webDir = await buildWeb(log);
  const cloud = await startCloud({
    dataDir: folder.path,
    port: settings.port,
    feedSecret,
    feedKey,
    timeZone: dataset.games.timeZone,
    webDir,
    log,
    onTableLost: ({ code, signal, stderr }) => {
      console.error(
        `The table ended by itself (${signal ?? code}).\n${stderr.join("\n")}\nStart again: nothing that was acknowledged is lost.`,
      );
      process.exitCode = 1;
      stopping.abort();
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // A second one means it.
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  try {
    folder.keepStage({
      url: cloud.apiUrl,
      tableEndpoint: cloud.tableEndpoint,
      table: cloud.table.name,
      timeZone: dataset.games.timeZone,
      feed: cloud.feed.endpoints,
    });
    greet(settings, cloud, { feedSecret, feedKey });
    void keepPages(cloud.url, webDir, stopping.signal, log);
    const feed = { url: cloud.apiUrl, keyId: FEED_KEY_ID, secret: feedSecret, signal: stopping.signal };
    if (settings.replay) await play(story, dataset.games.timeZone);
    else await prepare();

    async function prepare(): Promise<void> {
      const messages = beforehand(story);
      for (let at = 0; at < messages.length && !stopping.signal.aborted; at += 200) {
        await send(feed, messages.slice(at, at + 200));
      }
      await cloud.quiet();
      if (!stopping.signal.aborted)
        console.log("Schedule, competitors and start lists are loaded. Waiting for a feed.");
    }

    async function play(story: Timeline, timeZone: string): Promise<void> {
      const position = state?.position ?? 0;
      if (position > 0) console.log("Going on where it stopped; --fresh starts over.");
      let progress = { at: "", position, total: story.master.length + story.live.length };
      const rate = new Rate(position);
      const display = new Display(async () => ({
        at: progress.at,
        timeZone,
        sent: progress.position,
        total: progress.total,
        messagesPerSecond: rate.perSecond(progress.position),
        boardsPublished: cloud.metrics.total("BoardPublished"),
        deadLetters: cloud.deadLetters(),
        live: await liveBoard(cloud),
      }));
      try {
        await replay({
          deliver:
            settings.as === "odf"
              ? asOdf({ url: cloud.apiUrl, apiKey: feedKey, signal: stopping.signal }, story, position)
              : asNdjson(feed),
          timeline: story,
          speed: settings.speed,
          from: span?.from,
          until: span?.until,
          position,
          signal: stopping.signal,
          onProgress: (now) => {
            progress = now;
            folder.keepReplayState({ games: settings.games, as: settings.as, position: now.position });
            for (const { id, outcome, code, field, rule } of now.outcomes) {
              if (outcome === "rejected") display.say(`rejected: ${id} ${code} ${field}: ${rule}`);
            }
          },
        });
        if (!stopping.signal.aborted) {
          await cloud.quiet();
          display.say("The replay is over. The boards stay up; Ctrl-C stops.");
        }
      } finally {
        display.stop();
      }
    }

    if (!stopping.signal.aborted)
      await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    console.log("\nStopping …");
    folder.forgetStage();
    await cloud.stop();
  }
}

function signInLine({ username, group, password, totpSecret }: LocalUser): string {
  const who = `                ${username.padEnd(8)} ${group.padEnd(16)}`;
  return `${who} password ${password}   TOTP ${totpSecret}   npm run sign-in -- code ${username}`;
}

function greet(
  settings: Settings,
  cloud: Cloud,
  { feedSecret, feedKey }: { feedSecret: string; feedKey: string },
): void {
  if (settings.port !== 0 && settings.port !== cloud.port) {
    console.log(`Port ${settings.port} is taken; using ${cloud.port}. PODIUM_PORT names another.`);
  }
  console.log(`
  Podium        ${cloud.url}/
  API           ${cloud.url}/api/live   ${cloud.url}/api/leaderboards/medals   ${cloud.url}/api/games
  Health        ${cloud.url}/api/health/ready
  Feed          POST ${cloud.url}/api/ingest/ndjson   key ${FEED_KEY_ID}   secret ${settings.feedSecret ? "as in PODIUM_FEED_SECRET" : feedSecret}
                POST ${cloud.url}/api/ingest/odf      X-API-KEY ${settings.feedKey ? "as in PODIUM_FEED_KEY" : feedKey}
  Data          ${settings.dataDir}
  Console       ${cloud.url}/console/   its API ${cloud.url}/api/docs   sign in as
${cloud.users.map(signInLine).join("\n")}
  Ctrl-C stops; the next start goes on from there.
`);
}

/** As a fan gets it, through the edge. Undefined while there is none yet. */
async function liveBoard({ url }: Cloud): Promise<LiveBoard | undefined> {
  try {
    const response = await fetch(`${url}/api/live`);
    return response.ok ? ((await response.json()) as LiveBoard) : undefined;
  } catch {
    // The display is not worth an error: the next look may succeed.
    return undefined;
  }
}

/** Messages per second since the last look. */
class Rate {
  private count: number;
  private atMs = performance.now();

  constructor(count: number) {
    this.count = count;
  }

  perSecond(count: number): number {
    const nowMs = performance.now();
    const rate = ((count - this.count) * 1000) / Math.max(1, nowMs - this.atMs);
    this.count = count;
    this.atMs = nowMs;
    return Math.round(rate);
  }
}

try {
  await main(readSettings(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof TableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

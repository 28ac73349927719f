/**
 * `npm run drill -- restore`: what docs/runbooks/restore.md does, on this machine, with the first days of a real Games: a
 * backup, facts that come after it, the table destroyed, the backup restored, the boards made from the facts alone, the
 * feed sending once more what the backup lacked; then every board is compared with what it was.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Message } from "@podium/core/results/commands.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { type Cloud, FEED_KEY_ID, startCloud, TABLE } from "../cloud.ts";
import { boards } from "../dump.ts";
import { asNdjson } from "../feed/deliver.ts";
import { BUCKET, openStore } from "../feed/pipeline.ts";
import { replay } from "../feed/replayer.ts";
import { load } from "../games/dataset.ts";
import { spanOf, timeline } from "../games/timeline.ts";
import { type Log, messageOf } from "../log.ts";
import { loopback } from "../loopback.ts";
import { startObjectServer } from "../objects/server.ts";
import { DataFolder, UsageError } from "../settings.ts";
import { createTable } from "../table/create.ts";
import { startTable } from "../table/dynoxide.ts";
import { prepareStreams } from "../table/streams.ts";
import { backUp, restoreFacts } from "./backup.ts";

const USAGE = "npm run drill -- restore [--until 2022-02-05] [--after-backup 200]";
const GAMES = "beijing-2022";
const BACKUP = "archive/drill.ndjson.gz";
/** Survives the table, as a bucket does. */
const VAULT = "objects";

const DIFFERENCES_SHOWN = 10;

const log: Log = (level, message, data) => {
  if (level === "warn" || level === "error")
    console.error(`${level}: ${message} ${JSON.stringify(data ?? {})}`);
};

async function main(args: readonly string[]): Promise<number> {
  const { until, afterBackup } = flags(args);
  const dataset = load(GAMES);
  const story = timeline(dataset);
  const span = spanOf(story, dataset.games.timeZone, undefined, until);
  if (span?.until === undefined) throw new UsageError(`--until: nothing happens until ${until}.`);
  const end = span.until;
  const live = story.live.filter(({ at }) => at <= end);
  const early = { master: story.master, live: live.slice(0, -afterBackup) };
  const late = live.slice(-afterBackup);

  const dataDir = mkdtempSync(join(tmpdir(), "podium-drill-"));
  const feedSecret = new DataFolder(dataDir).feedSecret();
  const start = () =>
    startCloud({
      dataDir,
      port: 0,
      feedSecret,
      timeZone: dataset.games.timeZone,
      webDir: dataDir,
      log,
      onTableLost: ({ stderr }) => {
        throw new Error(`the table is gone by itself: ${stderr.join(" | ")}`);
      },
    });
  const tell = async (cloud: Cloud, messages: typeof early) => {
    const stopping = new AbortController();
    await replay({
      deliver: asNdjson({
        url: cloud.apiUrl,
        keyId: FEED_KEY_ID,
        secret: feedSecret,
        signal: stopping.signal,
      }),
      timeline: messages,
      speed: Number.POSITIVE_INFINITY,
      position: 0,
      onProgress: () => {},
      signal: stopping.signal,
    });
  };
  const afterwards = (messages: readonly Message[]) => ({ master: [], live: [...messages] });

  let cloud = await start();
  try {
    await tell(cloud, early);
    await cloud.quiet();
    const backedUp = await backUp(cloud.table, cloud.feed.store.objects, BACKUP);
    const backedUpMs = performance.now();
    await tell(cloud, afterwards(late));
    await cloud.quiet();
    const before = await contents(cloud.table);
    console.log(
      `backup: ${backedUp} items; after it ${late.length} messages; ${before.size} boards are published`,
    );

    const clock = new Clock();
    await cloud.stop();
    for (const name of readdirSync(dataDir))
      if (name !== VAULT) rmSync(join(dataDir, name), { recursive: true, force: true });
    const lostMs = performance.now() - backedUpMs;
    clock.lap("the table is destroyed");
    const items = await restore(dataDir);
    clock.lap(`${items} items are restored into a new table, boards not among them`);
    // From here on it is in service; what was restored comes through its stream.
    cloud = await start();
    await cloud.quiet();
    clock.lap(`${(await contents(cloud.table)).size} boards are made from facts`);
    // The whole last day once more, as a provider does: what is known already changes nothing.
    await tell(cloud, afterwards([...early.live.slice(-afterBackup), ...late]));
    await cloud.quiet();
    clock.lap(`the feed has sent ${2 * late.length} messages again, ${late.length} of them known`);

    const after = await contents(cloud.table);
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    const differs = (text: (board: Content | undefined) => string) =>
      names.filter((name) => text(before.get(name)) !== text(after.get(name)));
    const bytes = differs((board) => JSON.stringify(board));
    const facts = differs((board) => JSON.stringify(board && settled(board)));
    for (const name of facts.slice(0, DIFFERENCES_SHOWN)) console.log(`different: ${name}`);
    console.log(
      `of ${names.length} boards ${names.length - bytes.length} are the same to the byte, versions and times aside; ` +
        `${bytes.length - facts.length} but for when to come back, or the order of those without a rank; ` +
        `${facts.length} are different`,
    );
    console.log(`RTO: ${seconds(clock.total())} from the loss to the last board`);
    console.log(
      `RPO: ${seconds(lostMs)} of facts were not in the backup; 0 are lost after the feed has sent them again`,
    );
    return facts.length === 0 ? 0 : 1;
  } finally {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Before anything consumes the stream: a projector that saw half of it would remember half. */
async function restore(dataDir: string): Promise<number> {
  const engine = await startTable({ dataDir, log });
  const objects = await startObjectServer({ dataDir: join(dataDir, VAULT), buckets: [BUCKET], log });
  try {
    const table = openTable(TABLE, loopback(engine.endpoint));
    await createTable(table.client, TABLE);
    if (engine.dbPath !== undefined) prepareStreams(engine.dbPath, TABLE);
    return await restoreFacts(table, openStore(objects.url, table).objects, BACKUP);
  } finally {
    await objects.stop();
    await engine.stop();
  }
}

class Clock {
  private readonly startedMs = performance.now();
  private lapMs = this.startedMs;

  lap(what: string): void {
    const nowMs = performance.now();
    console.log(`${seconds(nowMs - this.lapMs).padStart(8)}  ${what}`);
    this.lapMs = nowMs;
  }

  total(): number {
    return this.lapMs - this.startedMs;
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function flags(args: readonly string[]): { until: string; afterBackup: number } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        until: { type: "string", default: "2022-02-05" },
        "after-backup": { type: "string", default: "200" },
      },
    });
    const afterBackup = Number(values["after-backup"]);
    if (positionals.join() !== "restore" || !(Number.isInteger(afterBackup) && afterBackup > 0)) {
      throw new UsageError(USAGE);
    }
    return { until: values.until, afterBackup };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${messageOf(error)}\n${USAGE}`);
  }
}

type Content = { [name: string]: unknown };

/** By name, without what depends on when and how often a board was made. */
async function contents(table: Table): Promise<Map<string, Content>> {
  const found = new Map<string, Content>();
  for await (const { board, text } of boards(table)) {
    const { version: _version, updatedAt: _updatedAt, factAt: _factAt, ...rest } = JSON.parse(text);
    found.set(board, rest);
  }
  return found;
}

/**
 * Without what a board only takes up when something else in it changes: when there is a next thing to wait for, and in which
 * order those stand who have no rank yet.
 */
function settled(content: Content): Content {
  const { quietUntil: _quietUntil, nextPollSeconds: _nextPollSeconds, ...rest } = content;
  return JSON.parse(JSON.stringify(rest), (_, value) => (Array.isArray(value) ? inOrder(value) : value));
}

function inOrder(rows: unknown[]): unknown[] {
  const unranked = (row: unknown) =>
    typeof row === "object" && row !== null && "rank" in row && row.rank === null;
  if (!rows.every(unranked)) return rows;
  const text = (row: unknown) => JSON.stringify(row);
  return rows.toSorted((left, right) => (text(left) < text(right) ? -1 : 1));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

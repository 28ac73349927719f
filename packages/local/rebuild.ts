/**
 * `npm run rebuild -- --from-messages`: the boards of a data folder once more, from nothing but the messages that came,
 * in an empty table; then compares them with those that are there.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { rebuild } from "@podium/core/feed/rebuild.ts";
import { loadWorld, OutcomeBodies } from "@podium/core/results/load.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { startCloud, TABLE } from "./cloud.ts";
import { boards, dump } from "./dump.ts";
import { BUCKET, openStore } from "./feed/pipeline.ts";
import { type Log, messageOf } from "./log.ts";
import { loopback } from "./loopback.ts";
import { startObjectServer } from "./objects/server.ts";
import { DataFolder, dataDirOf, UsageError } from "./settings.ts";
import { startTable } from "./table/dynoxide.ts";
import { TableError } from "./table/errors.ts";

const USAGE =
  "npm run rebuild -- --from-messages [--out DIR] [--into DATA-DIR] [--time-zone Asia/Shanghai]\n" +
  "Rebuilds what PODIUM_DATA holds. --into keeps the new table as a data folder.";
const SAY_EVERY_MS = 5_000;

const log: Log = (level, message, data) => {
  if (level === "warn" || level === "error")
    console.error(`${level}: ${message} ${JSON.stringify(data ?? {})}`);
};

async function main(args: readonly string[]): Promise<number> {
  const { values } = flags(args);
  if (!values["from-messages"]) throw new UsageError(USAGE);
  const folder = new DataFolder(dataDirOf(process.env));
  const into =
    values.into === undefined ? mkdtempSync(join(tmpdir(), "podium-rebuild-")) : resolve(values.into);
  const undo: (() => Promise<unknown> | undefined)[] = [
    async () => values.into === undefined && rmSync(into, { recursive: true, force: true }),
  ];
  try {
    const from = await openFolder(folder, undo);
    const timeZone = values["time-zone"] ?? (await timeZoneOf(from.table));
    const cloud = await startCloud({
      dataDir: into,
      port: 0,
      feedSecret: folder.feedSecret(),
      timeZone,
      webDir: into,
      log,
      onTableLost: ({ stderr }) => {
        throw new Error(`the new table is gone: ${stderr.join(" | ")}`);
      },
    });
    undo.push(() => cloud.stop());
    for await (const { board } of boards(cloud.table)) {
      throw new UsageError(`--into: ${into} is not empty: it has the board ${board}.`);
    }
    let saidMs = performance.now();
    const rebuilt = await rebuild(from, cloud.feed.store, timeZone, (done) => {
      if (performance.now() - saidMs < SAY_EVERY_MS) return;
      saidMs = performance.now();
      console.log(`${done} messages`);
    });
    await cloud.quiet();
    console.log(
      `${rebuilt.odf} ODF messages and ${rebuilt.ndjson} NDJSON bodies, of which ${rebuilt.rejected} rejected as they were then.`,
    );
    if (values.out !== undefined) await dump(cloud.table, resolve(values.out));
    return await compare(from.table, cloud.table);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function flags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "from-messages": { type: "boolean" },
        out: { type: "string" },
        into: { type: "string" },
        "time-zone": { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n${USAGE}`);
  }
}

/** The folder's table and objects: those of the stage that runs on it, or started for the while. */
async function openFolder(
  folder: DataFolder,
  undo: (() => Promise<unknown> | undefined)[],
): Promise<RawStore> {
  const stage = folder.stage();
  if (stage !== undefined) return openStore(stage.feed.objects, tableAt(stage.tableEndpoint));
  const engine = await startTable({ dataDir: folder.path, log });
  undo.push(() => engine.stop());
  const objects = await startObjectServer({
    dataDir: join(folder.path, "objects"),
    buckets: [BUCKET],
    log,
  });
  undo.push(() => objects.stop());
  return openStore(objects.url, tableAt(engine.endpoint));
}

function tableAt(endpoint: string): Table {
  return openTable(TABLE, loopback(endpoint));
}

/** As its Games say; UTC where there are none. */
async function timeZoneOf(table: Table): Promise<string> {
  const { games } = await loadWorld(table, new OutcomeBodies());
  return games?.timeZone ?? "UTC";
}

async function compare(old: Table, fresh: Table): Promise<number> {
  const before = await contents(old);
  const after = await contents(fresh);
  const names = new Set([...before.keys(), ...after.keys()]);
  const different = [...names].filter((name) => before.get(name) !== after.get(name)).sort();
  for (const name of different) console.log(`different: ${name}`);
  console.log(
    `${names.size} boards, ${names.size - different.length} the same to the byte, versions and times aside.`,
  );
  return different.length === 0 ? 0 : 1;
}

async function contents(table: Table): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { board, text } of boards(table)) found.set(board, contentOf(text));
  return found;
}

/** Without what depends on when and how often a board was made. */
function contentOf(text: string): string {
  const { version: _version, updatedAt: _updatedAt, factAt: _factAt, ...rest } = JSON.parse(text);
  return JSON.stringify(rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof TableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

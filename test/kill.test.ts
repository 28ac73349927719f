/** What `kill -9` in mid replay leaves behind, and what the next start makes of it. */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import type { Receipt } from "@podium/core/audit/receipt.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { FEED_KEY_ID } from "@podium/local/cloud.ts";
import { load } from "@podium/local/games/dataset.ts";
import { spanOf, timeline } from "@podium/local/games/timeline.ts";
import { silent } from "@podium/local/log.ts";
import { startTable } from "@podium/local/table/dynoxide.ts";
import { until } from "@podium/local/table/testing.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { content, contents } from "./support/pipeline.ts";
import { type Running, run } from "./support/process.ts";

/** The first four days at the venue: 13 sports, six of them with medals. */
const UNTIL = "2022-02-05";
const PLAY = ["--speed", "max", "--until", UNTIL];
const PATIENCE_MS = 180_000;

const dataset = load("beijing-2022");
const story = timeline(dataset);
const last = spanOf(story, dataset.games.timeZone, undefined, UNTIL)?.until ?? "";
/** In the order in which they are sent. */
const ids = [...story.master, ...story.live].filter(({ at }) => at <= last).map(({ id }) => id);

const folders: string[] = [];
const started: Running[] = [];
let undisturbed: Record<string, unknown>;
let dataDir: string;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "podium-test-"));
  folders.push(path);
  return path;
}

beforeAll(async () => {
  const out = folder();
  const replay = run("packages/local/replay.ts", [...PLAY, "--out", out]);
  expect(await replay.exited, replay.stderr()).toEqual({ code: 0, signal: null });
  const files = globSync("**/*.json", { cwd: join(out, "boards") });
  undisturbed = Object.fromEntries(
    files.map((file) => [
      file.replace(/\.json$/, ""),
      content(JSON.parse(readFileSync(join(out, "boards", file), "utf8"))),
    ]),
  );
}, PATIENCE_MS);

beforeEach(() => {
  dataDir = folder();
});

afterEach(async () => {
  for (const { child, exited, isOver } of started.splice(0)) {
    if (!isOver()) child.kill("SIGKILL");
    await exited;
  }
  // An engine that was left behind ends when its folder gets a new owner.
  await withTable(async () => {});
});

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

function start(): Running {
  const running = run("packages/local/start.ts", PLAY, { PODIUM_DATA: dataDir, PODIUM_PORT: "0" });
  started.push(running);
  return running;
}

/** How many messages the feed knows to be taken. */
function acknowledged(): number {
  const file = join(dataDir, "replay.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { position: number }).position : 0;
}

/** Until the replay is past this message; it still runs then. */
async function plays(running: Running, position: number): Promise<void> {
  await until(() => acknowledged() >= position || running.isOver(), `message ${position}`, PATIENCE_MS);
  expect(running.isOver(), running.stderr()).toBe(false);
  expect(acknowledged()).toBeLessThan(ids.length);
}

/** The table as the last process left it. */
async function withTable<T>(use: (table: Table) => Promise<T>): Promise<T> {
  const engine = await startTable({ dataDir, log: silent });
  const table = openTable("podium", {
    endpoint: engine.endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    return await use(table);
  } finally {
    table.client.destroy();
    await engine.stop();
  }
}

/** Ids of the first `count` messages that have no receipt, or another than `taken`. */
async function missing(table: Table, count: number): Promise<string[]> {
  const taken = new Set<string>();
  const pages = paginateScan(
    { client: table.documents },
    {
      TableName: table.name,
      ConsistentRead: true,
      FilterExpression: "#entity = :receipt and #source = :feed and outcome = :taken",
      ExpressionAttributeNames: { "#entity": "__edb_e__", "#source": "source" },
      ExpressionAttributeValues: { ":receipt": "receipt", ":feed": FEED_KEY_ID, ":taken": "taken" },
    },
  );
  for await (const { Items = [] } of pages)
    for (const { message } of Items as unknown as Receipt[]) taken.add(message);
  return ids.slice(0, count).filter((id) => !taken.has(id));
}

/** Nothing that was acknowledged is missing now, before anyone could send it again. */
async function expectNothingLost(): Promise<void> {
  const count = acknowledged();
  expect(await withTable((table) => missing(table, count))).toEqual([]);
}

async function finish(): Promise<void> {
  const running = start();
  await running.says("The replay is over", PATIENCE_MS);
  expect(running.stdout()).toContain("Going on where it stopped");
  running.child.kill("SIGTERM");
  expect(await running.exited, running.stderr()).toEqual({ code: 0, signal: null });
  await withTable(async (table) => {
    expect(await missing(table, ids.length)).toEqual([]);
    expect(await contents(table)).toEqual(undisturbed);
  });
  expect(existsSync(join(dataDir, "dead-letters.ndjson"))).toBe(false);
}

describe("kill -9 in mid replay loses nothing that was acknowledged, and the next start ends in the same boards", () => {
  it("of the whole cloud, while boards are far behind", { timeout: 3 * PATIENCE_MS }, async () => {
    const running = start();
    await plays(running, 200);
    running.child.kill("SIGKILL");
    expect(await running.exited).toEqual({ code: null, signal: "SIGKILL" });
    await expectNothingLost();
    await finish();
  });

  it("of the table engine alone: the cloud says so and ends", { timeout: 3 * PATIENCE_MS }, async () => {
    const running = start();
    await plays(running, 1000);
    const { pid } = JSON.parse(readFileSync(join(dataDir, "engine.json"), "utf8")) as { pid: number };
    process.kill(pid, "SIGKILL");
    expect(await running.exited).toEqual({ code: 1, signal: null });
    expect(running.stderr()).toContain("The table ended by itself (SIGKILL)");
    expect(running.stderr()).toContain("Start again: nothing that was acknowledged is lost.");
    await expectNothingLost();
    await finish();
  });
});

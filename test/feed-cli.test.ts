/** `npm run feed` as a user runs it, against a stage that runs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { feedHealth } from "@podium/core/feed/health.ts";
import { DataFolder } from "@podium/local/settings.ts";
import { until } from "@podium/local/table/testing.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEY, startTestCloud, type TestCloud } from "./support/cloud.ts";
import { A, B, MASTER, UNIT } from "./support/games.ts";
import { result } from "./support/odf.ts";
import { run } from "./support/process.ts";

const PATIENCE_MS = 120_000;
const OTHER_UNIT = UNIT.replace("0001", "0009");

let cloud: TestCloud;
let settings: Record<string, string>;
const files = mkdtempSync(join(tmpdir(), "podium-test-"));

beforeAll(async () => {
  cloud = await startTestCloud();
  const { apiUrl, dataDir, tableEndpoint, table, feed } = cloud;
  new DataFolder(dataDir).keepStage({
    url: apiUrl,
    tableEndpoint,
    table: table.name,
    timeZone: "Europe/Rome",
    feed: feed.endpoints,
  });
  settings = { PODIUM_DATA: dataDir, PODIUM_FEED_KEY: KEY };
});

afterAll(async () => {
  await cloud.stop();
  rmSync(files, { recursive: true, force: true });
});

async function feed(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const command = run("packages/local/feed/main.ts", args, settings);
  const { code } = await command.exited;
  return { code, out: command.stdout(), err: command.stderr() };
}

function write(name: string, text: string): string {
  const file = join(files, name);
  writeFileSync(file, text);
  return file;
}

const message = (version: number, unit = UNIT) =>
  result({ version, unit, lines: [{ competitor: A, time: "1:43.45" }, { competitor: B }] });

describe("the feed's command line", () => {
  it("sends files and folders, and reports what became of them", { timeout: PATIENCE_MS }, async () => {
    const key = ["--key", KEY];
    const master = write("1-master.ndjson", MASTER.map((one) => JSON.stringify(one)).join("\n"));
    expect(await feed("send", master, ...key)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/taken +5/),
    });
    write("2-first.xml", message(1));
    write("3-second.xml", message(2));
    const sent = await feed("send", files, ...key, "--rate", "50");
    expect(sent).toMatchObject({ code: 0, err: "" });
    expect(sent.out).toMatch(/taken +2/);
    expect(sent.out).toMatch(/duplicate +5/);
  });

  it("refuses nothing quietly: a wrong key and a broken file are said, and fail", {
    timeout: PATIENCE_MS,
  }, async () => {
    const wrong = await feed("send", join(files, "2-first.xml"), "--key", "another key, a wrong one");
    expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining("401") });
    const broken = write("9-broken.xml", "<OdfBody");
    expect(await feed("send", broken, "--key", KEY)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/rejected +1/),
    });
    rmSync(broken);
  });

  it("lists, shows, replays and discards", { timeout: PATIENCE_MS }, async () => {
    await feed("send", write("4-other.xml", message(1, OTHER_UNIT)), "--key", KEY);
    const held = () => feed("list", "--state", "held", "--unit", OTHER_UNIT);
    await until(
      async () => (await held()).out.includes(`waits for unit ALPMDH ${OTHER_UNIT}`),
      "it is held",
      PATIENCE_MS,
    );
    const [, , source = "", id = ""] = (await held()).out.split(/\s+/);
    expect(source).toBe("odf");
    expect((await feed("show", source, id)).out).toContain("<OdfBody");
    expect(await feed("replay", source, id)).toMatchObject({ code: 0 });
    await until(async () => (await held()).out !== "", "it is held again", PATIENCE_MS);
    expect(await feed("discard", source, id)).toMatchObject({ code: 0 });
    expect((await held()).out).toBe("");
    expect((await feed("list", "--state", "rejected")).out).toContain("NOT_XML");
  });

  it("gives charge of a unit, and says who has it", { timeout: PATIENCE_MS }, async () => {
    expect((await feed("charge", UNIT)).out).toContain("odf is in charge");
    expect((await feed("charge", UNIT, "manual")).out).toContain("manual is in charge");
    expect(await feed("charge", UNIT, "nobody")).toMatchObject({
      code: 1,
      err: expect.stringContaining("'nobody'"),
    });
  });

  it("sets the order of the sources, lists what is set, and takes it back", {
    timeout: PATIENCE_MS,
  }, async () => {
    const lines = async (...args: string[]) => (await feed("precedence", ...args)).out.trim().split("\n");
    expect(await lines("ALP", "odf,timing,manual")).toEqual([
      expect.stringMatching(/^default +timing, odf, manual$/),
      expect.stringMatching(/^ALP +odf, timing, manual$/),
    ]);
    expect(await lines("ALP", "default")).toHaveLength(1);
    expect(await feed("precedence", "ALP", "odf,odf,manual")).toMatchObject({
      code: 1,
      err: expect.stringContaining("names each of timing, odf, manual once"),
    });
  });

  it("makes keys that are taken at once, and says how the feeds are", { timeout: PATIENCE_MS }, async () => {
    const made = await feed("keys", "create", "timing-alp", "--disciplines", "ALP");
    const [apiKey = ""] = /pk_timing-alp_\S+/.exec(made.out) ?? [];
    expect(await feed("send", write("5-third.xml", message(3)), "--key", apiKey)).toMatchObject({ code: 0 });
    const health = (await feed("health")).out;
    expect(health).toContain('"source":"timing-alp"');
    expect(health).toContain('"source":"odf"');
    const anHourLater = await feedHealth(cloud.table, new Date(Date.now() + 60 * 60_000));
    expect(anHourLater.sources.map(({ source, format }) => [source, format])).toEqual(
      expect.arrayContaining([
        ["odf", "odf"],
        ["odf", "ndjson"],
        ["timing-alp", "odf"],
      ]),
    );
  });

  it.each([
    [["list", "--state", "lost"], /^--state: 'lost' /],
    [["send", "nowhere.xml"], /^send: there is no nowhere.xml/],
    [["sing"], /^npm run feed -- <command>/],
  ])("%j is answered with what can be", { timeout: PATIENCE_MS }, async (args, line) => {
    const failed = await feed(...args);
    expect(failed).toMatchObject({ code: 1, out: "" });
    expect(failed.err).toMatch(line);
  });
});

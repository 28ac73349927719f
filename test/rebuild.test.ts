/** The Games through ODF, and everything anew from the messages as they came: the boards are the same. */
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { content } from "./support/pipeline.ts";
import { type Running, run } from "./support/process.ts";

/** The first day at the venue: curling, round robin. */
const UNTIL = "2022-02-02";
const PATIENCE_MS = 240_000;

const folders: string[] = [];
const started: Running[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "podium-test-"));
  folders.push(path);
  return path;
}

afterAll(async () => {
  for (const { child, exited, isOver } of started) {
    if (!isOver()) child.kill("SIGKILL");
    await exited;
  }
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

async function replayed(as: "ndjson" | "odf"): Promise<Record<string, unknown>> {
  const out = folder();
  const replay = run("packages/local/replay.ts", [
    "--speed",
    "max",
    "--until",
    UNTIL,
    "--as",
    as,
    "--out",
    out,
  ]);
  started.push(replay);
  expect(await replay.exited, replay.stderr()).toEqual({ code: 0, signal: null });
  return boardsIn(out);
}

function boardsIn(out: string): Record<string, unknown> {
  const files = globSync("**/*.json", { cwd: join(out, "boards") }).sort();
  return Object.fromEntries(
    files.map((file) => [file, content(JSON.parse(readFileSync(join(out, "boards", file), "utf8")))]),
  );
}

describe("the Games", () => {
  it("end in the same boards, sent fact by fact or as ODF documents", { timeout: PATIENCE_MS }, async () => {
    const [facts, documents] = [await replayed("ndjson"), await replayed("odf")];
    expect(Object.keys(facts).length).toBeGreaterThan(3000);
    expect(documents).toEqual(facts);
  });

  it.each(["odf", "ndjson"] as const)(
    "are rebuilt from the %s messages that came, byte for byte",
    { timeout: PATIENCE_MS },
    async (as) => {
      const dataDir = folder();
      const settings = { PODIUM_DATA: dataDir, PODIUM_PORT: "0" };
      const stage = run(
        "packages/local/start.ts",
        ["--speed", "max", "--until", UNTIL, "--as", as],
        settings,
      );
      started.push(stage);
      await stage.says("The replay is over", PATIENCE_MS);
      stage.child.kill("SIGTERM");
      await stage.exited;
      const out = folder();
      const rebuild = run("packages/local/rebuild.ts", ["--from-messages", "--out", out], settings);
      started.push(rebuild);
      expect(await rebuild.exited, rebuild.stdout() + rebuild.stderr()).toEqual({ code: 0, signal: null });
      expect(rebuild.stdout()).toMatch(/\d{4} boards, \d{4} the same to the byte/);
      expect(Object.keys(boardsIn(out)).length).toBeGreaterThan(3000);
    },
  );
});

/** `npm run feed -- send`: files to an ingest, with a progress bar and a report. */
import { globSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { inParallel } from "@podium/core/parallel.ts";
import { UsageError } from "../settings.ts";
import { type Answered, type Format, post, type Sender } from "./odf-client.ts";

export interface SendOptions extends Sender {
  paths: readonly string[];
  /** Bodies a second; undefined: as fast as they are taken. */
  rate: number | undefined;
  print: (line: string) => void;
  /** Undefined where nobody watches. */
  progress: ((text: string) => void) | undefined;
}

const AT_ONCE = 8;
/** NDJSON is cut into bodies of so many lines. */
const LINES = 200;

interface Body {
  file: string;
  format: Format;
  text: Uint8Array;
}

/** @returns whether everything was taken */
export async function runSend(options: SendOptions): Promise<boolean> {
  const { rate, print, progress } = options;
  const files = options.paths.flatMap(filesOf);
  if (files.length === 0) throw new UsageError("send: names files or folders of .xml, .xml.gz or .ndjson.");
  const bodies = files.flatMap(bodiesOf);
  const outcomes = new Map<string, number>();
  const times: number[] = [];
  const count = (outcome: string, by = 1) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + by);
  const startedMs = performance.now();
  let done = 0;
  await inParallel([...bodies.entries()], AT_ONCE, async ([index, { file, format, text }]) => {
    if (rate !== undefined) await wait(Math.max(0, startedMs + (index * 1000) / rate - performance.now()));
    try {
      const answer = await post(options, format, text);
      times.push(answer.ms);
      for (const [outcome, by] of outcomesOf(format, answer)) count(outcome, by);
      if (answer.status !== 200) print(`${file}: ${answer.status} ${answer.body.detail ?? ""}`);
    } catch (error) {
      count("failed");
      print(`${file}: ${(error as Error).message}`);
    }
    done += 1;
    progress?.(bar(done, bodies.length));
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const sorted = times.sort((left, right) => left - right);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  print(
    `${bodies.length} bodies of ${files.length} files in ${seconds.toFixed(1)} s; acknowledged after ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
  for (const [outcome, n] of outcomes) print(`  ${outcome.padEnd(10)} ${n}`);
  return !["rejected", "failed", "refused", "retry"].some((outcome) => outcomes.has(outcome));
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`send: there is no ${path}.`);
  if (!found.isDirectory()) return [path];
  return globSync(["**/*.xml", "**/*.xml.gz", "**/*.ndjson"], { cwd: path })
    .sort()
    .map((name) => join(path, name));
}

function bodiesOf(file: string): Body[] {
  const bytes = readFileSync(file);
  if (extname(file) === ".gz") return [{ file, format: "odf", text: gunzipSync(bytes) }];
  if (extname(file) !== ".ndjson") return [{ file, format: "odf", text: bytes }];
  const lines = bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return Array.from({ length: Math.ceil(lines.length / LINES) }, (_, n) => ({
    file: `${file}:${n * LINES + 1}`,
    format: "ndjson" as const,
    text: Buffer.from(lines.slice(n * LINES, (n + 1) * LINES).join("\n")),
  }));
}

function outcomesOf(format: Format, { status, body }: Answered): [string, number][] {
  if (status !== 200) return [[status === 400 ? "rejected" : "refused", 1]];
  if (format === "odf") return [[String(body.outcome), 1]];
  return ["taken", "duplicate", "rejected", "held", "retry"].flatMap((outcome): [string, number][] =>
    Number(body[outcome] ?? 0) > 0 ? [[outcome, Number(body[outcome])]] : [],
  );
}

const WIDTH = 30;

function bar(done: number, total: number): string {
  const full = Math.round((done / total) * WIDTH);
  return `[${"#".repeat(full)}${" ".repeat(WIDTH - full)}] ${done}/${total}`;
}

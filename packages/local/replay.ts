/** `npm run replay -- --speed max --out DIR`: a whole Games through the pipeline, its boards as files, its figures as a summary. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FEED_KEY_ID, startCloud } from "./cloud.ts";
import { dump } from "./dump.ts";
import { asNdjson, asOdf } from "./feed/deliver.ts";
import { replay } from "./feed/replayer.ts";
import { load } from "./games/dataset.ts";
import { spanOf, timeline } from "./games/timeline.ts";
import type { Log } from "./log.ts";
import { measure } from "./measure.ts";
import { DataFolder, readSettings, type Settings, UsageError } from "./settings.ts";
import { TableError } from "./table/errors.ts";

const SAY_EVERY_MS = 5_000;

const log: Log = (level, message, data) => {
  if (level === "warn" || level === "error")
    console.error(`${level}: ${message}${data ? ` ${JSON.stringify(data)}` : ""}`);
};

async function main(settings: Settings): Promise<number> {
  if (settings.out === undefined)
    throw new UsageError("--out: names the folder for boards/ and summary.json.");
  const out = resolve(settings.out);
  // Since the process began: start-up is part of what is measured.
  const startedMs = performance.timeOrigin;
  const dataset = load(settings.games);
  const story = timeline(dataset);
  const span = spanOf(story, dataset.games.timeZone, settings.from, settings.until);
  if (span === undefined) throw new UsageError("--from, --until: nothing happens in those days.");
  const dataDir = mkdtempSync(join(tmpdir(), "podium-replay-"));
  const folder = new DataFolder(dataDir);
  const feedSecret = settings.feedSecret ?? folder.feedSecret();
  const feedKey = settings.feedKey ?? folder.feedKey();
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  const cloud = await startCloud({
    dataDir,
    port: 0,
    feedSecret,
    feedKey,
    timeZone: dataset.games.timeZone,
    webDir: dataDir,
    log,
    onTableLost: () => stopping.abort(),
  });
  try {
    const counts = { taken: 0, duplicate: 0, rejected: 0 };
    let sent = 0;
    let saidMs = performance.now();
    const deliver =
      settings.as === "odf"
        ? asOdf({ url: cloud.apiUrl, apiKey: feedKey, signal: stopping.signal }, story, 0)
        : asNdjson({
            url: cloud.apiUrl,
            keyId: FEED_KEY_ID,
            secret: feedSecret,
            signal: stopping.signal,
          });
    const measuring = measure(cloud);
    const firstShown = span.from ?? story.live[0]?.at ?? "";
    // As fast as it goes all of it counts: to wait for the past would take longer than it should.
    let toldBefore = settings.speed === Number.POSITIVE_INFINITY ? 0 : undefined;
    await replay({
      async deliver(messages) {
        const shows = sent >= story.master.length && (messages[0]?.at ?? "") >= firstShown;
        if (toldBefore === undefined && shows) {
          toldBefore = sent;
          await measuring.begin();
        }
        return deliver(messages);
      },
      timeline: story,
      speed: settings.speed,
      ...span,
      position: 0,
      signal: stopping.signal,
      onProgress: ({ position, total, at, outcomes }) => {
        sent = position;
        for (const { outcome, id, code, field, rule } of outcomes) {
          if (outcome === "retry") continue;
          counts[outcome] += 1;
          if (outcome === "rejected") console.error(`rejected: ${id} ${code} ${field}: ${rule}`);
        }
        if (performance.now() - saidMs < SAY_EVERY_MS) return;
        saidMs = performance.now();
        console.log(
          `${at.slice(0, 16)} | ${position} of ${total} messages | ${cloud.metrics.total("BoardPublished")} boards published`,
        );
      },
    });
    if (stopping.signal.aborted) return 130;
    await cloud.quiet();
    const durationMs = Math.round(Date.now() - startedMs);
    const { readUnits, writeUnits } = await cloud.consumed();
    const memoryMb = Math.round((await cloud.used()).residentBytes / 1e6);

    mkdirSync(out, { recursive: true });
    rmSync(join(out, "boards"), { recursive: true, force: true });
    const dumped = await dump(cloud.table, out);
    const live = await fetch(`${cloud.url}/api/live`).then(
      (response) => response.json() as Promise<{ eventsFinished: number }>,
    );
    const summary = {
      games: settings.games,
      messagesSent: sent,
      ...counts,
      boards: dumped.boards,
      boardsPublished: cloud.metrics.total("BoardPublished"),
      boardVersions: dumped.versions,
      eventsOfficial: live.eventsFinished,
      durationMs,
      factToBoardMs: cloud.metrics.percentiles("FactToBoardMs"),
      factToAllBoardsMs: cloud.metrics.percentiles("FactToAllBoardsMs"),
      capacity: { readUnits, writeUnits },
      deadLetters: cloud.deadLetters(),
      memoryMb,
    };
    writeFileSync(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    const command = `npm run replay -- ${process.argv.slice(2).join(" ")}`;
    const measured = await measuring.end(sent - (toldBefore ?? 0), command);
    writeFileSync(join(out, "measured.json"), `${JSON.stringify(measured, null, 2)}\n`);
    console.log(JSON.stringify(summary, null, 2));
    const lost = sent - counts.taken - counts.duplicate - counts.rejected;
    if (lost > 0) console.error(`${lost} messages have no outcome.`);
    if (counts.rejected > 0) console.error(`${counts.rejected} messages were rejected.`);
    if (summary.deadLetters > 0) console.error(`${summary.deadLetters} dead letters.`);
    return lost > 0 || counts.rejected > 0 || summary.deadLetters > 0 ? 1 : 0;
  } finally {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(readSettings(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof TableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

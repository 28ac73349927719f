/**
 * `npm run artillery -- [scenario …]`: plays the load scenarios against a local cloud with real Games, or a stage that is
 * named, and holds each to its thresholds. Fails where one is missed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "@podium/local/settings.ts";
import { installOwn } from "../scripts/install.ts";
import { cleanly, machine } from "../test/bench/command.ts";
import { HERE, isGood, type Plan, type Played, play } from "./play.ts";
import { percent } from "./report/html.ts";
import { page } from "./report/page.ts";
import { type Name, SCENARIOS, writes } from "./scenarios.ts";
import type { Stage } from "./stage.ts";
import { type Wish, wishOf } from "./wish.ts";

async function main({ names, target, short, write, report }: Wish, signal: AbortSignal): Promise<boolean> {
  installOwn(HERE, "Artillery");
  const where = machine();
  console.log(where);
  // Imported late: a wish that can't be is told at once.
  const { joinOther, startOwn } = await import("./stage.ts");
  const stage = target === undefined ? await startOwn() : await joinOther(target);
  try {
    const played: Played[] = [];
    for (const name of names) {
      const why = obstacle(name, stage, write);
      console.log(`\n== ${name}: ${why === undefined ? SCENARIOS[name].about : `left out, ${why}`}`);
      if (why !== undefined) continue;
      const one = await playWith(name, stage, { short, signal });
      played.push(one);
      say(one);
    }
    if (report !== undefined) {
      mkdirSync(dirname(resolve(report)), { recursive: true });
      writeFileSync(
        report,
        page(played, { machine: where, target: stage.cloud === undefined ? stage.url : undefined, short }),
      );
      console.log(`\nReport: ${report}`);
    }
    return played.length > 0 && played.every(isGood);
  } finally {
    await stage.stop();
  }
}

/** Why a scenario is left out; undefined where it isn't. */
function obstacle(name: Name, { cloud, credentials, variables }: Stage, write: boolean): string | undefined {
  if (!writes(name) || cloud !== undefined) return undefined;
  if (!write) return "it changes results: on another stage it takes --write";
  if (credentials === undefined) return "nobody has said who may write there (artillery/README.md)";
  if (name === "scorers" && variables.unit === "") return "no race against the clock is on";
  return undefined;
}

/** With what belongs to a scenario and is no user of it: on our own cloud, the marks of the final, and what may have been lost. */
async function playWith(name: Name, stage: Stage, plan: Plan): Promise<Played> {
  const { cloud } = stage;
  if (cloud === undefined) return play(name, stage, plan);
  const { missingOf, tellMarks } = await import("./marks.ts");
  const over = new AbortController();
  const telling = name === "final" ? tellMarks(cloud.feed, over.signal) : Promise.resolve([]);
  const played = await play(name, stage, plan).finally(() => over.abort());
  const told = await telling;
  await cloud.quiet();
  const { deadLetters } = await cloud.figures();
  const missing = told.length === 0 ? 0 : await missingOf(told, cloud.apiUrl);
  return {
    ...played,
    faults: [
      ...played.faults,
      ...(deadLetters > 0 ? [`${deadLetters} dead letters`] : []),
      ...(missing > 0 ? [`${missing} of ${told.length} marks didn't reach the board`] : []),
      ...(name === "final" && told.length === 0 ? ["no mark was taken"] : []),
    ],
  };
}

function say({ checks, figures, behind, faults }: Played): void {
  if (figures !== undefined) {
    const { answers, perSecond, p50, p95, p99, hitPercent, users, failed, errors } = figures;
    console.log(
      `${answers} answers to ${users} users (${failed} failed), ${perSecond.toFixed(0)}/s; ` +
        `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms; ${percent(hitPercent)} % out of the edge`,
    );
    if (behind !== undefined)
      console.log(
        `behind the edge: ${behind.origin} of ${behind.requests} requests, ${behind.tableReads} table reads`,
      );
    for (const [what, count] of Object.entries(errors)) console.log(`  ${count} × ${what}`);
  }
  for (const { what, met } of checks) console.log(`${met ? "met" : "MISSED"}: ${what}`);
  for (const fault of faults) console.log(`FAULT: ${fault}`);
}

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
await cleanly(async () => {
  try {
    if (!(await main(wishOf(process.argv.slice(2)), stopping.signal))) process.exitCode = 1;
  } catch (error) {
    if (stopping.signal.aborted) return;
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
});

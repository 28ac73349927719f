/** What a fan's first visit asks the edge for, and the later ones: the cost model and the simulated crowd count with it. */
import { KEPT } from "@podium/core/cost/measured.ts";
import { isFlag } from "@podium/web/build/flags.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Answered, filesOf, LARGE, visitTwice } from "./first-visit.ts";
import { launch, STAGE_WITHIN_MS, type Stage, startStage } from "./support.ts";

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage([LARGE.event], LARGE.moment), launch()]);
}, STAGE_WITHIN_MS);
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

/** Without the checksums of their content. */
const named = (files: readonly Answered[]): string[] =>
  files.map(({ path }) => path.replace(/-[\w-]{8}(?=\.\w+$)/, "")).sort();

it("brings the app onto the device in as many requests as the bill counts with, and asks for none of it again", async () => {
  const { first, later } = await visitTwice(browser, stage.port, `/events/${LARGE.event}`);
  const files = filesOf(first);
  const flags = files.filter(({ path }) => isFlag(path.slice(1)));
  expect(named(files.filter((file) => !flags.includes(file)))).toEqual([
    "/assets/after.js",
    "/assets/app.css",
    "/assets/app.js",
    "/assets/chart.css",
    "/assets/chart.js",
    "/assets/event.css",
    "/assets/event.js",
    "/assets/icon.svg",
    "/assets/pack-en.json",
    "/assets/pack-flags.json",
    `/events/${LARGE.event}`,
    "/worker.js",
  ]);
  expect(files).toHaveLength(KEPT.app.visitRequests);
  expect(files.filter(({ path }) => !path.startsWith("/assets/"))).toHaveLength(KEPT.app.visitRuns);
  expect(named(filesOf(later))).toEqual(["/worker.js"]);
});

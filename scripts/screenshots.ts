/**
 * `npm run screenshots [-- --only NAME --only …]`: every page on phone and desk, light and dark, from the boards of fixed moments of
 * the real Games, told through the real pipeline. All go to `.podium/screenshots`, those for the documents to `docs/images`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Message } from "@podium/core/results/commands.ts";
import { load } from "@podium/local/games/dataset.ts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { DESKTOP, launch, open, PHONE, type Stage, startStage } from "../test/browser/support.ts";
import { GAMES } from "../test/support/story.ts";
import { showConsole } from "./console-shots.ts";
import { type Look, MOMENTS, type Moment, SHOTS, type Shot } from "./shots.ts";

const ALL = ".podium/screenshots";
const DOCS = "docs/images";
const LOOKS: readonly Look[] = ["phone-light", "phone-dark", "desktop-light", "desktop-dark"];
/** Of one picture in the documents; quality gives way until it fits. */
const DOCS_BYTES = 60_000;
const QUALITIES = [85, 70, 55, 40, 25];
/** As much of a long page as is worth looking at. */
const LONGEST = { phone: 2_400, desktop: 1_800 };
/** The reader remembers a board for a second. */
const READER_MS = 1_500;
/** In which a part of a page comes that is a file of its own. */
const LATE_MS = 300;
/** What "now" is after the last moment. */
const AFTER = "2022-02-20T14:00:00.000Z";

const { only } = parseArgs({ options: { only: { type: "string", multiple: true } } }).values;
const wanted = SHOTS.filter(({ name }) => only === undefined || only.some((part) => name.includes(part)));

mkdirSync(ALL, { recursive: true });
mkdirSync(DOCS, { recursive: true });
const dataset = load(GAMES);
const browser = await launch();
const stage = await startStage(
  dataset.events.map(({ id }) => id),
  MOMENTS.before,
);
try {
  for (const at of Object.keys(MOMENTS) as Moment[]) {
    const shots = wanted.filter((shot) => shot.at === at);
    const withConsole =
      at === "downhill" && (only === undefined || only.some((part) => part.startsWith("console")));
    if (shots.length === 0 && !withConsole) continue;
    await stage.story.until(MOMENTS[at]);
    if (at === "crowd") await tellLargeField();
    await wait(READER_MS);
    stage.edge.invalidate({ paths: ["/*"], tags: [] });
    for (const shot of shots) await show(browser, stage, shot);
    if (withConsole) await showConsole(browser, stage, ALL, (page) => picture(page, QUALITIES[0] ?? 0), only);
  }
} finally {
  await browser.close();
  await stage.stop();
}

async function show(browser: Browser, stage: Stage, shot: Shot): Promise<void> {
  for (const look of LOOKS) {
    const [device, colorScheme] = look.split("-") as ["phone" | "desktop", "light" | "dark"];
    const context = await browser.newContext({
      viewport: device === "phone" ? PHONE : DESKTOP,
      colorScheme,
      locale: shot.language === "fr" ? "fr-FR" : "en-GB",
      timezoneId: "Europe/Paris",
      reducedMotion: "reduce",
      serviceWorkers: "block",
    });
    try {
      const page = await openShot(context, stage, shot);
      await wait(LATE_MS);
      if (shot.docs?.includes(look)) await keepForDocs(page, `${shot.name}-${look}`);
      await unroll(page, LONGEST[device]);
      writeFileSync(join(ALL, `${shot.name}-${look}.webp`), await picture(page, QUALITIES[0] ?? 0));
    } finally {
      await context.close();
    }
  }
  console.log(shot.name);
}

async function openShot(context: BrowserContext, stage: Stage, shot: Shot): Promise<Page> {
  const page = await context.newPage();
  await page.clock.setFixedTime(MOMENTS[shot.at] ?? AFTER);
  await page.addInitScript((follows) => {
    localStorage.setItem("podium.favourites", JSON.stringify(follows));
  }, shot.follows ?? []);
  const path = shot.path.includes("ATHLETE") ? shot.path.replace("ATHLETE", await athlete()) : shot.path;
  await open(page, stage.url + path);
  if (shot.offline) {
    await context.setOffline(true);
    await page.getByText(/^As of /).waitFor();
  }
  if (shot.print) await page.emulateMedia({ media: "print", colorScheme: "light" });
  return page;
}

/** Who won most: a page with something on it. */
async function athlete(): Promise<string> {
  const { rows } = (await (await fetch(`${stage.url}/api/leaderboards/athletes`)).json()) as {
    rows: { athlete: { id: string } }[];
  };
  return rows[0]?.athlete.id ?? "";
}

/** A screen as high as the page, so that what sticks to its edge lies at the end of the picture. */
async function unroll(page: Page, longest: number): Promise<void> {
  const { width = 0 } = page.viewportSize() ?? {};
  const highest = async () => {
    // Parts that are loaded late make the page longer.
    await wait(LATE_MS);
    return page.evaluate(() => {
      const main = document.querySelector("main");
      if (main) main.style.minHeight = "0";
      return document.documentElement.scrollHeight;
    });
  };
  let height = 0;
  for (let next = await highest(); next !== height && height < longest; next = await highest()) {
    height = next;
    await page.setViewportSize({ width, height: Math.min(height, longest) });
  }
}

/** WebP of the screen. */
async function picture(page: Page, quality: number): Promise<Buffer> {
  // Flags are loaded when they come into view.
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight),
  );
  const wire = await page.context().newCDPSession(page);
  const { data } = await wire.send("Page.captureScreenshot", { format: "webp", quality });
  await wire.detach();
  return Buffer.from(data, "base64");
}

async function keepForDocs(page: Page, name: string): Promise<void> {
  for (const quality of QUALITIES) {
    const bytes = await picture(page, quality);
    if (bytes.length > DOCS_BYTES && quality !== QUALITIES.at(-1)) continue;
    writeFileSync(join(DOCS, `${name}.webp`), bytes);
    console.log(`${DOCS}/${name}.webp: ${(bytes.length / 1000).toFixed(0)} KB`);
    return;
  }
}

/** The mass start over 50 kilometres with 200 in it: those with the longest names first. */
async function tellLargeField(): Promise<void> {
  const unit = dataset.units.find(({ event }) => event === "CCSM50KMMS")?.id ?? "";
  const entered = new Set(
    dataset.entries.filter((entry) => entry.unit === unit).map((entry) => entry.competitor),
  );
  const others = dataset.competitors
    .filter(({ id, kind, gender }) => kind === "athlete" && gender === "M" && !entered.has(id))
    .toSorted((left, right) => lengthOf(right) - lengthOf(left))
    .slice(0, 200 - entered.size);
  // Said before the race was official: from then on only corrections count.
  const at = "2022-02-19T08:00:00.000Z";
  const messages = others.flatMap(({ id }, index): Message[] => [
    {
      id: `large:entry:${id}`,
      at,
      type: "entries",
      unit,
      entries: [{ competitor: id, bib: String(index + 101) }],
    },
    {
      id: `large:mark:${id}`,
      at,
      type: "mark",
      unit,
      competitor: id,
      mark: index % 20 === 19 ? { irm: "DNF" } : { timeMs: 4_500_000 + (index >> 1) * 1_100 },
    },
  ]);
  await stage.tell(messages);
}

function lengthOf({ given = "", family = "" }: { given?: string; family?: string }): number {
  return given.length + family.length;
}

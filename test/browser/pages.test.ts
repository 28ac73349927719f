/** What holds for every page: for whoever listens instead of looking, reads large text, has a small screen, or wants to be left alone. */
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json } from "../support/http.ts";
import {
  DESKTOP,
  FAN,
  launch,
  open,
  PHONE,
  STAGE_WITHIN_MS,
  type Stage,
  startStage,
  type Watch,
  watch,
} from "./support.ts";

/** The men's downhill is on, another race is between its runs, tournaments go on, others are over or to come. */
const EVENTS = ["ALPMDH", "ALPWGS", "FSKXTEAM", "STKXRELAY4", "IHOWTEAM6", "SBDXBXT", "SSKW3000M"];
const MOMENT = "2022-02-07T04:50:00.000Z";

const PATHS = [
  "/",
  "/schedule",
  "/schedule/2022-02-05",
  "/sports",
  "/sports/ALP",
  ...EVENTS.map((event) => `/events/${event}`),
  "/medals",
  "/athletes/ATHLETE",
  "/countries/ITA",
  "/search",
  "/nothing/here/at/all",
];

let stage: Stage;
let browser: Browser;
let athlete: string;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(EVENTS, MOMENT), launch()]);
  const { standings } = json<EventBoard>(await stage.get("/api/events/FSKXTEAM"));
  athlete = standings[0]?.competitor.members?.[0]?.id ?? "";
}, STAGE_WITHIN_MS);
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

describe.each(PATHS)("%s", (path) => {
  let context: BrowserContext;
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    context = await browser.newContext({ ...FAN, viewport: PHONE });
    page = await context.newPage();
    seen = await watch(page, stage.url);
    await open(page, stage.url + path.replace("ATHLETE", athlete));
  });
  afterAll(() => context.close());

  it("has nothing that axe objects to, light and dark, on a phone and on a desk", async () => {
    await page.evaluate(axe.source);
    const found: string[] = [];
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const line of await objections(page, colorScheme))
          found.push(`${viewport.width} ${colorScheme}: ${line}`);
      }
    }
    expect(found).toEqual([]);
  });

  it("fits a screen of 320 pixels, and text of twice the size, without scrolling sideways", async () => {
    for (const [width, percent] of [
      [320, 100],
      [640, 200],
    ] as const) {
      await page.setViewportSize({ width, height: 640 });
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = `${size}%`;
      }, percent);
      expect(await tooWide(page), `at ${width} pixels, ${percent} %`).toEqual([]);
    }
    await page.evaluate(() => document.documentElement.removeAttribute("style"));
  });

  it("keeps every figure of a result under the head that names it", async () => {
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      expect(await astray(page), `at ${viewport.width} pixels`).toEqual([]);
    }
  });

  it("asks nobody else, keeps no cookie, breaks no rule of its own, and loads one board", async () => {
    expect(seen.strangers).toEqual([]);
    expect(seen.complaints).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    // Days and zone of the Games come once, beside the board that is polled; that of an event has a short form.
    const polled = seen.api.map(({ path }) => path.replace(/(\/events\/.+)\/live$/, "$1"));
    expect(
      new Set(polled.filter((asked) => asked !== "/api/games")).size,
      polled.join(" "),
    ).toBeLessThanOrEqual(1);
  });
});

/** WCAG 2.2 AA, and what axe holds good practice. */
const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All that dark can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** One line for each element that breaks a rule. */
async function objections(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  const rules: axe.RunOnly =
    colorScheme === "light" ? { type: "tag", values: EVERYTHING } : { type: "rule", values: COLOURS };
  return page.evaluate(async (runOnly) => {
    const engine = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations } = await engine.run(document, { resultTypes: ["violations"], runOnly });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = "" }) => `${id} ${target} ${failureSummary.split("\n")[1]?.trim()}`,
      ),
    );
  }, rules);
}

/** What makes the document wider than the screen. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > width + 1,
    );
    return [...wide, document.body].slice(0, 3).map(({ outerHTML }) => outerHTML.slice(0, 120));
  });
}

/** Cells of results that don't lie under the head of their column. */
async function astray(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isUnder = (cell: Element, head: Element) => {
      const [own, above] = [cell.getBoundingClientRect(), head.getBoundingClientRect()];
      return Math.abs(own.left - above.left) < 1 && Math.abs(own.right - above.right) < 1;
    };
    return [...document.querySelectorAll<HTMLTableElement>("table.sheet")].flatMap(({ rows }) => {
      const [head, ...others] = rows;
      return others
        .filter(({ cells }) => cells.length > 1)
        .flatMap(({ cells }) => [...cells])
        .filter((cell) => !isUnder(cell, head?.cells[cell.cellIndex] ?? document.body))
        .map(({ outerHTML }) => outerHTML.slice(0, 120));
    });
  });
}

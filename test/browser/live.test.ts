/** A race that is on: the women's 1500 metres of Beijing 2022, told on while fans look. It had seven leaders. */
import type { Message } from "@podium/core/results/commands.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { until } from "@podium/local/table/testing.ts";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { json } from "../support/http.ts";
import {
  FAN,
  launch,
  open,
  PHONE,
  STAGE_WITHIN_MS,
  type Stage,
  says,
  startStage,
  type Watch,
  watch,
} from "./support.ts";

const EVENT = "SSKW1500M";
const BOARD = `/api/events/${EVENT}`;
/** The first two are on the ice. */
const MOMENT = "2022-02-07T08:31:00.000Z";
/** Freshness of browser and edge, the reader's memory and the rhythm of polling, all at their longest, and a slow machine. */
const SEEN_WITHIN_MS = 30_000;

let stage: Stage;
let browser: Browser;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage([EVENT], MOMENT), launch()]);
}, STAGE_WITHIN_MS);
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

type MarkMessage = Extract<Message, { type: "mark" }>;

const isMark = (message: Message): message is MarkMessage =>
  message.type === "mark" && (message.mark.timeMs !== undefined || message.mark.irm !== undefined);

const board = async () => json<EventBoard>(await stage.api(BOARD));

const leader = async () => (await board()).standings[0]?.competitor.name ?? "";

/** Tells the race on until somebody takes the lead. Answers with who it was and who is now. */
async function leadChanges(): Promise<{ before: string; after: string }> {
  const { standings } = await board();
  const best = standings[0]?.result?.timeMs ?? Number.POSITIVE_INFINITY;
  const { competitor: winner } = await stage.story.next(
    (message): message is MarkMessage => isMark(message) && (message.mark.timeMs ?? best) < best,
  );
  const names = new Map(standings.map(({ competitor: { id, name } }) => [id, name]));
  return { before: standings[0]?.competitor.name ?? "", after: names.get(winner) ?? "" };
}

async function look(options: BrowserContextOptions = {}): Promise<{ page: Page; seen: Watch }> {
  const context = await browser.newContext({ ...FAN, ...options });
  closing.push(() => context.close());
  const page = await context.newPage();
  const seen = await watch(page, stage.url);
  await page.addInitScript(observe);
  await open(page, `${stage.url}/events/${EVENT}`);
  return { page, seen };
}

interface Observed {
  shifts: string[];
  /** Properties that were animated. */
  animated: string[];
  /** What a screen reader was told. */
  said: string[];
}

interface Shift extends PerformanceEntry {
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

/** In the page: what moved, what was animated, what was said. */
function observe(): void {
  const observed: Observed = { shifts: [], animated: [], said: [] };
  Object.assign(globalThis, { observed });
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as Shift[]) {
      // A sign that comes and goes counts for a few millionths: nothing that anyone could see.
      if (value < 1e-4) continue;
      const moved = sources.map(({ node, previousRect: before, currentRect: after }) => {
        const what = (node as Element | null)?.outerHTML?.slice(0, 60);
        return `${what} from ${before.x},${before.y} to ${after.x},${after.y}`;
      });
      observed.shifts.push(`${value}: ${moved.join("; ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
  const { animate } = Element.prototype;
  Element.prototype.animate = function (frames, options) {
    for (const frame of frames as Keyframe[]) observed.animated.push(...Object.keys(frame));
    return animate.call(this, frames, options);
  };
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      const text = document.querySelector("[aria-live=polite]")?.textContent ?? "";
      if (text !== "" && text !== observed.said.at(-1)) observed.said.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

const observed = (page: Page): Promise<Observed> =>
  page.evaluate(() => (globalThis as unknown as { observed: Observed }).observed);

const rows = (page: Page) => page.locator("main table").first().locator("tbody tr");

async function leads(page: Page, name: string): Promise<void> {
  await rows(page).first().filter({ hasText: name }).waitFor({ timeout: SEEN_WITHIN_MS });
}

it("shifts nothing when the first marks come", async () => {
  const { page } = await look();
  await rows(page).first().waitFor();
  const opened = (await observed(page)).shifts.length;
  for (const _ of ["the first of all", "the first who leads by something"]) {
    const { after } = await leadChanges();
    await leads(page, after);
  }
  expect((await observed(page)).shifts.slice(opened)).toEqual([]);
});

it("shows a new leader without a reload: the row moves to the top, it is said once, and nothing else shifts", async () => {
  const { page } = await look();
  await leads(page, await leader());
  await rows(page)
    .first()
    .evaluate((row) => row.setAttribute("data-test", "the leader before"));
  const opened = (await observed(page)).shifts.length;

  const { before, after } = await leadChanges();
  await leads(page, after);

  // The row of who led is the same one, one place down: it was moved and not made anew.
  expect(await rows(page).nth(1).getAttribute("data-test")).toBe("the leader before");
  expect(await rows(page).nth(1).innerText()).toContain(before);
  const spoken = async () => (await observed(page)).said.filter((text) => text.includes(after));
  await until(async () => (await spoken()).length > 0, "the news is said", SEEN_WITHIN_MS);
  const { shifts, animated } = await observed(page);
  expect(shifts.slice(opened)).toEqual([]);
  expect(animated).toContain("transform");
  expect(await spoken()).toHaveLength(1);
});

it("moves nothing for a reader who wants no motion, and still shows the new leader", async () => {
  const { page } = await look({ reducedMotion: "reduce" });
  await leads(page, await leader());
  const { after } = await leadChanges();
  await leads(page, after);
  expect((await observed(page)).animated).not.toContain("transform");
});

it("moves no row of a phone that is turned", async () => {
  const { page } = await look({ viewport: PHONE });
  // What makes rows glide comes after the first view.
  await page.waitForFunction(() =>
    performance.getEntriesByType("resource").some(({ name }) => name.includes("/after-")),
  );
  await page.setViewportSize({ width: PHONE.height, height: PHONE.width });
  // The table is drawn again.
  await page.getByRole("button", { name: /^Follow/, pressed: false }).click();
  await page.getByRole("button", { pressed: true }).first().waitFor();
  expect((await observed(page)).animated).not.toContain("transform");
});

it("asks for one thing at a time, the short form while the race is on, and takes a 304 for what it knows", async () => {
  const { page, seen } = await look();
  await rows(page).first().waitFor();
  await until(
    () => seen.api.filter(({ status }) => status === 304).length >= 2,
    "two polls without news",
    SEEN_WITHIN_MS,
  );
  const [first, ...polls] = seen.api.filter(({ path }) => path !== "/api/games");
  expect(first?.path).toBe(BOARD);
  expect(new Set(polls.map(({ path }) => path))).toEqual(new Set([`${BOARD}/live`]));
  // The first short answer is new; from then on nothing has changed, and nothing is sent.
  expect(polls.slice(1).map(({ status, etag }) => [status, etag !== undefined])).toEqual(
    polls.slice(1).map(() => [304, true]),
  );
});

it("asks for nothing while its tab is hidden, and catches up when it is shown", async () => {
  const { page, seen } = await look();
  await rows(page).first().waitFor();
  await show(page, false);
  const asked = seen.asked.length;
  const { after } = await leadChanges();
  const other = await look();
  await leads(other.page, after);
  expect(seen.asked.slice(asked)).toEqual([]);

  await show(page, true);
  await leads(page, after);
});

it("stays readable in a tunnel, says as of when, and catches up behind it", async () => {
  const { page } = await look();
  const before = await rows(page).allInnerTexts();
  await page.context().setOffline(true);
  await says(page, /^As of /, SEEN_WITHIN_MS);
  const { after } = await leadChanges();
  expect(await rows(page).allInnerTexts()).toEqual(before);

  await page.context().setOffline(false);
  await leads(page, after);
  await page.getByText(/^As of /).waitFor({ state: "detached", timeout: SEEN_WITHIN_MS });
});

it("stays readable when there is no server any more", async () => {
  const { page } = await look();
  const before = await rows(page).allInnerTexts();
  await stage.stop();
  await says(page, /^As of .+ reconnecting/, SEEN_WITHIN_MS);
  expect(await rows(page).allInnerTexts()).toEqual(before);
});

/** A browser without a window never hides a tab: the page is told as the browser would tell it. */
async function show(page: Page, visible: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    visible ? "visible" : "hidden",
  );
}

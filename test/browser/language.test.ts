/** Which language a reader gets, what of the app comes for it, and how it is changed, with a network and without. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Line, openLine } from "./line.ts";
import {
  FAN,
  launch,
  open,
  STAGE_WITHIN_MS,
  type Stage,
  says,
  startStage,
  type Watch,
  watch,
} from "./support.ts";

const EVENT = "/events/STKXRELAY4";
const MOMENT = "2022-02-07T04:50:00.000Z";

let stage: Stage;
let line: Line;
let browser: Browser;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(["STKXRELAY4"], MOMENT), launch()]);
  line = await openLine(stage.port);
}, STAGE_WITHIN_MS);
afterEach(async () => {
  line.mend();
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await stage?.stop();
});

async function fan(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ ...FAN, ...options });
  closing.push(() => context.close());
  return context;
}

const french = () => fan({ locale: "fr-CA" });

const language = (page: Page) => page.locator("html").getAttribute("lang");
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** What the document has for who reads `code`. */
const offered = (page: Page, code: string) =>
  page.evaluate((code) => document.querySelector("script")?.dataset[code]?.split(" ") ?? [], code);

/** Opens a page of the line, and waits until the worker answers for it. */
async function visit(context: BrowserContext, path: string): Promise<{ page: Page; seen: Watch }> {
  const page = await context.newPage();
  const seen = await watch(page, line.url);
  await open(page, line.url + path);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  return { page, seen };
}

it("a first view in French asks for no file of the English app, and is all that its document names", async () => {
  const context = await fan({ locale: "fr-CA", serviceWorkers: "block" });
  const page = await context.newPage();
  const seen = await watch(page, stage.url);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url().slice(stage.url.length)));
  for (const path of ["/", EVENT, "/medals", "/athletes/0"]) {
    asked.length = 0;
    await open(page, stage.url + path);
    expect(await language(page)).toBe("fr");
    const scripts = await offered(page, "fr");
    const english = (await offered(page, "en")).filter((file) => !scripts.includes(file));
    expect(scripts.length).toBeGreaterThan(0);
    expect(english.length).toBeGreaterThan(0);
    expect(asked).toEqual(expect.arrayContaining(scripts));
    expect(asked.filter((file) => english.includes(file))).toEqual([]);
  }
  expect(seen.complaints.filter((text) => text.includes("Content-Security-Policy"))).toEqual([]);
});

it("gives English to who reads neither, and what was chosen to who chose, whatever the browser wants", async () => {
  const german = await (await fan({ locale: "de-DE" })).newPage();
  await open(german, `${stage.url}/medals`);
  await heading(german, "Medal table");

  const context = await french();
  const { page, seen } = await visit(context, "/medals");
  await heading(page, "Tableau des médailles");
  await press(page, "English");
  await heading(page, "Medal table");
  const { page: later } = await visit(context, "/medals");
  await heading(later, "Medal table");
  expect(await language(later)).toBe("en");
  expect(seen.complaints).toEqual([]);
});

it("is changed in place: the same view of the same event, and no news of a newer app", async () => {
  const { page } = await visit(await fan({}), EVENT);
  const chosen = page.getByRole("tab", { selected: true });
  await page.getByRole("tab").last().click();
  const { hash } = new URL(page.url());
  expect(hash).not.toBe("");
  const last = await page.getByRole("tab").count();
  await press(page, "Français");
  await page.locator("html[lang=fr]").waitFor();
  await chosen.waitFor();
  expect(page.url()).toBe(line.url + EVENT + hash);
  expect(
    await page
      .getByRole("tab")
      .nth(last - 1)
      .getAttribute("aria-selected"),
  ).toBe("true");
  expect(await page.getByText(/nouvelle version|new version/).count()).toBe(0);
});

it("goes on in French without a network, keeps no English, and says so to who asks for it", async () => {
  const context = await french();
  const { page } = await visit(context, EVENT);
  const english = await offered(page, "en");
  const kept = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("app-"));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toEqual(expect.arrayContaining(await offered(page, "fr")));
  expect(kept.filter((file) => english.includes(file))).toEqual([]);

  await page.getByRole("link", { name: "Médailles" }).first().click();
  await heading(page, "Tableau des médailles");
  await page.waitForFunction(async (board) => (await caches.match(board)) !== undefined, `/api${EVENT}`);

  line.cut();
  await context.setOffline(true);
  await page.goto(line.url + EVENT);
  await page.getByRole("tab", { selected: true }).waitFor();
  await page.goto(`${line.url}/medals`);
  await heading(page, "Tableau des médailles");
  await press(page, "English");
  await says(page, "Cette langue n’est pas sur votre appareil");
  expect(await language(page)).toBe("fr");
  await page.reload();
  await heading(page, "Tableau des médailles");

  line.mend();
  await context.setOffline(false);
  await press(page, "English");
  await heading(page, "Medal table");
  line.cut();
  await context.setOffline(true);
  await page.goto(`${line.url}/search`);
  await heading(page, "Search");
});

/** What fans do: with the keyboard alone, in French, looking for somebody, following a country, printing. */
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { json } from "../support/http.ts";
import { FAN, launch, open, STAGE_WITHIN_MS, type Stage, startStage } from "./support.ts";

/** The downhill and the giant slalom are on, the others are over. */
const EVENTS = ["ALPMDH", "ALPWGS", "STKXRELAY4", "SSKW3000M"];
const MOMENT = "2022-02-07T04:50:00.000Z";

let stage: Stage;
let browser: Browser;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(EVENTS, MOMENT), launch()]);
}, STAGE_WITHIN_MS);
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

async function fan(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ ...FAN, ...options });
  closing.push(() => context.close());
  return context.newPage();
}

const board = async (event: string) => json<EventBoard>(await stage.api(`/api/events/${event}`));
const title = (page: Page) => page.locator("h1").innerText();

/** Role and name of what has the focus, as a screen reader would call it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    return `${element.getAttribute("role") ?? element.tagName.toLowerCase()} ${element.innerText.trim()}`;
  });

/** Presses Tab until this has the focus; throws where it never gets it. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (name.test(await focused(page))) return;
  }
  throw new Error(`the keyboard doesn't lead to ${name}`);
}

it("is read with the keyboard alone: menu, sorting, a country's medals", async () => {
  const page = await fan();
  await open(page, stage.url);
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("a Skip to results");
  await page.keyboard.press("Enter");
  await page.locator("main:focus, main :focus").waitFor();

  await page.goto(stage.url);
  await tabTo(page, /^a Medals$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Medal table" }).waitFor();
  // Whoever can't see the page is told where they are, and goes on from there.
  expect(await focused(page)).toBe("h1 Medal table");

  await tabTo(page, /^button .*Total/i);
  await page.keyboard.press("Enter");
  const sorted = page.locator("th[aria-sort=descending], th[aria-sort=ascending]");
  expect(await sorted.innerText()).toMatch(/Total/i);
  await page.keyboard.press("Enter");
  expect(await sorted.getAttribute("aria-sort")).toBe("ascending");

  await tabTo(page, /^button .*Netherlands/);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /Irene Schouten/ }).waitFor();
});

it("leads through the views of an event by the arrow keys, and back to the page it came from", async () => {
  const page = await fan();
  await open(page, `${stage.url}/events/STKXRELAY4`);
  const chosen = page.getByRole("tab", { selected: true });
  await chosen.waitFor();
  await tabTo(page, /^tab /);
  const before = await chosen.innerText();
  await page.keyboard.press("ArrowRight");
  expect(await chosen.innerText()).not.toBe(before);
  expect(await page.getByRole("tabpanel", { name: await chosen.innerText() }).isVisible()).toBe(true);
  await page.keyboard.press("ArrowLeft");
  expect(await chosen.innerText()).toBe(before);

  await tabTo(page, /^a .*Arianna Fontana/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Arianna Fontana" }).waitFor();
  await page.goBack();
  await chosen.filter({ hasText: before }).waitFor();
});

it("speaks French to who reads French, and remembers it of who chooses it", async () => {
  const french = await fan({ locale: "fr-CA" });
  await open(french, `${stage.url}/events/ALPMDH`);
  expect(await french.locator("html").getAttribute("lang")).toBe("fr");
  expect(await title(french)).toBe("Descente hommes");
  expect(await french.locator("main table").first().innerText()).toMatch(/1:4\d,\d\d/);
  await french.getByRole("link", { name: "Médailles" }).click();
  await french.getByRole("heading", { name: "Tableau des médailles" }).waitFor();

  const english = await fan();
  await open(english, `${stage.url}/medals`);
  expect(await title(english)).toBe("Medal table");
  await english.getByRole("button", { name: "Français" }).click();
  await english.getByRole("heading", { name: "Tableau des médailles" }).waitFor();
  await english.reload();
  await english.getByRole("heading", { name: "Tableau des médailles" }).waitFor();
});

it("finds an athlete by a part of the name, without accents, and asks the server only once", async () => {
  const page = await fan();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/")) asked.push(request.url().slice(stage.url.length));
  });
  await open(page, `${stage.url}/search`);
  await page.getByRole("searchbox").fill("innerhof");
  await page
    .getByRole("link", { name: /Innerhofer/ })
    .first()
    .waitFor();
  await page.getByRole("searchbox").fill("Aleksander aamodt");
  const found = page.getByRole("link", { name: /Aleksander Aamodt Kilde/ }).first();
  await found.waitFor();
  expect(asked.filter((path) => path === "/api/search")).toHaveLength(1);
  await found.click();
  await page.getByRole("heading", { level: 1, name: /Kilde/ }).waitFor();
  expect(await page.title()).toMatch(/Kilde/);
});

it("shows a followed country first and marks its athletes, after a reload too", async () => {
  const page = await fan();
  await open(page, `${stage.url}/countries/SLO`);
  await page.getByRole("button", { name: "Follow Slovenia" }).click();
  await page.getByRole("link", { name: "Now" }).click();
  for (const look of ["at once", "after a reload"]) {
    const first = page.locator("main a").first();
    await first.filter({ hasText: "Slovenia" }).waitFor();
    if (look === "at once") await page.reload();
  }
  await open(page, `${stage.url}/events/ALPWGS`);
  const { standings } = await board("ALPWGS");
  const slovene = standings.find(({ competitor }) => competitor.noc === "SLO")?.competitor.name ?? "";
  const row = page.locator("main tr").filter({ hasText: slovene }).first();
  expect(await row.innerHTML()).toContain("Follow");
});

it("is heard as a table: heads above, in each row who it is and all that stands beside", async () => {
  const page = await fan();
  await open(page, `${stage.url}/events/ALPMDH`);
  const wire = await page.context().newCDPSession(page);
  const { nodes } = await wire.send("Accessibility.getFullAXTree");
  const heard = (role: string) =>
    nodes.filter((node) => !node.ignored && node.role?.value === role).map(({ name }) => String(name?.value));
  const seen = (cells: string) => page.locator(`main ${cells}:visible`).count();
  expect(heard("table")).toEqual(["Standings"]);
  expect(heard("columnheader")).toHaveLength(await seen("thead th"));
  expect(heard("rowheader")).toHaveLength(await seen("tbody th"));
  expect(heard("cell")).toHaveLength(await seen("tbody td"));
  const { standings } = await board("ALPMDH");
  for (const { competitor } of standings)
    expect(heard("rowheader")).toContainEqual(expect.stringContaining(competitor.name));
});

it("prints as a result sheet: the whole table, without what only a screen needs", async () => {
  const page = await fan();
  await open(page, `${stage.url}/events/SSKW3000M`);
  const { standings } = await board("SSKW3000M");
  await page.emulateMedia({ media: "print" });
  const hidden = page.locator("nav:visible, button:visible, .skip:visible");
  expect(
    await hidden.evaluateAll((elements) => elements.map(({ outerHTML }) => outerHTML.slice(0, 100))),
  ).toEqual([]);
  const text = await page.locator("main").innerText();
  for (const { competitor } of standings) expect(text).toContain(competitor.name);
  expect(text).toContain("Official");
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
});

/** What scorers do, from signing in to the page that fans look at: whole stories, on the keyboard where a scorer would be. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { MedalsBoard } from "@podium/core/results/projections/medals.ts";
import { until } from "@podium/local/table/testing.ts";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../support/cloud.ts";
import { signIn as signInByApi } from "../support/console.ts";
import { A, C, EVENT, entries, MASTER, RACE, UNIT } from "../support/games.ts";
import { json } from "../support/http.ts";
import {
  allSent,
  type Built,
  buildApps,
  cellOf,
  go,
  rowOf,
  type Seat,
  signIn,
  sit,
  typeDown,
} from "./console-support.ts";
import { type Line, openLine } from "./line.ts";
import { FAN, launch, STAGE_WITHIN_MS } from "./support.ts";

const [ALM, BERG, CAVEGN] = ["Anton Alm", "Bjørn Berg", "Carl Cavegn"] as const;
/** Freshness of browser and edge, the reader's memory and the rhythm of polling, all at their longest, and a slow machine. */
const SEEN_WITHIN_MS = 30_000;

let built: Built;
let browser: Browser;
let cloud: TestCloud;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [built, browser] = await Promise.all([buildApps(), launch()]);
}, STAGE_WITHIN_MS);
beforeEach(async () => {
  cloud = await startTestCloud({ webDir: built.webDir });
  closing.push(() => cloud.stop());
  await cloud.tell([...MASTER, entries]);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await browser?.close();
  built?.[Symbol.dispose]();
});

async function seat(origin = cloud.url): Promise<Seat> {
  const taken = await sit(browser, origin);
  closing.push(taken.close);
  return taken;
}

async function scorer(username = "scorer", origin = cloud.url): Promise<Page> {
  const { page } = await seat(origin);
  await signIn(page, cloud, username);
  await go(page, `#/units/${UNIT}`);
  await cellOf(page, "Time", ALM).waitFor();
  return page;
}

const board = async () => json<EventBoard>(await cloud.api(`/api/events/${EVENT}`));
const golds = async () =>
  json<MedalsBoard>(await cloud.api("/api/leaderboards/medals")).rows.map(({ noc, gold }) => [noc, gold]);
const trail = async () => {
  const person = await signInByApi(cloud, "admin");
  return (await person.do("audit", { query: { trail: EVENT } })).entries;
};

/** The race is over and official, by the feed. */
const official = () => cloud.tell(RACE.slice(1));

describe("signing in", () => {
  it("takes name, password and the code of the second factor, and says no more than that it failed", async () => {
    const { page, seen } = await seat();
    await page.getByLabel("User name").fill("scorer");
    await page.getByLabel("Password").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByText("That did not work. Check name, password and code.").waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);

    await signIn(page, cloud, "scorer");
    await page.getByText("Men's Downhill").waitFor();
    // The browser itself reports the refusal as an error.
    expect(seen.complaints.filter((line) => !line.includes("401"))).toEqual([]);
    expect(seen.strangers).toEqual([]);
  });

  it("is asked for again when the session has ended, and what was typed is still there and sent", async () => {
    const page = await scorer();
    await cellOf(page, "Time", ALM).focus();
    await page.keyboard.type("1:43.4");
    const admin = await signInByApi(cloud, "admin");
    await admin.do("signOutUser", { parameters: { username: "scorer" } });
    // Longer than an access token lasts.
    await page.clock.setSystemTime(Date.now() + 11 * 60_000);
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
    await page.clock.setSystemTime(Date.now());
    await signIn(page, cloud, "scorer", { again: true });
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await cellOf(page, "Time", ALM).inputValue()).toBe("1:43.4");
    await cellOf(page, "Time", ALM).press("End");
    await typeDown(page, ["5"]);
    await rowOf(page, ALM).getByRole("cell", { name: "1", exact: true }).last().waitFor();
    await until(
      async () => (await board()).standings[0]?.result?.timeMs === 103_450,
      "the mark",
      SEEN_WITHIN_MS,
    );
  });
});

it("a downhill is scored by keyboard from start list to official, and the fan’s page follows", async () => {
  const { page } = await seat();
  await signIn(page, cloud, "scorer");
  await page.getByRole("link", { name: /Men's Downhill/ }).focus();
  await page.keyboard.press("Enter");
  await cellOf(page, "Time", ALM).waitFor();
  for (const status of ["Start list", "Live"]) {
    await page.getByRole("button", { name: `→ ${status}`, disabled: false }).waitFor();
    await page.keyboard.press("Alt+s");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: status }).waitFor();
  }

  const fan = await browser.newContext(FAN);
  closing.push(() => fan.close());
  const watching = await fan.newPage();
  await watching.goto(`${cloud.url}/events/${EVENT}`);
  const fanSees = (name: string, text: string) =>
    watching
      .getByRole("row")
      .filter({ hasText: name })
      .filter({ hasText: text })
      .first()
      .waitFor({ timeout: SEEN_WITHIN_MS });

  await cellOf(page, "Time", ALM).focus();
  await typeDown(page, ["1:43.45", "1:44.25", "dnf"]);
  await allSent(page);
  await fanSees(ALM, "1:43.45");
  await fanSees(CAVEGN, "DNF");

  // A slip, and its undo.
  await cellOf(page, "Time", BERG).focus();
  await typeDown(page, ["1:42.25"]);
  await fanSees(BERG, "1:42.25");
  await page.keyboard.press("Control+z");
  await fanSees(BERG, "1:44.25");

  await page.getByRole("button", { name: "→ Unofficial" }).press("Enter");
  await page.getByRole("button", { name: "Propose Official" }).press("Enter");
  await page.getByText(/proposed by scorer/).waitFor();
  expect(await page.getByRole("button", { name: "Confirm" }).count()).toBe(0);

  const other = await scorer("second");
  await other.getByRole("button", { name: "Confirm" }).press("Enter");
  await other.getByRole("heading", { name: /Official/ }).waitFor();
  await until(async () => (await board()).standings[0]?.medal === "gold", "the medal", SEEN_WITHIN_MS);
  await fanSees(ALM, "1:43.45");
});

describe("what is typed", () => {
  it("is checked at once with a reason, and goes nowhere while it is wrong or hard to believe", async () => {
    await cloud.tell(RACE.slice(1, 6));
    const page = await scorer();
    const time = cellOf(page, "Time", BERG);
    const says = (text: string | RegExp) => rowOf(page, BERG).getByText(text).waitFor();
    await time.focus();
    await typeDown(page, ["1:4x.1"]);
    await says("Time is a time, like 1:42.69 or 42.69");
    await page.keyboard.press("Escape");
    await typeDown(page, ["XYZ"]);
    await says(/is one of DNS, DNF, DSQ/);
    await page.keyboard.press("Escape");
    expect(await time.inputValue()).toBe("1:44.25");
    await time.focus();
    await typeDown(page, ["44.25"]);
    await says("Far below the others, who are around 1:43.90. Enter again sends it.");
    expect((await trail()).filter(({ actor }) => actor === "user:scorer")).toEqual([]);

    await page.keyboard.press("Enter");
    await allSent(page);
    await until(
      async () => (await board()).standings[0]?.result?.timeMs === 44_250,
      "it was meant",
      SEEN_WITHIN_MS,
    );
  });
});

it("two scorers see each other’s marks, and a conflict is shown side by side and decided by the one who was later", async () => {
  const [one, two] = await Promise.all([scorer("scorer"), scorer("second")]);
  await cellOf(one, "Time", ALM).focus();
  await typeDown(one, ["1:43.45"]);
  await expectValue(two, ALM, "1:43.45");

  // Both type the same mark: the second before having seen the first.
  await two.context().setOffline(true);
  await cellOf(two, "Time", BERG).focus();
  await typeDown(two, ["1:44.52"]);
  await cellOf(one, "Time", BERG).focus();
  await typeDown(one, ["1:44.25"]);
  await allSent(one);
  await two.context().setOffline(false);
  const conflict = two.getByRole("alert", { name: "To decide" });
  await conflict.getByText("1:44.52").waitFor();
  await conflict.getByText("1:44.25").waitFor();
  await conflict.getByText("user:scorer").waitFor();
  const timeOnBoard = async () =>
    (await board()).standings.find(({ competitor }) => competitor.name === BERG)?.result?.timeMs;
  await expect.poll(timeOnBoard, { timeout: 10_000 }).toBe(104_250);

  await conflict.getByRole("button", { name: "Send yours" }).press("Enter");
  await conflict.waitFor({ state: "detached" });
  await expectValue(one, BERG, "1:44.52");
});

describe("the line drops", () => {
  let line: Line;
  beforeEach(async () => {
    line = await openLine(cloud.port);
    closing.push(() => line.close());
  });

  it("and what was typed is marked unsent, and sent once when it is back", async () => {
    const page = await scorer("scorer", line.url);
    line.cut();
    await cellOf(page, "Time", ALM).focus();
    await typeDown(page, ["1:43.45", "1:44.25", "1:43.90"]);
    await page.getByText("3 unsent").waitFor();
    await page.getByText(/^No connection/).waitFor();
    await rowOf(page, ALM).getByText("unsent").waitFor();

    line.mend();
    await allSent(page);
    const marks = (await trail()).filter(
      ({ command, actor }) => command === "mark" && actor === "user:scorer",
    );
    expect(marks).toHaveLength(3);
  });

  it("and what was typed outlives the page: it goes out after the next sign-in", async () => {
    const page = await scorer("scorer", line.url);
    line.cut();
    await cellOf(page, "Time", ALM).focus();
    await typeDown(page, ["1:43.45"]);
    await page.getByText("1 unsent").waitFor();
    line.mend();
    // Kept before it was sent: a page that dies in between leaves it in the browser.
    line.cut();
    await page.goto("about:blank");
    line.mend();
    await page.goto(`${line.url}/console/`);
    await signIn(page, cloud, "scorer");
    await until(
      async () => (await board()).standings[0]?.result?.timeMs === 103_450,
      "the mark",
      SEEN_WITHIN_MS,
    );
  });
});

it("a protest and a correction move the gold: previewed, proposed by one and confirmed by another", async () => {
  await official();
  await until(async () => (await golds())[0]?.[0] === "AUT", "the gold of A", SEEN_WITHIN_MS);
  const page = await scorer();
  await page.getByRole("button", { name: "→ Protested" }).press("Enter");
  await page.getByRole("heading", { name: /Protested/ }).waitFor();

  await page.getByRole("button", { name: `Correct… ${ALM}` }).press("Enter");
  const dialog = page.getByRole("dialog", { name: `Correct ${ALM}` });
  await dialog.getByRole("button", { name: "Disqualify" }).press("Enter");
  await dialog.getByLabel("Reason").fill("Equipment, rule 606.4");
  await dialog.getByRole("button", { name: "What would change?" }).press("Enter");
  await dialog.getByRole("row", { name: /Carl Cavegn SUI .* 1 · gold/ }).waitFor();
  await dialog.getByRole("row", { name: /Switzerland .* 1 gold/ }).waitFor();
  await dialog.getByRole("button", { name: "Correct it" }).press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Equipment, rule 606.4").waitFor();
  await page.getByRole("button", { name: "Propose Official" }).press("Enter");
  await page.getByText("Make it Official").waitFor();

  const { page: other } = await seat();
  await signIn(other, cloud, "second");
  await go(other, "#/proposals");
  for (const left of [1, 0]) {
    await other.getByRole("button", { name: "Confirm" }).first().press("Enter");
    await until(
      async () => (await other.getByRole("button", { name: "Confirm" }).count()) === left,
      "one less",
      SEEN_WITHIN_MS,
    );
  }
  await until(async () => (await golds())[0]?.[0] === "SUI", "the gold of C", SEEN_WITHIN_MS);
  await go(other, `#/audit/${EVENT}`);
  await other.getByText("Equipment, rule 606.4").first().waitFor();
});

it("a file is tried out first: wrong lines are named, the right ones applied", async () => {
  const { page } = await seat();
  await signIn(page, cloud, "scorer");
  await go(page, "#/import");
  const file = join(built.webDir, "..", `podium-import-${process.pid}.csv`);
  writeFileSync(
    file,
    `unit;competitor;mark\n${UNIT};${A};1:43.45\n${UNIT};${C};1:4x.90\n${UNIT};9999;1:44.00\n`,
  );
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose a file" }).press("Enter"),
  ]);
  await chooser.setFiles(file);
  await page.getByText("Tried out: 1 would change, 0 as it is, 2 wrong.").first().waitFor();
  await page
    .getByRole("row", { name: /^3 wrong/ })
    .getByText(/is a time, like 1:42.69/)
    .waitFor();
  expect((await board()).standings.every(({ result }) => result === null)).toBe(true);

  await page.getByRole("button", { name: "Apply the lines that are right" }).press("Enter");
  await page.getByText("Applied: 1 taken, 0 for a second person, 2 wrong.").first().waitFor();
  await until(
    async () => (await board()).standings[0]?.result?.timeMs === 103_450,
    "the mark",
    SEEN_WITHIN_MS,
  );
});

describe("who may not", () => {
  it("write sees everything and finds nothing to write with", async () => {
    const page = await scorer("viewer");
    expect(await cellOf(page, "Time", ALM).getAttribute("readonly")).not.toBeNull();
    expect(await page.getByRole("button", { name: /→|Take over|Correct/ }).count()).toBe(0);
    const menu = await page.getByRole("navigation", { name: "Console" }).getByRole("link").allInnerTexts();
    expect(menu).not.toContain("Import");
    expect(menu).not.toContain("Manage");
    await page.getByText("You may look at this unit, and not write in it.").waitFor();
  });

  it("manage is told so by the server, where the page was found all the same", async () => {
    const { page } = await seat();
    await signIn(page, cloud, "scorer");
    await go(page, "#/manage/users");
    await page.getByText(/may not do this/).waitFor();
  });
});

it("no fan loads any of it", () => {
  const fans = readdirSync(join(built.webDir, "assets")).filter((name) => name.endsWith(".js"));
  expect(fans.length).toBeGreaterThan(5);
  for (const name of fans) {
    expect(readFileSync(join(built.webDir, "assets", name), "utf8"), name).not.toMatch(
      /react-aria|api\/admin/,
    );
  }
});

describe("every page", () => {
  const PAGES = [
    "#/",
    `#/units/${UNIT}`,
    "#/proposals",
    "#/import",
    "#/feeds",
    "#/messages",
    `#/audit/${EVENT}`,
    "#/edge",
    "#/manage/events",
    "#/manage/competitors",
    "#/manage/users",
    "#/manage/keys",
    "#/manage/settings",
  ];

  it("has nothing that axe objects to, light and dark, and keeps the Content-Security-Policy", async () => {
    await official();
    const { page, seen } = await seat();
    const found = await objections(page, "sign-in");
    await signIn(page, cloud, "admin");
    for (const hash of PAGES) {
      await go(page, hash);
      await page.getByText("Loading…").waitFor({ state: "detached" });
      found.push(...(await objections(page, hash)));
    }
    await go(page, `#/units/${UNIT}`);
    await page.getByRole("button", { name: `Correct… ${ALM}` }).press("Enter");
    found.push(...(await objections(page, "correction")));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Keys" }).press("Enter");
    found.push(...(await objections(page, "keys")));
    expect(found).toEqual([]);
    expect(seen.complaints).toEqual([]);
    expect(seen.strangers).toEqual([]);
  });

  it("needs no more than 768 pixels", async () => {
    await official();
    const { page } = await seat();
    await signIn(page, cloud, "admin");
    await page.setViewportSize({ width: 768, height: 900 });
    for (const hash of PAGES) {
      await go(page, hash);
      await page.getByText("Loading…").waitFor({ state: "detached" });
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over, hash).toBeLessThanOrEqual(0);
    }
  });
});

it("a key shows the keys, another goes into the unit that is on, and single keys can be turned off", async () => {
  await cloud.tell(RACE.slice(1, 3));
  const { page } = await seat();
  await signIn(page, cloud, "scorer");
  await page.getByText("Enter what is on:").waitFor();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await sheet.getByRole("checkbox").press("Space");
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await page.keyboard.press("?");
  expect([await sheet.count(), await page.getByRole("heading", { level: 1 }).innerText()]).toEqual([
    0,
    "My events",
  ]);

  await page.getByRole("button", { name: "Keys" }).press("Enter");
  await sheet.getByRole("checkbox").press("Space");
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: /Men's Downhill/ }).waitFor();
});

async function expectValue(page: Page, name: string, text: string): Promise<void> {
  await until(
    async () => (await cellOf(page, "Time", name).inputValue()) === text,
    `${name}: ${text}`,
    SEEN_WITHIN_MS,
  );
}

/** WCAG 2.2 AA and what axe holds good practice. */
const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All that dark can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** One line for each element that breaks a rule. */
async function objections(page: Page, where: string): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const rules: axe.RunOnly =
      colorScheme === "light" ? { type: "tag", values: EVERYTHING } : { type: "rule", values: COLOURS };
    const lines = await page.evaluate(async (runOnly) => {
      const engine = (globalThis as unknown as { axe: typeof axe }).axe;
      const { violations } = await engine.run(document, { resultTypes: ["violations"], runOnly });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(
          ({ target, failureSummary = "" }) => `${id} ${target} ${failureSummary.split("\n")[1]?.trim()}`,
        ),
      );
    }, rules);
    found.push(...lines.map((line) => `${where} ${colorScheme}: ${line}`));
  }
  return found;
}

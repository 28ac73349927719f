/** What happens around the grid: feeds that are taken over, messages that are mended, matches, new people. */
import type { Message } from "@podium/core/results/commands.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { codeOf } from "@podium/local/sign-in/seed.ts";
import { until } from "@podium/local/table/testing.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { KEY, startTestCloud, type TestCloud } from "../support/cloud.ts";
import { A, B, C, EVENT, entries, MASTER, mark, minute, RACE, UNIT } from "../support/games.ts";
import { ask, json } from "../support/http.ts";
import { result } from "../support/odf.ts";
import { type Built, buildApps, cellOf, go, signIn, sit, typeDown } from "./console-support.ts";
import { launch, STAGE_WITHIN_MS } from "./support.ts";

const SEEN_WITHIN_MS = 30_000;
const MATCH_EVENT = "IHOMTEAM6";
const MATCH = "IHOMTEAM6-------------GPA-000100--";
const [HOME, AWAY] = ["IHOMTEAM6---NOR01", "IHOMTEAM6---SUI01"] as const;

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

async function seat(username: string): Promise<Page> {
  const { page, close } = await sit(browser, cloud.url);
  closing.push(close);
  await signIn(page, cloud, username);
  return page;
}

async function boardShows(event: string, what: string, shows: (board: EventBoard) => boolean): Promise<void> {
  const look = async () => shows(json<EventBoard>(await cloud.api(`/api/events/${event}`)));
  await until(look, what, SEEN_WITHIN_MS);
}

const timeOf = (board: EventBoard, competitor: string) =>
  board.standings.find((row) => row.competitor.id === competitor)?.result?.timeMs;

it("a unit is taken over by hand: what the feed says meanwhile waits, and counts once it is handed back", async () => {
  await cloud.tell(RACE.slice(2, 4));
  const page = await seat("scorer");
  await go(page, `#/units/${UNIT}`);
  await page.getByText(/^Reported by the timing feed/).waitFor();
  await page.getByRole("button", { name: "Take over by hand" }).press("Enter");
  await page.getByLabel("Reason").fill("The timing shows the wrong run");
  await page.keyboard.press("Enter");
  await page.getByText(/^Reported by hand/).waitFor();

  await cloud.tell([mark(C, 103_900, 6)]);
  await cellOf(page, "Time", "Bjørn Berg").focus();
  await typeDown(page, ["1:44.25"]);
  await boardShows(EVENT, "what was typed, and not what the feed said", (board) => {
    return timeOf(board, B) === 104_250 && timeOf(board, C) === undefined;
  });
  await page.getByText("1 message is held").click();
  await page.getByRole("row", { name: /held mark 1003 waits for charge/ }).waitFor();

  await page.getByRole("button", { name: "Hand over to the timing feed" }).press("Enter");
  await page.getByLabel("Reason").fill("It is repaired");
  await page.keyboard.press("Enter");
  await boardShows(EVENT, "what the feed said meanwhile", (board) => timeOf(board, C) === 103_900);
  await page.getByText("1 message is held").waitFor({ state: "detached" });
});

it("the feeds are on one page that renews itself: what became of theirs, what is missing, who is silent", async () => {
  const odf = async (version: number) => {
    const body = result({ version, lines: [{ competitor: A, time: "1:43.45" }, { competitor: B }] });
    const headers = { "x-api-key": KEY };
    expect((await ask(`${cloud.url}/api/ingest/odf`, { method: "POST", headers, body })).status).toBe(200);
  };
  await odf(1);
  await cloud.quiet();
  await cloud.tell(RACE.slice(2, 4));
  const page = await seat("viewer");
  await go(page, "#/feeds");
  await page.getByRole("row", { name: /^odf ODF .* 1 applied 0$/ }).waitFor();
  await page.getByRole("row", { name: /^local lines .* 8 applied –$/ }).waitFor();
  await page.getByText(/^Order: timing, ODF, by hand/).waitFor();

  await odf(3);
  await page.getByRole("row", { name: /^odf ODF .* 1 applied, 1 held 1$/ }).waitFor();
  await page.getByText("1 message is held").waitFor();
  // Timing is in charge of a unit that is LIVE, and says nothing more.
  await page.getByText(/Men's Downhill, Final is on, and nothing was heard of it/).waitFor();
});

it("a message that was rejected is found, mended, and counts in the name of who mended it", async () => {
  await cloud.tell(RACE.slice(2, 3));
  const wrong = JSON.stringify(mark("4711", 103_450, 2, "wrong-one"));
  expect(json(await cloud.post(wrong))).toMatchObject({ rejected: 1 });
  const page = await seat("scorer");
  await go(page, "#/messages");
  await page.getByRole("button", { name: "Open wrong-one" }).press("Enter");
  await page.getByRole("button", { name: "Mend" }).press("Enter");
  const text = page.getByLabel("What it should have said");
  await text.fill((await text.inputValue()).replace("4711", A));
  await page.getByRole("button", { name: "Send what I wrote" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await boardShows(EVENT, "the mended mark", (board) => timeOf(board, A) === 103_450);
  await go(page, "#/audit");
  await page.getByRole("row", { name: /user:scorer mark/ }).waitFor();
});

it("a match is scored by keyboard, period by period", async () => {
  await cloud.tell(matchGames());
  const page = await seat("scorer");
  await go(page, `#/units/${MATCH}`);
  await page.getByLabel("Norway").focus();
  await page.keyboard.type("3");
  await page.keyboard.press("Tab");
  await page.keyboard.type("2");
  await page.keyboard.press("Tab");
  await page.keyboard.type("1:0 1:1 1:1");
  await page.keyboard.press("Enter");
  await boardShows(MATCH_EVENT, "the match", ({ phases }) => {
    const match = phases.flatMap(({ units }) => units).find(({ rsc }) => rsc === MATCH)?.match;
    return match?.sides[0]?.score === 3 && match.sides[1]?.score === 2 && match.periods.length === 3;
  });
});

it("a new person gets a password for once, makes one of their own and sets up the second factor", async () => {
  const admin = await seat("admin");
  await go(admin, "#/manage/users");
  await admin.getByRole("button", { name: "New user" }).press("Enter");
  await admin.getByLabel("User name").fill("berta");
  await admin.getByLabel("Name", { exact: true }).fill("Berta Brenner");
  await admin.getByLabel("Email").fill("berta@podium.invalid");
  await admin.getByLabel("Groups", { exact: true }).selectOption("scorer:write:ALP");
  await admin.getByRole("button", { name: "Save" }).press("Enter");
  const secret = admin.getByRole("dialog", { name: "berta" }).locator("code");
  const temporary = await secret.innerText();

  const { page, close } = await sit(browser, cloud.url);
  closing.push(close);
  await page.getByLabel("User name").fill("berta");
  await page.getByLabel("Password").fill(temporary);
  await page.keyboard.press("Enter");
  await page.getByLabel("A password of your own").fill("Sehr-geheim-2026!");
  await page.keyboard.press("Enter");
  const totpSecret = await page.locator("code").innerText();
  await page.getByLabel("Code", { exact: true }).fill(codeOf({ totpSecret }));
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Console" }).waitFor();
  await go(page, `#/units/${UNIT}`);
  expect(await cellOf(page, "Time", "Anton Alm").getAttribute("readonly")).toBeNull();
});

/** Two teams and a match between them. */
function matchGames(): Message[] {
  const at = minute(-120);
  const team = (id: string, name: string, noc: string) => ({ id, kind: "team" as const, name, noc });
  return [
    {
      id: "match-event",
      at,
      type: "events",
      events: [
        { id: MATCH_EVENT, name: "Men's Ice Hockey", disciplineName: "Ice Hockey", competitorKind: "team" },
      ],
    },
    {
      id: "match-unit",
      at,
      type: "units",
      units: [
        {
          id: MATCH,
          phaseName: "Group A",
          name: "Norway - Switzerland",
          order: 1,
          kind: "match",
          day: "2026-02-07",
          start: minute(0),
          end: minute(150),
          venue: "Santagiulia",
        },
      ],
    },
    {
      id: "match-teams",
      at,
      type: "competitors",
      competitors: [team(HOME, "Norway", "NOR"), team(AWAY, "Switzerland", "SUI")],
    },
    {
      id: "match-sides",
      at: minute(-60),
      type: "match",
      unit: MATCH,
      match: { sides: [{ competitor: HOME }, { competitor: AWAY }] },
    },
  ];
}

/** What a shared link says before any script runs, and how the page behind it opens. */
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { writePages } from "@podium/web/build/pages.ts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json } from "../support/http.ts";
import { FAN, launch, open, type Stage, startStage, watch } from "./support.ts";

const EVENT = "ALPMDH";
const MOMENT = "2022-02-07T04:20:00.000Z";

let stage: Stage;
let browser: Browser;
let search: SearchBoard;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage([EVENT], MOMENT), launch()]);
  search = json<SearchBoard>(await stage.get("/api/search"));
  await writePages(stage.webDir, search, stage.url);
  stage.edge.invalidate({ paths: ["/*"], tags: [] });
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

async function look<T>(options: object, at: (page: Page) => Promise<T>): Promise<T> {
  const context: BrowserContext = await browser.newContext({ ...FAN, ...options });
  try {
    return await at(await context.newPage());
  } finally {
    await context.close();
  }
}

/** The document as it is for who runs no script: title, description, what a preview shows. */
const said = (path: string) =>
  look({ javaScriptEnabled: false }, async (page) => {
    await page.goto(stage.url + path);
    const content = (name: string) => page.locator(`meta[property="og:${name}"]`).getAttribute("content");
    return {
      title: await page.title(),
      preview: await content("title"),
      about: await content("description"),
    };
  });

describe("a shared link", () => {
  it("to an event says which", async () => {
    expect(await said(`/events/${EVENT}`)).toEqual({
      title: "Men's Downhill, Alpine Skiing · Podium",
      preview: "Men's Downhill, Alpine Skiing",
      about: "Men's Downhill, Alpine Skiing: start list, live results and medals. Beijing 2022 Winter Games.",
    });
  });

  it("to an athlete or a country says who", async () => {
    const [id, name] = search.athletes[0] ?? [];
    expect((await said(`/athletes/${id}`)).title).toBe(`${name} · Podium`);
    expect((await said("/countries/NOR")).preview).toBe("Norway");
  });

  it("to what isn’t known says what the site is", async () => {
    expect((await said("/athletes/0")).title).toBe("Live results · Podium");
  });
});

describe.each([
  "/",
  `/events/${EVENT}`,
  "/countries/NOR",
  "/sports/ALP",
  "/medals",
  "/schedule",
  "/sports",
  "/search",
])("%s, opened for the first time", (path) => {
  it("has its board on the way before the first script runs, and takes it", async () => {
    await look({}, async (page) => {
      const seen = await watch(page, stage.url);
      const polled: string[] = [];
      page.on("request", (request) => {
        if (request.resourceType() === "fetch") polled.push(new URL(request.url()).pathname);
      });
      await open(page, stage.url + path);
      const board = await page.locator('link[rel="preload"]').getAttribute("href");
      expect(board).toMatch(/^\/api\//);
      expect(seen.asked[0]).toBe(board);
      expect(polled).not.toContain(board);
      expect(seen.complaints).toEqual([]);
    });
  });
});

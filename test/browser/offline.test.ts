/** What stays when the network goes, and what happens to who reads when a newer app comes. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { until } from "@podium/local/table/testing.ts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { json } from "../support/http.ts";
import { type Line, openLine } from "./line.ts";
import { buildWebInto, FAN, launch, open, type Stage, says, startStage } from "./support.ts";

const EVENT = "ALPMDH";
const MOMENT = "2022-02-07T04:20:00.000Z";
/** Far below the rhythm of an event that is over, whose page looks again every five minutes. */
const CORRECTED_WITHIN_MS = 30_000;
const WEB = fileURLToPath(new URL("../../packages/web", import.meta.url));

let stage: Stage;
let line: Line;
let browser: Browser;
let context: BrowserContext;
const newer = mkdtempSync(join(tmpdir(), "podium-newer-"));
const first = mkdtempSync(join(tmpdir(), "podium-first-"));

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage([EVENT], MOMENT), launch()]);
  line = await openLine(stage.port);
  await buildWebInto(first);
  await build({
    root: WEB,
    logLevel: "error",
    plugins: [
      { name: "newer", transform: (code, id) => (id.endsWith("/medals/medals.tsx") ? renamed(code) : null) },
    ],
    build: { outDir: newer, emptyOutDir: true },
  });
});
beforeEach(async () => {
  deploy(first);
  context = await browser.newContext(FAN);
});
afterEach(async () => {
  line.mend();
  await context.close();
});
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await stage?.stop();
  for (const folder of [first, newer]) rmSync(folder, { recursive: true });
});

/** After the words were put in. */
const renamed = (code: string) => code.replaceAll('"Medal table"', '"Newer medal table"');

/** The site has these files and no others, and the edge knows it. */
function deploy(dist: string): void {
  rmSync(stage.webDir, { recursive: true });
  cpSync(dist, stage.webDir, { recursive: true });
  stage.edge.invalidate({ paths: ["/*"], tags: [] });
}

/** Opens a page and waits until the worker answers for it. */
async function visit(path: string): Promise<Page> {
  const page = await context.newPage();
  await open(page, line.url + path);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  return page;
}

/** The browser is told, and what asks nevertheless gets no answer. */
async function goOffline(): Promise<void> {
  line.cut();
  await context.setOffline(true);
}

/** Of the app in English; flags are in each. */
const versions = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.includes("/pack-en-")));

const pick = (headers: Record<string, string | undefined>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, headers[name]]));

/** Path of a country's flag. */
const flagIn = (dist: string, noc: string): string =>
  `/assets/${readdirSync(join(dist, "assets")).find((file) => file.startsWith(`${noc}-`))}`;

const lookForNewer = (page: Page): Promise<unknown> =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).update());

const title = (page: Page, text: string) =>
  page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();

const leader = (page: Page) => page.locator("main table tbody tr").first();

it("goes on without a network: what was seen is there with its age, every page opens, and it comes back by itself", async () => {
  const page = await visit(`/events/${EVENT}`);
  const name = await leader(page).innerText();
  await page.getByRole("link", { name: "Medals" }).first().click();
  await title(page, "Medal table");
  await page.waitForFunction(
    async (board) => (await caches.match(board)) !== undefined,
    `/api/events/${EVENT}`,
  );
  await page.goBack();
  await leader(page).waitFor();

  await goOffline();
  await page.reload();
  await leader(page)
    .filter({ hasText: name.split("\n")[0] ?? "" })
    .waitFor();
  await says(page, /As of .+reconnecting/);

  await page.getByRole("link", { name: "Search" }).first().click();
  await title(page, "Search");
  await page.goto(`${line.url}/`);
  await says(page, "The results can’t be reached");
  await page.goto(`${line.url}/athletes/1`);
  await says(page, "The results can’t be reached");

  await page.goto(`${line.url}/events/${EVENT}`);
  line.mend();
  await context.setOffline(false);
  await says(page, "Last change");
});

it("opens a newer app with the next visit: who reads goes on reading, and finds every page of the old one", async () => {
  const reading = await visit(`/events/${EVENT}`);
  await reading.evaluate(() => Object.assign(globalThis, { untouched: true }));
  const [old = ""] = await versions(reading);
  deploy(newer);
  await lookForNewer(reading);
  await says(reading, "A new version opens");

  const document = readFileSync(join(first, "medals/index.html"), "utf8");
  const chunk = /data-en="[^"]*\/(assets\/medals-[^ "]+)/.exec(document)?.[1] ?? "";
  expect(existsSync(join(first, chunk))).toBe(true);
  expect(existsSync(join(stage.webDir, chunk))).toBe(false);
  await reading.getByRole("link", { name: "Medals" }).first().click();
  await title(reading, "Medal table");
  expect(await reading.evaluate(() => "untouched" in globalThis)).toBe(true);

  const beside = await visit("/medals");
  await title(beside, "Newer medal table");
  await reading.getByRole("link", { name: "Search" }).first().click();
  await title(reading, "Search");
  expect(await versions(beside)).toHaveLength(2);

  await reading.close();
  await beside.close();
  let left: string[] = [];
  await until(async () => {
    const next = await visit("/medals");
    left = await versions(next);
    await next.close();
    return left.length === 1;
  }, "the old version goes when nobody reads it");
  expect(left).not.toContain(old);
});

it("keeps nobody waiting who opens pages in the moment in which a newer app is there", async () => {
  const page = await visit("/medals");
  for (const dist of [newer, first, newer, first]) {
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing?.addEventListener(
          "statechange",
          () => installing.state === "installed" && location.reload(),
        );
      });
    });
    const reloaded = page.waitForEvent("domcontentloaded");
    deploy(dist);
    // The reload may come before its answer.
    await lookForNewer(page).catch(() => {});
    await reloaded;
    const beside = await context.newPage();
    await open(beside, `${line.url}/search`);
    await beside.close();
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
});

it("keeps the old app whole while the newer one arrives in part only", async () => {
  const page = await visit("/medals");
  const before = await versions(page);
  deploy(newer);
  const assets = join(stage.webDir, "assets");
  const pack = readdirSync(assets).find((file) => file.startsWith("pack-en-")) ?? "";
  truncateSync(join(assets, pack), 1_000);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const { promise, resolve } = Promise.withResolvers<void>();
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => installing.state === "redundant" && resolve());
    });
    await registration.update().catch(() => {});
    await promise;
  });
  await goOffline();
  await page.reload();
  await title(page, "Medal table");
  expect(await versions(page)).toEqual(expect.arrayContaining(before));
});

it("answers from the device as the edge does: the same types, the same Content-Security-Policy, every flag", async () => {
  const page = await visit("/medals");
  const files = await page.evaluate(() => [
    "/medals",
    ...[
      ...document.querySelectorAll<HTMLLinkElement>(
        "link[rel=modulepreload], link[rel=stylesheet], link[rel=icon]",
      ),
    ].map(({ href }) => new URL(href).pathname),
  ]);
  const flag = flagIn(stage.webDir, "NZL");
  const promised = [...Object.keys(SECURITY_HEADERS), "content-type", "cache-control"];
  const sent = new Map<string, unknown>();
  for (const path of [...files, flag]) sent.set(path, pick((await stage.get(path)).headers, promised));

  await goOffline();
  const reloaded = await page.reload();
  expect(pick((await reloaded?.allHeaders()) ?? {}, promised)).toEqual(sent.get("/medals"));
  for (const path of [...files.slice(1), flag]) {
    const headers = await page.evaluate(
      async (path) => Object.fromEntries((await fetch(path)).headers),
      path,
    );
    expect(pick(headers, promised), path).toEqual(sent.get(path));
  }
  expect(files.length).toBeGreaterThan(4);
});

it("shows a correction to who comes back, though the browser still keeps the old result", async () => {
  await stage.story.until();
  const page = await visit(`/events/${EVENT}`);
  const board = async () => json<EventBoard>(await stage.api(`/api/events/${EVENT}`));
  const { standings, phases } = await board();
  const [gold, silver] = standings.map(({ competitor }) => competitor);
  await leader(page)
    .filter({ hasText: gold?.name ?? "?" })
    .waitFor();
  await page.goto("about:blank");

  await stage.tell([
    {
      id: "seen-on-video",
      at: new Date(Date.parse(stage.story.at) + 60_000).toISOString(),
      type: "correction",
      unit: phases.flatMap(({ units }) => units)[0]?.rsc ?? "",
      competitor: gold?.id ?? "",
      mark: { irm: "DSQ" },
      reason: "missed a gate",
    },
  ]);
  await until(
    async () => (await stage.get(`/api/events/${EVENT}`)).text.includes("missed a gate"),
    "the edge has it",
  );
  await open(page, `${line.url}/events/${EVENT}`);
  // What an earlier visit left is shown first; then what is true, and not five minutes later.
  await leader(page)
    .filter({ hasText: silver?.name ?? "?" })
    .waitFor({ timeout: CORRECTED_WITHIN_MS });
});

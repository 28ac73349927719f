/**
 * An event page with 200 rows in a real browser gets a new leader, so that every rank below shifts: how long script, style
 * and layout take, beside the bare rewrite of the same rows as text. And how long a fan who comes for the first time waits
 * for the first row on a slow line, in either language.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Competitor, EventFacts } from "@podium/core/results/schema.ts";
import { createEdge } from "@podium/local/edge/edge.ts";
import { httpOrigin } from "@podium/local/edge/origin.ts";
import { staticOrigin } from "@podium/local/edge/static.ts";
import { silent } from "@podium/local/log.ts";
import type { Browser, CDPSession, Page } from "playwright-core";
import { buildWebInto, DESKTOP, launch } from "../browser/support.ts";
import { boardsOf, textOf } from "../support/boards.ts";
import { type Figure, median, percentile } from "./support.ts";

const ROWS = 200;
const UPDATES = 50;
const WARM_UP = 5;
const FRAME_MS = 16;
/** A phone in a tram. */
const SLOW_LINE = { latency: 300, kilobits: 1_600 };
const VISITS = 5;
const EVENT = "ALPMDH";
const NOCS = ["AUT", "CAN", "FRA", "GER", "ITA", "JPN", "NOR", "SUI", "SWE", "USA"];
const IDS = Array.from({ length: ROWS }, (_, index) => String(2_000_001 + index));
const names = new Map(
  IDS.map((id, index): [string, Competitor] => [
    id,
    { id, kind: "athlete", name: `Given Family-Name ${index}`, noc: NOCS[index % NOCS.length] ?? "" },
  ]),
);

export async function bench(): Promise<Figure[]> {
  const webDir = mkdtempSync(join(tmpdir(), "podium-web-"));
  await buildWebInto(webDir);
  const race = new Race();
  const server = await serve(race, webDir);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const edge = createEdge({
    behaviours: [
      { pathPattern: "/api/*", origin: httpOrigin({ url }), cache: "none" },
      { pathPattern: "/*", origin: staticOrigin(webDir), cache: { queryParameters: [] } },
    ],
    log: silent,
  });
  const { port } = await edge.listen({ port: 0 });
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: DESKTOP });
    const wire = await page.context().newCDPSession(page);
    // Of the page's own thread: what else the machine does counts for nothing.
    await wire.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(`${url}/events/${EVENT}`);
    await page
      .locator("main table tbody tr")
      .nth(ROWS - 1)
      .waitFor();
    const updates = await rounds(() => update(page, wire, race));
    const bare = (await rounds(() => rewrite(page, wire))).map(total);
    const times = updates.map(total);
    const part = (name: keyof Work) => `${name} ${median(updates.map((work) => work[name])).toFixed(1)}`;
    const [half, most, plain] = [median(times), percentile(times, 0.95), median(bare)];
    return [
      {
        name: `update of ${ROWS} rows, median of ${UPDATES}`,
        value: half / FRAME_MS,
        unit: "frames of 16 ms",
        target: { atMost: 1 },
        note: `${half.toFixed(1)} ms: ${part("script")}, ${part("style")}, ${part("layout")}`,
      },
      {
        name: `update of ${ROWS} rows, p95`,
        value: most / FRAME_MS,
        unit: "frames of 16 ms",
        target: { atMost: 1 },
        note: `${most.toFixed(1)} ms`,
      },
      {
        name: "against innerHTML of the same rows",
        value: half / plain,
        unit: "times",
        note: `${plain.toFixed(1)} ms for the bare rewrite, in the same run`,
      },
      await firstRow(browser, port, "en-GB"),
      await firstRow(browser, port, "fr-FR"),
    ];
  } finally {
    await browser.close();
    await edge.close();
    server.close();
    server.closeAllConnections();
    rmSync(webDir, { recursive: true, force: true });
  }
}

/** Nothing of the site is on the device. */
async function firstRow(browser: Browser, port: number, locale: string): Promise<Figure> {
  const { latency, kilobits } = SLOW_LINE;
  const bytesPerSecond = (kilobits * 1_000) / 8;
  const times: number[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext({ locale, viewport: DESKTOP, serviceWorkers: "block" });
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    await wire.send("Network.emulateNetworkConditions", {
      offline: false,
      latency,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
    const startedMs = performance.now();
    await page.goto(`http://127.0.0.1:${port}/events/${EVENT}`, { waitUntil: "commit" });
    await page.locator("main table tbody tr").first().waitFor();
    times.push((performance.now() - startedMs) / 1_000);
    await context.close();
  }
  return {
    name: `first visit to first row, ${locale}`,
    value: median(times),
    unit: "s",
    note: `on a line of ${latency} ms and ${kilobits / 1_000} Mbit/s, ${ROWS} rows`,
  };
}

async function rounds(run: () => Promise<Work>): Promise<Work[]> {
  const times: Work[] = [];
  for (let round = 0; round < WARM_UP + UPDATES; round++) times.push(await run());
  return times.slice(WARM_UP);
}

/** All have a mark; whoever is last takes the lead. */
class Race {
  private readonly order = [...IDS];
  private best = 100_000;
  private readonly times = new Map(IDS.map((id, index) => [id, this.best + index * 10]));
  private version = 0;
  whole!: string;
  short!: string;

  constructor() {
    this.tell();
  }

  /** Answers with the name of the new leader. */
  next(): string {
    const id = this.order.pop() ?? "";
    this.order.unshift(id);
    this.best -= 10;
    this.times.set(id, this.best);
    this.tell();
    return names.get(id)?.name ?? "";
  }

  private tell(): void {
    this.version += 1;
    const factAt = new Date(Date.parse("2026-02-07T10:00:00Z") + this.version * 1000).toISOString();
    const { event, pulse } = boardsOf({ facts: this.facts(), factAt, officialAt: new Map() }, names);
    this.whole = textOf(event);
    this.short = textOf(pulse);
  }

  private facts(): EventFacts {
    const id = `${EVENT}----------------FNL-000100--`;
    const entries = IDS.map((competitor, index) => ({
      competitor,
      bib: String(index + 1),
      startOrder: index + 1,
      mark: { timeMs: this.times.get(competitor) ?? 0 },
    }));
    return {
      id: EVENT,
      name: "Men's Downhill",
      disciplineName: "Alpine Skiing",
      competitorKind: "athlete",
      units: [
        {
          id,
          phaseName: "Final",
          name: "Final",
          order: 1,
          kind: "unit",
          day: "2026-02-07",
          start: "2026-02-07T10:00:00.000Z",
          end: "2026-02-07T12:00:00.000Z",
          venue: "Stelvio",
          decides: "GSB",
          status: "SCHEDULED",
          result: "LIVE",
          entries,
        },
      ],
    };
  }
}

async function serve(race: Race, webDir: string): Promise<Server> {
  const files = staticOrigin(webDir);
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    if (path.startsWith("/api/")) {
      const board = path === `/api/events/${EVENT}` ? race.whole : race.short;
      const known = path.startsWith(`/api/events/${EVENT}`);
      response
        .writeHead(known ? 200 : 404, { "content-type": "application/json", "cache-control": "no-store" })
        .end(known ? board : "{}");
      return;
    }
    const { status, headers, body } = await files.fetch({
      method: "GET",
      target: path,
      headers: {},
      signal: AbortSignal.timeout(10_000),
    });
    response.writeHead(status, headers);
    body.pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** From the answer, its parsing included, to the new order, laid out. */
async function update(page: Page, wire: CDPSession, race: Race): Promise<Work> {
  const before = await workOf(wire);
  const leader = race.next();
  await page.evaluate(async (name) => {
    // As when a network is back: asks at once.
    dispatchEvent(new Event("online"));
    const first = () => document.querySelector("main table tbody tr")?.textContent ?? "";
    while (!first().includes(name)) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  }, leader);
  const after = await workOf(wire);
  // What still glides would count as work of the next round.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.cancel();
  });
  return difference(after, before);
}

async function rewrite(page: Page, wire: CDPSession): Promise<Work> {
  // Two texts in turn, so that something changes each time.
  await page.evaluate(() => {
    const body = document.querySelector("main table tbody");
    const state = globalThis as unknown as { texts?: [string, string] };
    if (state.texts || body === null) return;
    const rows = [...body.children].map(({ outerHTML }) => outerHTML);
    state.texts = [rows.join(""), [rows.at(-1), ...rows.slice(0, -1)].join("")];
    body.replaceWith(document.createElement("tbody"));
  });
  const before = await workOf(wire);
  await page.evaluate(async () => {
    const body = document.querySelector("main table tbody");
    const { texts } = globalThis as unknown as { texts: [string, string] };
    if (body) body.innerHTML = texts[0];
    texts.reverse();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  });
  return difference(await workOf(wire), before);
}

/** Milliseconds. */
interface Work {
  script: number;
  style: number;
  layout: number;
}

/** Since the page was opened. */
async function workOf(wire: CDPSession): Promise<Work> {
  const { metrics } = await wire.send("Performance.getMetrics");
  const ms = (name: string) => 1_000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
  return { script: ms("ScriptDuration"), style: ms("RecalcStyleDuration"), layout: ms("LayoutDuration") };
}

const difference = (after: Work, before: Work): Work => ({
  script: after.script - before.script,
  style: after.style - before.style,
  layout: after.layout - before.layout,
});

const total = ({ script, style, layout }: Work): number => script + style + layout;

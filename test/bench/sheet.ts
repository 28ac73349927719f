/**
 * The console's grid with 200 rows in a real browser, before a cloud in a process of its own: how long the page's thread works
 * on a mark that is typed and sent, and whether 200 marks typed without a pause all arrive.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { buildConsole } from "@podium/local/build-web.ts";
import { createEdge } from "@podium/local/edge/edge.ts";
import { httpOrigin } from "@podium/local/edge/origin.ts";
import { staticOrigin } from "@podium/local/edge/static.ts";
import { silent } from "@podium/local/log.ts";
import { until } from "@podium/local/table/testing.ts";
import type { CDPSession, Page } from "playwright-core";
import { allSent, go, signIn } from "../browser/console-support.ts";
import { DESKTOP, launch } from "../browser/support.ts";
import { type BenchCloud, startBenchCloud } from "./cloud.ts";
import { type Field, fieldOf } from "./games.ts";
import { type Figure, median, percentile } from "./support.ts";

const ROWS = 200;
const WARM_UP = 10;
const FRAME_MS = 16;
const ARRIVED_WITHIN_MS = 60_000;

export async function bench(): Promise<Figure[]> {
  const webDir = mkdtempSync(join(tmpdir(), "podium-console-"));
  await buildConsole(join(webDir, "console"));
  const field = fieldOf("ALPMDH", ROWS, "A");
  const cloud = await startBenchCloud(field, 0);
  const edge = createEdge({
    behaviours: [
      { pathPattern: "/api/*", origin: httpOrigin({ url: cloud.url }), cache: "none" },
      { pathPattern: "/*", origin: staticOrigin(webDir), cache: { queryParameters: [] } },
    ],
    log: silent,
  });
  const { port } = await edge.listen({ port: 0 });
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: DESKTOP });
    await page.goto(`http://127.0.0.1:${port}/console/`);
    await signIn(page, cloud, "scorer");
    await go(page, `#/units/${field.unit}`);
    const first = page.locator(".sheet input[data-row='0'][data-column='0']");
    await first.waitFor({ timeout: ARRIVED_WITHIN_MS });
    await first.focus();
    return await typeAll(page, cloud, field);
  } finally {
    await browser.close();
    await edge.close();
    await cloud.stop();
  }
}

async function typeAll(page: Page, cloud: BenchCloud, { event }: Field): Promise<Figure[]> {
  const wire = await page.context().newCDPSession(page);
  // Of the page's own thread: what else the machine does counts for nothing.
  await wire.send("Performance.enable", { timeDomain: "threadTicks" });
  const keys: Work[] = [];
  const enters: Work[] = [];
  const startedMs = performance.now();
  for (let row = 0; row < ROWS; row++) {
    const [last = "", ...others] = [...textOf(row)].reverse();
    await page.keyboard.type(others.reverse().join(""));
    await painted(page);
    keys.push(await during(page, wire, () => page.keyboard.press(last)));
    enters.push(await during(page, wire, () => page.keyboard.press("Enter")));
  }
  const typedMs = performance.now() - startedMs;
  await allSent(page);
  let marked = 0;
  const count = async () => {
    const board = (await (await fetch(`${cloud.url}/api/events/${event}`)).json()) as EventBoard;
    marked = board.standings.filter(({ result }) => result !== null).length;
    return marked === ROWS;
  };
  await until(count, `${ROWS} marks on the board`, ARRIVED_WITHIN_MS);
  const arrivedMs = performance.now() - startedMs;
  return [
    frames(`a key in a grid of ${ROWS} rows, median`, keys.slice(WARM_UP)),
    frames(
      "Enter: the mark is checked, kept, on its way, and the next row has the focus; median",
      enters.slice(WARM_UP),
    ),
    {
      name: `${ROWS} marks typed without the mouse`,
      value: typedMs / 1000,
      unit: "s",
      note: `on the fans' board after ${(arrivedMs / 1000).toFixed(1)} s`,
    },
  ];
}

/** `1:40.00` and on: seven keys. */
const textOf = (row: number): string => `1:4${Math.floor(row / 100)}.${String(row % 100).padStart(2, "0")}`;

const PARTS = ["ScriptDuration", "RecalcStyleDuration", "LayoutDuration"] as const;
type Work = Record<(typeof PARTS)[number], number>;

const total = (work: Work): number => PARTS.reduce((sum, part) => sum + work[part], 0);

function frames(name: string, works: readonly Work[]): Figure {
  const half = median(works.map(total));
  const parts = PARTS.map(
    (part) =>
      `${part.replace("Duration", "").toLowerCase()} ${median(works.map((work) => work[part])).toFixed(1)}`,
  );
  const most = percentile(works.map(total), 0.95);
  return {
    name,
    value: half / FRAME_MS,
    unit: "frames of 16 ms",
    target: { atMost: 1 },
    note: `${half.toFixed(1)} ms: ${parts.join(", ")}; p95 ${most.toFixed(1)}`,
  };
}

/** What the page's thread does until the next frame is there; what polling does meanwhile counts too. */
async function during(page: Page, wire: CDPSession, act: () => Promise<void>): Promise<Work> {
  const before = await worked(wire);
  await act();
  await painted(page);
  const after = await worked(wire);
  const parts = PARTS.map((part) => [part, after[part] - before[part]]);
  return Object.fromEntries(parts) as Work;
}

async function worked(wire: CDPSession): Promise<Work> {
  const { metrics } = await wire.send("Performance.getMetrics");
  const found = new Map(metrics.map(({ name, value }) => [name, value * 1000]));
  return Object.fromEntries(PARTS.map((part) => [part, found.get(part) ?? 0])) as Work;
}

function painted(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(), 0))),
  );
}

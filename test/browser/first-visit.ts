/** What a device asks for that never was here, and when it comes again: the page's requests, and those of the worker behind it. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "@podium/local/table/testing.ts";
import type { Browser } from "playwright-core";
import { FAN, open } from "./support.ts";

/** The largest board of an event that is on: half of its 99 entries have their mark. */
export const LARGE = { event: "CCSM15KMIS", moment: "2022-02-11T08:06:21.700Z" };

export interface Answered {
  path: string;
  /** Of the body, as it was sent. */
  bytes: number;
}

/** All requests that reached the edge, boards included. */
export interface Visits {
  first: Answered[];
  later: Answered[];
}

const HOST = "127.0.0.1";
const PACK = "/assets/pack-";
/** In which a page that was answered asks for what it lacks; before its next poll. */
const QUIET_MS = 1_000;
const WORKER = "/worker.js";

/** A fan opens a page at the edge of `port` twice. Packs wait for what the page itself asks for, so that it is always the same. */
export async function visitTwice(browser: Browser, port: number, path: string): Promise<Visits> {
  const { promise: pageIsDone, resolve: release } = Promise.withResolvers<void>();
  let answered: Answered[] = [];
  let lastMs = Date.now();
  const door = createServer(async ({ method, url = "", headers }, answer) => {
    const one = { path: url, bytes: 0 };
    answered.push(one);
    if (url.startsWith(PACK)) await pageIsDone;
    else lastMs = Date.now();
    const onward = request({ host: HOST, port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.on("data", (part: Buffer) => {
        one.bytes += part.length;
      });
      response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    onward.end();
  });
  door.listen(0, HOST);
  await once(door, "listening");
  const url = `http://${HOST}:${(door.address() as AddressInfo).port}${path}`;
  const context = await browser.newContext(FAN);
  try {
    const page = await context.newPage();
    await open(page, url);
    await until(() => Date.now() - lastMs > QUIET_MS, "the page asks for nothing more");
    release();
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    const first = answered;
    await page.close();
    answered = [];
    const again = await context.newPage();
    await open(again, url);
    await until(() => answered.some((one) => one.path === WORKER), "it looks for a newer version");
    return { first, later: answered };
  } finally {
    release();
    await context.close();
    door.closeAllConnections();
    door.close();
  }
}

/** The app's own files, without boards. */
export const filesOf = (answered: readonly Answered[]): Answered[] =>
  answered.filter(({ path }) => !path.startsWith("/api/"));

/** A real browser before the whole local cloud: what a fan sees and hears, and what the wire carries. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FEED_KEY_ID } from "@podium/local/cloud.ts";
import { send } from "@podium/local/feed/client.ts";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, findChromium } from "../../scripts/chromium.ts";
import { SECRET, startTestCloud, type TestCloud } from "../support/cloud.ts";
import { storyOf, Telling } from "../support/story.ts";

/** @throws MissingProgram, which says how to get one. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: chromiumFlags() });
}

const WEB = fileURLToPath(new URL("../../packages/web", import.meta.url));

export async function buildWebInto(outDir: string, manifest = false): Promise<void> {
  await build({ root: WEB, logLevel: "error", build: { outDir, emptyOutDir: true, manifest } });
}

/** For the hooks that start a stage: hundreds of messages go through the pipeline, on a machine that may have other work. */
export const STAGE_WITHIN_MS = 180_000;

export interface Stage extends TestCloud {
  /** Where the built app lies. */
  webDir: string;
  story: Telling;
}

/** The cloud with the built app, where `events` of the Games have been told up to `moment`. */
export async function startStage(events: readonly string[], moment: string): Promise<Stage> {
  const webDir = mkdtempSync(join(tmpdir(), "podium-web-"));
  await buildWebInto(webDir);
  const cloud = await startTestCloud({ webDir });
  const feed = { url: cloud.apiUrl, keyId: FEED_KEY_ID, secret: SECRET };
  const story = new Telling(storyOf(events), async (messages) => {
    const refused = (await send(feed, messages)).find(({ outcome }) => outcome === "rejected");
    if (refused) throw new Error(`the feed refused ${refused.id}: ${refused.field} ${refused.rule}`);
    await cloud.quiet();
  });
  await story.until(moment);
  return {
    ...cloud,
    webDir,
    story,
    async stop() {
      await cloud.stop();
      rmSync(webDir, { recursive: true, force: true });
    },
  };
}

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** A fan in Oslo who reads English, unless said otherwise. */
export const FAN: BrowserContextOptions = {
  viewport: DESKTOP,
  locale: "en-GB",
  timezoneId: "Europe/Oslo",
  colorScheme: "light",
};

export interface Request {
  /** With the query. */
  path: string;
  status: number;
  /** If-None-Match of the request. */
  etag: string | undefined;
}

/** What went wrong and what was asked for, as the browser tells it. */
export interface Watch {
  /** Of the API, in order, those that were answered; 304 where the server said so. */
  api: Request[];
  /** Paths of the API that were asked for, answered or not. */
  asked: string[];
  /** Everything that was asked of another address. */
  strangers: string[];
  /** Errors and warnings of the console, uncaught errors, violations of the Content-Security-Policy. */
  complaints: string[];
}

/**
 * Before the page is opened. Playwright's own view of a response hides a 304 that the browser answered from its cache, so
 * the wire is read through the protocol.
 */
export async function watch(page: Page, origin: string): Promise<Watch> {
  const seen: Watch = { api: [], asked: [], strangers: [], complaints: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`Content-Security-Policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  page.on("request", (request) => {
    const path = request.url().slice(origin.length);
    if (!request.url().startsWith(origin)) seen.strangers.push(request.url());
    else if (path.startsWith("/api/")) seen.asked.push(path);
  });
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  // What is known of a request comes in two parts, in either order.
  const asked = new Map<string, Partial<Request>>();
  const learn = (id: string, more: Partial<Request>) => {
    const { path, status, etag } = { ...asked.get(id), ...more };
    asked.set(id, { ...(path && { path }), ...(status && { status }), ...(etag && { etag }) });
    if (path === undefined || status === undefined) return;
    asked.delete(id);
    if (path.startsWith("/api/")) seen.api.push({ path, status, etag });
  };
  wire.on("Network.requestWillBeSent", ({ requestId, request }) =>
    learn(requestId, { path: request.url.slice(origin.length) }),
  );
  wire.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) => {
    const etag = headers["If-None-Match"] ?? headers["if-none-match"];
    if (etag !== undefined) learn(requestId, { etag });
  });
  wire.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) =>
    learn(requestId, { status: statusCode }),
  );
  return seen;
}

/** Waits until the page says so. */
export async function says(page: Page, text: string | RegExp, withinMs = 20_000): Promise<void> {
  await page.getByText(text).first().waitFor({ timeout: withinMs });
}

/** Waits until the page shows its board: the frame stands and nothing is loading. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator("h1").waitFor();
  await page.getByText(/^(Loading|Chargement)/).waitFor({ state: "detached" });
}

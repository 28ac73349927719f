/** Scorers before a real browser: the console as it is built, on the whole local cloud. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildConsole } from "@podium/local/build-web.ts";
import { codeOf, type LocalUser } from "@podium/local/sign-in/seed.ts";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { buildWebInto, DESKTOP, type Watch, watch } from "./support.ts";

export interface Built extends Disposable {
  webDir: string;
}

/** Both apps, as they are deployed. */
export async function buildApps(): Promise<Built> {
  const webDir = mkdtempSync(join(tmpdir(), "podium-web-"));
  await buildWebInto(webDir);
  await buildConsole(join(webDir, "console"));
  return { webDir, [Symbol.dispose]: () => rmSync(webDir, { recursive: true, force: true }) };
}

/** A scorer in Bormio. */
export const SCORER: BrowserContextOptions = {
  viewport: DESKTOP,
  locale: "en-GB",
  timezoneId: "Europe/Rome",
  colorScheme: "light",
};

export interface Seat {
  page: Page;
  seen: Watch;
  close(): Promise<void>;
}

/** A browser of one's own with the console open, nobody signed in. `origin` may be a line to the edge that can be cut. */
export async function sit(browser: Browser, origin: string): Promise<Seat> {
  const context = await browser.newContext(SCORER);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const seen = await watch(page, origin);
  await page.goto(`${origin}/console/`);
  return { page, seen, close: () => context.close() };
}

export interface SignInOptions {
  /** It is asked for again: the name is known. */
  again?: boolean;
}

/** With the keyboard alone: name, password, the code of the authenticator app. */
export async function signIn(
  page: Page,
  { users }: { users: readonly LocalUser[] },
  username: string,
  { again = false }: SignInOptions = {},
): Promise<void> {
  const user = users.find((one) => one.username === username);
  if (user === undefined) throw new RangeError(`no user ${username}`);
  if (!again) {
    await page.getByLabel("User name").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type(username);
    await page.keyboard.press("Tab");
  }
  await page.getByLabel("Password").focus();
  await page.keyboard.type(user.password);
  await page.keyboard.press("Enter");
  await page.getByLabel("Code", { exact: true }).focus();
  await page.keyboard.type(codeOf(user));
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Console" }).waitFor();
}

export async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    location.hash = next;
  }, hash);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** The row of a competitor in the grid. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${name}`) }) });

export const cellOf = (page: Page, column: string, name: string): Locator =>
  page.getByRole("textbox", { name: `${column}, ${name}`, exact: true });

/** Types a mark into each cell from here down. */
export async function typeDown(page: Page, marks: readonly string[]): Promise<void> {
  for (const text of marks) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
}

/** Everything that was typed has reached the server. */
export async function allSent(page: Page): Promise<void> {
  await page.getByText(/\d unsent/).waitFor({ state: "detached" });
}

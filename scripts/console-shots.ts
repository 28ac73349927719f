/** The pages of the scorers' console for `npm run screenshots`: on a desk, light and dark, while the men's downhill is on. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildConsole } from "@podium/local/build-web.ts";
import type { Browser, Page } from "playwright-core";
import { go, SCORER, signIn } from "../test/browser/console-support.ts";
import type { Stage } from "../test/browser/support.ts";

const EVENT = "ALPMDH";
const UNIT = "ALPMDH----------------FNL-000102--";
const SKATING = "FSKXTEAM--------------FNL-0002LD--";

interface ConsoleShot {
  name: string;
  hash: string;
  /** What is done before the picture is taken. */
  before?: (page: Page) => Promise<void>;
}

const SHOTS: readonly ConsoleShot[] = [
  { name: "my-events", hash: "#/" },
  {
    name: "score-entry",
    hash: `#/units/${UNIT}`,
    async before(page) {
      await page.locator(".sheet input").first().focus();
      await page.keyboard.type("43.1");
      await page.keyboard.press("Enter");
    },
  },
  { name: "score-entry-skating", hash: `#/units/${SKATING}` },
  {
    name: "keys",
    hash: `#/units/${UNIT}`,
    before: async (page) => void (await page.getByRole("button", { name: "Keys" }).click()),
  },
  { name: "proposals", hash: "#/proposals" },
  { name: "import", hash: "#/import" },
  { name: "feeds", hash: "#/feeds" },
  { name: "messages", hash: "#/messages" },
  { name: "audit", hash: `#/audit/${EVENT}` },
  { name: "edge", hash: "#/edge" },
  { name: "manage-events", hash: "#/manage/events" },
  { name: "manage-users", hash: "#/manage/users" },
];

/** Takes those whose name holds one of `only`; `keep` says how a picture is made. */
export async function showConsole(
  browser: Browser,
  stage: Stage,
  folder: string,
  keep: (page: Page) => Promise<Buffer>,
  only: readonly string[] = ["console"],
): Promise<void> {
  const shots = SHOTS.filter(({ name }) => only.some((part) => `console-${name}`.includes(part)));
  if (shots.length === 0) return;
  await buildConsole(join(stage.webDir, "console"));
  stage.edge.invalidate({ paths: ["/console/*"], tags: [] });
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ ...SCORER, colorScheme, reducedMotion: "reduce" });
    try {
      const page = await context.newPage();
      await page.goto(`${stage.url}/console/`);
      await signIn(page, stage, "admin");
      for (const { name, hash, before } of shots) {
        await go(page, hash);
        await page.getByText("Loading…").waitFor({ state: "detached" });
        if (hash.startsWith("#/units/")) await page.locator(".sheet").waitFor();
        await before?.(page);
        writeFileSync(join(folder, `console-${name}-${colorScheme}.webp`), await keep(page));
        await page.keyboard.press("Escape");
      }
    } finally {
      await context.close();
    }
  }
}

/**
 * `npm run simulate -- crowd|frontier|invalidations [--day DATE|all] [--seed N] [--visits N] [--json] [--out FILE]`: what can't be
 * run here, on the clock of the carried Games. `--out` writes what the cost model takes.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startEngine } from "../support/table.ts";
import { compare } from "./compare.ts";
import type { Day } from "./crowd.ts";
import { frontier, frontierText } from "./frontier.ts";
import { type History, historyOf } from "./history.ts";
import {
  EVERY_EXPECTED_UPDATE,
  everyVersion,
  type Fulfilled,
  priceOf,
  publish,
  UNPUSHED_MS,
  wishesOf,
} from "./invalidations.ts";
import { crowdText, how, measurement, percentiles, rows, table } from "./report.ts";
import { daysOf, type Story, tell } from "./story.ts";

const GAMES = "beijing-2022";
/** Many finals, and something on from morning to midnight. */
const BUSY_DAY = "2022-02-08";
const SEED = 2022;
const VISITS = { day: 20_000, all: 3_000 };
/** Tags a month: as the stages have it, what is free, and what is far too little. */
const LIMITS = [10_000, 1_000, 100];

interface Wanted {
  story: Story;
  days: Day[];
  history: History;
  seed: number;
  visits: number;
  command: string;
}

interface Result {
  figures: unknown;
  measurement: unknown;
  text: string;
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      day: { type: "string" },
      seed: { type: "string" },
      visits: { type: "string" },
      json: { type: "boolean" },
      out: { type: "string" },
    },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name !== "crowd" && name !== "frontier" && name !== "invalidations")
    throw new RangeError("say crowd, frontier or invalidations");
  const seed = number("--seed", values.seed, SEED);
  const chosen = values.day ?? (name === "invalidations" ? "all" : BUSY_DAY);
  const story = tell(GAMES, seed);
  const days = daysOf(story).filter(({ date }) => chosen === "all" || date === chosen);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) {
    throw new RangeError(
      `--day: nothing is contested on ${chosen}; there is ${daysOf(story)
        .map(({ date }) => date)
        .join(", ")}`,
    );
  }
  const visits = number("--visits", values.visits, chosen === "all" ? VISITS.all : VISITS.day);
  const history = historyOf(story, { fromMs: first.fromMs, toMs: last.toMs });
  const command = `npm run simulate -- ${args.filter((arg) => arg !== "--json").join(" ")}`;
  const wanted = { story, days, history, seed, visits, command };
  const result = name === "invalidations" ? await invalidations(wanted) : COMPARED[name](wanted);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result.measurement, null, 2)}\n`);
  console.log(values.json ? JSON.stringify(result.figures, null, 2) : result.text);
}

function crowd({ story, days, history, seed, visits, command }: Wanted): Result {
  const compared = compare(story, history, days, visits, seed);
  const figures = rows(compared);
  const what = `${GAMES}, ${span(days)}, ${visits} visits a day, seed ${seed}`;
  return {
    figures,
    measurement: measurement(compared, command, `simulated: ${what}`),
    text: `${what}\n\n${crowdText(figures)}`,
  };
}

function onFrontier({ story, days, history, seed, visits }: Wanted): Result {
  const points = frontier(story, history, days, visits, seed);
  const what = `${GAMES}, ${span(days)}, ${visits} visits a day, seed ${seed}`;
  return { figures: points, measurement: {}, text: `${what}\n\n${frontierText(points)}` };
}

const COMPARED = { crowd, frontier: onFrontier };

async function invalidations({ days, history, seed, command }: Wanted): Promise<Result> {
  const wishes = wishesOf(history);
  const engine = await startEngine();
  try {
    const figures = [];
    for (const limit of LIMITS) {
      const { table: fresh } = await engine.table();
      const fulfilled = await publish(wishes, fresh, limit);
      figures.push({ limit, ...spent(fulfilled, days) });
    }
    const every = everyVersion(history);
    const what = `${GAMES}, ${span(days)}, seed ${seed}`;
    const others = {
      everyVersion: { tags: every, usd: priceOf(every) },
      everyExpectedUpdate: { tags: EVERY_EXPECTED_UPDATE, usd: priceOf(EVERY_EXPECTED_UPDATE) },
      correctionUnpushedMs: UNPUSHED_MS,
    };
    const paths = figures[0]?.tags ?? 0;
    return {
      figures: { budgets: figures, ...others },
      measurement: { invalidations: { how: how(command, `simulated: ${what}`), paths } },
      text: invalidationText(what, figures, others),
    };
  } finally {
    await engine.stop();
  }
}

type Spent = ReturnType<typeof spent> & { limit: number };

function spent(fulfilled: readonly Fulfilled[], days: readonly Day[]) {
  const pushed = fulfilled.filter(({ pushed: done }) => done);
  const late = (why: Fulfilled["why"]) =>
    percentiles(fulfilled.flatMap((wish) => (wish.why === why ? [wish.staleMs] : [])));
  const perDay = days.map(
    ({ fromMs, toMs }) => pushed.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length,
  );
  return {
    tags: pushed.length,
    left: fulfilled.length - pushed.length,
    correctionsLeft: fulfilled.filter(({ why, pushed: done }) => why === "correction" && !done).length,
    usd: priceOf(pushed.length),
    perDay: percentilesOfDays(perDay),
    correction: late("correction"),
    official: late("official"),
  };
}

function percentilesOfDays(perDay: readonly number[]): { mean: number; most: number } {
  const sum = perDay.reduce((whole, tags) => whole + tags, 0);
  return { mean: sum / perDay.length, most: Math.max(...perDay) };
}

function invalidationText(
  what: string,
  figures: readonly Spent[],
  {
    everyVersion: every,
    everyExpectedUpdate: expected,
    correctionUnpushedMs,
  }: {
    everyVersion: { tags: number; usd: number };
    everyExpectedUpdate: { tags: number; usd: number };
    correctionUnpushedMs: number;
  },
): string {
  const usd = (amount: number) => amount.toLocaleString("en", { maximumFractionDigits: 0 });
  const seconds = ({ changes, p95Ms, maxMs }: Spent["correction"]) =>
    changes === 0 ? "-" : `${(p95Ms / 1_000).toFixed(1)} / ${(maxMs / 1_000).toFixed(1)}`;
  const line = (name: string, of: (figure: Spent) => string) => [name, ...figures.map(of)];
  return [
    what,
    "",
    table([
      line("budget, tags a month", ({ limit }) => limit.toLocaleString("en")),
      line("tags used", ({ tags }) => String(tags)),
      line("a day: mean / most", ({ perDay }) => `${perDay.mean.toFixed(1)} / ${perDay.most}`),
      line("left to their time to live", ({ left }) => String(left)),
      line("… of these corrections", ({ correctionsLeft }) => String(correctionsLeft)),
      line("USD", (figure) => usd(figure.usd)),
      line("corrections, stale: p95 / worst, s", ({ correction }) => seconds(correction)),
      line("official results, stale: p95 / worst, s", ({ official }) => seconds(official)),
    ]),
    "",
    `a correction that isn't pushed is stale for up to ${(correctionUnpushedMs / 1_000).toFixed(0)} s`,
    `pushing every version: ${every.tags.toLocaleString("en")} tags, ${usd(every.usd)} USD`,
    `pushing every update of the expected traffic: ${expected.tags.toLocaleString("en")} tags, ${usd(expected.usd)} USD`,
  ].join("\n");
}

const span = (days: readonly Day[]): string =>
  days.length === 1 ? (days[0]?.date ?? "") : `${days[0]?.date} to ${days.at(-1)?.date}`;

function number(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${flag}: '${text}' is not a whole number above 0`);
  return value;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

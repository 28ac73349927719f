/** Plays one scenario with artillery, in a process of its own, and reads what it found. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inEnvironment } from "./credentials.ts";
import { type Figures, figuresOf, type RawReport } from "./figures.ts";
import type { Name } from "./scenarios.ts";
import type { Stage } from "./stage.ts";

export const HERE = fileURLToPath(new URL(".", import.meta.url));

export interface Check {
  /** As artillery words it: `http.response_time.p95 < 200`. */
  what: string;
  met: boolean;
}

export interface Played {
  name: Name;
  startedAt: string;
  checks: readonly Check[];
  /** Undefined where artillery wrote no report. */
  figures: Figures | undefined;
  /** Of our own cloud: how many of the requests came through to what lies behind the edge. */
  behind: { requests: number; origin: number; tableReads: number } | undefined;
  /** What was found wrong, besides the checks. */
  faults: readonly string[];
}

export interface Plan {
  short: boolean;
  signal: AbortSignal;
}

const WITHIN_MS = 4 * 60_000;

export async function play(name: Name, stage: Stage, { short, signal }: Plan): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), "podium-load-"));
  const output = join(folder, "report.json");
  const startedAt = new Date().toISOString();
  try {
    const before = await stage.cloud?.figures();
    const said = await run(
      [
        ...["run", "--quiet", "--config", join(HERE, "config.yml"), "--output", output],
        ...["--environment", short ? "short" : "full", "--target", stage.url],
        ...["--variables", JSON.stringify(stage.variables), join(HERE, "scenarios", `${name}.yml`)],
      ],
      stage,
      AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    );
    const after = await stage.cloud?.figures();
    const checks = checksOf(said.text);
    return {
      name,
      startedAt,
      checks,
      figures: existsSync(output)
        ? figuresOf(JSON.parse(readFileSync(output, "utf8")) as RawReport)
        : undefined,
      behind: before &&
        after && {
          requests: after.edge.requests - before.edge.requests,
          origin: after.edge.originRequests - before.edge.originRequests,
          tableReads: after.tableReads - before.tableReads,
        },
      faults:
        said.code === 0 || checks.some(({ met }) => !met)
          ? []
          : [`artillery ended with ${said.code}:\n${said.text.trim()}`],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const isGood = ({ checks, faults, figures }: Played): boolean =>
  figures !== undefined && faults.length === 0 && checks.length > 0 && checks.every(({ met }) => met);

async function run(
  args: readonly string[],
  { url, credentials }: Stage,
  signal: AbortSignal,
): Promise<{ code: number | null; text: string }> {
  const command = join(HERE, "node_modules/artillery/bin/run");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", command, ...args], {
    cwd: HERE,
    env: {
      ...environmentFor(url),
      ...(credentials && inEnvironment(credentials)),
      ARTILLERY_DISABLE_TELEMETRY: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text };
}

/** What leads to this machine takes no proxy. */
function environmentFor(url: string): NodeJS.ProcessEnv {
  const proxies = new Set(["http_proxy", "https_proxy"]);
  const isFar = new URL(url).protocol === "https:";
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => isFar || !proxies.has(name.toLowerCase())),
  );
}

/** The verdicts of its `ensure`, which stand in no file. */
function checksOf(text: string): Check[] {
  return [...text.matchAll(/^(ok|fail): (.+)$/gm)].map(([, verdict, what = ""]) => ({
    what,
    met: verdict === "ok",
  }));
}

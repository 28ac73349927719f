/** A cache from the system, in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort, LOOPBACK } from "@podium/local/listen.ts";
import { startProgram } from "../../bench/support.ts";
import { ask } from "../../support/http.ts";
import type { RunningEdge } from "./edge.ts";

const START_MS = 15_000;
const LOOK_EVERY_MS = 20;

export interface Place {
  folder: string;
  port: number;
}

/** `prepare` writes what the program reads, and answers with its arguments. @throws Error with its last words, where it doesn't start */
export async function startCache(path: string, prepare: (place: Place) => string[]): Promise<RunningEdge> {
  const folder = mkdtempSync(join(tmpdir(), "podium-edge-"));
  const port = await freePort();
  const program = startProgram(path, prepare({ folder, port }));
  const url = `http://${LOOPBACK}:${port}`;
  const stop = async () => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  let isGone = false;
  void program.gone.then(() => {
    isGone = true;
  });
  const untilMs = Date.now() + START_MS;
  while (!(await answers(url))) {
    if (isGone || Date.now() > untilMs) {
      await stop();
      throw new Error(`${path} did not start: ${program.said()}`);
    }
    await wait(LOOK_EVERY_MS);
  }
  return { url, stop };
}

/** Whatever it says. */
async function answers(url: string): Promise<boolean> {
  try {
    await ask(`${url}/api/health/live`);
    return true;
  } catch {
    // Not yet: the next look may find it.
    return false;
  }
}

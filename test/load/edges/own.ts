/** The local cloud's own edge, which has CloudFront's rules, in a process of its own. */
import { startChild } from "../../bench/support.ts";
import type { RunningEdge } from "./edge.ts";

export async function own(originUrl: string): Promise<RunningEdge> {
  const child = startChild(new URL("./own.child.ts", import.meta.url).href, ["--max-semi-space-size=32"]);
  try {
    return { url: await child.call<string>("serve", { originUrl }), stop: child.stop };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** Starts the peer, with its stores and these races, in a process of its own. */
import { fileURLToPath } from "node:url";
import type { Dataset } from "@podium/local/games/dataset.ts";
import { installOwn } from "../../scripts/install.ts";
import { startChild } from "../bench/support.ts";
import type { PeerFigures, PeerStarted } from "./peer.child.ts";

export interface Peer extends PeerStarted {
  figures(): Promise<PeerFigures>;
  stop(): Promise<void>;
}

/** @throws MissingProgram where Redis or PostgreSQL is missing and can't be installed */
export async function startPeer(dataset: Dataset): Promise<Peer> {
  installOwn(fileURLToPath(new URL(".", import.meta.url)), "the drivers of the peer");
  const child = startChild("../peers/peer.child.ts", ["--max-semi-space-size=32"]);
  try {
    const started = await child.call<PeerStarted>("start", dataset);
    return { ...started, figures: () => child.call("figures"), stop: child.stop };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

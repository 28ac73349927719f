/**
 * Podium beside the usual design: the same races, the same marks at the same moment, the same clients, in turns on the same
 * machine. What the peer is, how its design was read, and what it leaves out: test/peers/README.md.
 */
import { startBenchCloudWith } from "../bench/cloud.ts";
import type { Figure, Options } from "../bench/support.ts";
import { contendersOf } from "../peers/contenders.ts";
import { origins } from "../peers/origins.ts";
import { startPeer } from "../peers/peer.ts";
import { race } from "../peers/race.ts";
import { loadRaces } from "../peers/races.ts";
import { sizes, speed } from "../peers/speed.ts";
import { nginx } from "./edges/nginx.ts";

export async function bench({ seconds }: Options): Promise<Figure[]> {
  const races = loadRaces();
  const started: { stop(): Promise<void> }[] = [];
  const start = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const one = await starting;
    started.push(one);
    return one;
  };
  try {
    const cloud = await start(startBenchCloudWith(races.beforehand));
    const peer = await start(startPeer(races.dataset));
    const podiumEdge = await start(nginx(cloud.apiUrl));
    const peerEdge = await start(nginx(peer.url));
    const contenders = contendersOf(cloud, peer, { podium: podiumEdge.url, peer: peerEdge.url });
    return [
      ...(await race(contenders, races)),
      ...(await origins(contenders, races)),
      ...(await speed(contenders, seconds)),
      ...(await sizes(contenders)),
    ];
  } finally {
    for (const one of started.reverse()) await one.stop();
  }
}

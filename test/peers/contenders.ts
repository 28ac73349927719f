/** Who is compared: Podium and the peer, each alone and behind a shared cache. */
import type { BenchCloud } from "../bench/cloud.ts";
import type { Figure } from "../bench/support.ts";
import type { Peer } from "./peer.ts";

export interface Contender {
  name: string;
  side: "podium" | "peer";
  url: string;
  /** What it has ready to send. */
  coding: "br" | "gzip";
}

export interface Contenders {
  cloud: BenchCloud;
  peer: Peer;
  podium: Contender;
  podiumEdge: Contender;
  podiumNginx: Contender;
  usual: Contender;
  /** Reads the design the other way: a mark deletes the cached answer. */
  deleting: Contender;
  usualNginx: Contender;
}

/** `nginxUrls` stand before each one's API. */
export function contendersOf(
  cloud: BenchCloud,
  peer: Peer,
  nginxUrls: { podium: string; peer: string },
): Contenders {
  const podium = { name: "Podium", side: "podium", url: cloud.apiUrl, coding: "br" } as const;
  const usual = { name: "peer", side: "peer", url: peer.url, coding: "gzip" } as const;
  return {
    cloud,
    peer,
    podium,
    podiumEdge: { ...podium, name: "Podium at its edge", url: cloud.url },
    podiumNginx: { ...podium, name: "Podium behind nginx", url: nginxUrls.podium },
    usual,
    deleting: { ...usual, name: "peer that deletes", url: peer.deletingUrl },
    usualNginx: { ...usual, name: "peer behind nginx", url: nginxUrls.peer },
  };
}

export const all = (contenders: Contenders): Contender[] => [
  contenders.podium,
  contenders.podiumEdge,
  contenders.podiumNginx,
  contenders.usual,
  contenders.deleting,
  contenders.usualNginx,
];

export const answerUrl = ({ url }: Contender, event: string): string => `${url}/api/events/${event}`;

export const pidOf = ({ cloud, peer }: Contenders, { side }: Contender): number =>
  side === "podium" ? cloud.pid : peer.pid;

export type Measured = Omit<Figure, "name" | "value" | "target"> & { contender: Contender; value: number };

/** A line for each, Podium's with its ratio to each of the peer's: also where it is the worse one. */
export function figuresOf(what: string, best: "most" | "least", measured: readonly Measured[]): Figure[] {
  const others = measured.filter(({ contender, value }) => contender.side === "peer" && value > 0);
  return measured.map(({ contender, value, unit, note }) => {
    const ratios = others.map((other) => {
      const isAhead = best === "most" ? value >= other.value : value <= other.value;
      return `${Number((value / other.value).toPrecision(2))} × ${other.contender.name}${isAhead ? "" : " (behind)"}`;
    });
    const notes = [...(contender.side === "podium" ? ratios : []), ...(note === undefined ? [] : [note])];
    return { name: `${contender.name}: ${what}`, value, unit, note: notes.join(", ") };
  });
}

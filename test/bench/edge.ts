/** A live board out of the edge's cache. */
import { startBenchCloud } from "./cloud.ts";
import { fieldOf } from "./games.ts";
import type { Figure } from "./support.ts";
import { versusBare } from "./versus.ts";

export async function bench(): Promise<Figure[]> {
  const field = fieldOf("ALPMDH", 80, "A");
  const cloud = await startBenchCloud(field, 40);
  try {
    const url = `${cloud.url}/api/events/${field.event}`;
    const { figures, rounds } = await versusBare("edge, hits", cloud, url);
    const during = (name: "requests" | "hits" | "originRequests") =>
      rounds.reduce((sum, { before, after }) => sum + after.edge[name] - before.edge[name], 0);
    const [requests, hits, origin] = [during("requests"), during("hits"), during("originRequests")];
    return [
      ...figures,
      {
        name: "hit ratio",
        value: (100 * hits) / requests,
        unit: "%",
        note: `${origin} requests to the API for ${requests} of viewers; the edge keeps a live board for 2 s`,
      },
    ];
  } finally {
    await cloud.stop();
  }
}

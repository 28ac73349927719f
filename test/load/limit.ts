/** Cached boards through each edge, in turns with a bare server that sends the same bytes; then latency at half of that. */
import { type Figure, median, startChild } from "../bench/support.ts";
import { sameAs } from "../bench/versus.ts";
import { EDGES, type EdgeName } from "./edges/edge.ts";
import { edgesOf, type LoadOptions } from "./options.ts";
import { GENERATOR, paced, raw } from "./raw.ts";
import { boardOf, fieldsOf, startOrigin } from "./scene.ts";
import { startTapped, type TappedEdge } from "./tap.ts";

const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
/** Long enough that one moment of other work on the machine isn't the hundredth part. */
const LATENCY_SECONDS = 10;
const ENOUGH_PER_SECOND = 30_000;
const HEADERS = { "accept-encoding": "br" };

export async function bench(options: LoadOptions): Promise<Figure[]> {
  const seconds = options.seconds ?? SECONDS;
  const fields = fieldsOf(1);
  const path = fields.map(boardOf)[0] ?? "";
  const origin = await startOrigin(fields);
  const bare = startChild("./bare.child.ts");
  const edges = new Map<EdgeName, TappedEdge>();
  try {
    for (const name of edgesOf(options)) edges.set(name, await startTapped(EDGES[name], origin.apiUrl));
    const urls = new Map([...edges].map(([name, { url }]) => [name, url + path]));
    const [first = ""] = urls.values();
    const bareUrl = await bare.call<string>("serve", await sameAs(first));
    const places: [string, string][] = [["bare", bareUrl], ...urls];
    const rates = new Map<string, number[]>(places.map(([name]) => [name, []]));
    for (const [, url] of places) await measure(url, WARM_UP_SECONDS);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, url] of places) rates.get(name)?.push(await measure(url, seconds));
    }
    const limit = median(rates.get("bare") ?? []);
    const figures: Figure[] = [
      {
        name: "bare node:http, same bytes",
        value: limit,
        unit: "requests/s",
        note: `${GENERATOR} on the same machine, medians of ${ROUNDS} rounds of ${seconds} s in turns, one board`,
      },
    ];
    for (const [name, edge] of edges) {
      const rate = median(rates.get(name) ?? []);
      const half = Math.min(rate, limit) / 2;
      figures.push(
        {
          name: `${name}: cached boards`,
          value: rate,
          unit: "requests/s",
          target: { atLeast: Math.floor(Math.min(ENOUGH_PER_SECOND, limit)) },
        },
        await latencyAt(name, edge.url + path, half),
      );
    }
    return figures;
  } finally {
    for (const edge of edges.values()) await edge.stop();
    await bare.stop();
    await origin.stop();
  }
}

async function measure(url: string, seconds: number): Promise<number> {
  const { requestsPerSecond, failed } = await raw(url, HEADERS, seconds);
  if (failed > 0) throw new Error(`${url}: ${failed} requests failed`);
  return requestsPerSecond;
}

async function latencyAt(name: string, url: string, perSecond: number): Promise<Figure> {
  const { requestsPerSecond, latencyMs } = await paced(new URL(url), HEADERS, perSecond, LATENCY_SECONDS);
  return {
    name: `${name}: at half the limit, p99`,
    value: latencyMs.p99,
    unit: "ms",
    target: { atMost: 50 },
    note: `${Math.round(requestsPerSecond)}/s of ${Math.round(perSecond)}/s wanted, p50 ${latencyMs.p50.toFixed(1)} ms`,
  };
}

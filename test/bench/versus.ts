/** A server and bare `node:http` that returns the same bytes, in turns on the same machine: what is left of the speed. */
import { ask } from "../support/http.ts";
import type { Same } from "./bare.child.ts";
import type { CloudFigures } from "./cloud.child.ts";
import type { BenchCloud } from "./cloud.ts";
import { CONNECTIONS, type Figure, load, median, startChild } from "./support.ts";

const ROUNDS = 5;
const SECONDS = 4;
/** Of each, until its code is compiled; not counted. */
const WARM_UP_SECONDS = 3;
const REQUEST_HEADERS = { "accept-encoding": "br" };

export interface Versus {
  figures: Figure[];
  /** The counted rounds, with what the cloud said of itself before and after. */
  rounds: { requests: number; seconds: number; before: CloudFigures; after: CloudFigures }[];
}

/**
 * Runs A B A B …; the ratio is the median of the ratios of neighbours, so that a machine that is busy for a while slows
 * both. The servers' own processor time per request stands beside it: the load generator can't hide it, and other work
 * on the machine touches it little.
 */
export async function versusBare(
  name: string,
  cloud: BenchCloud,
  url: string,
  target?: Figure["target"],
): Promise<Versus> {
  const bare = startChild("./bare.child.ts");
  try {
    const bareUrl = await bare.call<string>("serve", await sameAs(url));
    for (const warm of [url, bareUrl]) await load(warm, REQUEST_HEADERS, WARM_UP_SECONDS);
    const own: Round<CloudFigures>[] = [];
    const plain: Round<{ cpuMs: number }>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      own.push(await measure(url, cloud.figures));
      plain.push(await measure(bareUrl, () => bare.call<{ cpuMs: number }>("figures")));
    }
    const ratios = own.map(({ rate }, round) => rate / (plain[round]?.rate ?? Number.NaN));
    return {
      rounds: own,
      figures: [
        {
          name,
          value: median(own.map(({ rate }) => rate)),
          unit: "requests/s",
          note: `medians of ${ROUNDS} rounds of ${SECONDS} s in turns, ${CONNECTIONS} connections`,
        },
        {
          name: "bare node:http, same bytes",
          value: median(plain.map(({ rate }) => rate)),
          unit: "requests/s",
        },
        { name: "ratio", value: median(ratios), unit: "of bare", ...(target && { target }) },
        { name: `${name}: processor`, value: median(own.map(cpuUs)), unit: "µs/request" },
        { name: "bare node:http: processor", value: median(plain.map(cpuUs)), unit: "µs/request" },
      ],
    };
  } finally {
    await bare.stop();
  }
}

interface Round<F extends { cpuMs: number }> {
  rate: number;
  requests: number;
  seconds: number;
  before: F;
  after: F;
}

async function measure<F extends { cpuMs: number }>(
  url: string,
  figures: () => Promise<F>,
): Promise<Round<F>> {
  const before = await figures();
  const startedMs = performance.now();
  const { requestsPerSecond, requests, failed } = await load(url, REQUEST_HEADERS, SECONDS);
  if (failed > 0) throw new Error(`${url}: ${failed} requests failed`);
  const seconds = (performance.now() - startedMs) / 1000;
  return { rate: requestsPerSecond, requests, seconds, before, after: await figures() };
}

const cpuUs = ({ before, after, requests }: Round<{ cpuMs: number }>): number =>
  (1000 * (after.cpuMs - before.cpuMs)) / requests;

/** An answer as it goes on the wire, to be given again. */
export async function sameAs(url: string): Promise<Same> {
  const { status, headers, body } = await ask(url, { headers: REQUEST_HEADERS });
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, date: ____, ...kept } = headers;
  return { headers: kept as Record<string, string>, body: body.toString("base64") };
}

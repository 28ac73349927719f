/** As many requests as go through, in turns, while nothing changes; what that costs, and how large everything is. */
import { type Figure, median } from "../bench/support.ts";
import { raw } from "../load/raw.ts";
import { ask } from "../support/http.ts";
import { answerUrl, type Contender, type Contenders, figuresOf, pidOf } from "./contenders.ts";
import { footprintOf } from "./footprint.ts";
import { RACES } from "./races.ts";

const ROUNDS = 4;
const ROUND_SECONDS = 3;
const WARM_UP_SECONDS = 1;

interface Round {
  perSecond: number;
  /** Of its own processes, edges and generator apart. */
  cpuUs: number;
}

export async function speed(contenders: Contenders, seconds = ROUND_SECONDS): Promise<Figure[]> {
  const { podium, podiumEdge, podiumNginx, usual, usualNginx } = contenders;
  const sides = [podium, usual, podiumEdge, podiumNginx, usualNginx];
  for (const contender of sides) await run(contender, WARM_UP_SECONDS);
  const rounds = new Map<Contender, Round[]>(sides.map((contender) => [contender, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [contender, done] of rounds) {
      const before = footprintOf(pidOf(contenders, contender));
      const perSecond = await run(contender, seconds);
      const cpuMs = footprintOf(pidOf(contenders, contender)).cpuMs - before.cpuMs;
      done.push({ perSecond, cpuUs: (1000 * cpuMs) / (perSecond * seconds) });
    }
  }
  const mid = (contender: Contender, name: keyof Round) =>
    median(rounds.get(contender)?.map((round) => round[name]) ?? []);
  const alone = [podium, podiumEdge, usual];
  return [
    ...figuresOf(
      "as many as go through",
      "most",
      sides.map((contender) => ({
        contender,
        value: mid(contender, "perSecond"),
        unit: "requests/s",
        note: `median of ${ROUNDS} rounds of ${seconds} s in turns`,
      })),
    ),
    ...figuresOf(
      "processor",
      "least",
      alone.map((contender) => ({ contender, value: mid(contender, "cpuUs"), unit: "µs/request" })),
    ),
  ];
}

async function run(contender: Contender, seconds: number): Promise<number> {
  const url = answerUrl(contender, RACES[0]);
  const { requestsPerSecond, failed } = await raw(url, { "accept-encoding": contender.coding }, seconds);
  if (failed > 0) throw new Error(`${url}: ${failed} requests failed`);
  return requestsPerSecond;
}

export async function sizes(contenders: Contenders): Promise<Figure[]> {
  const alone = [contenders.podium, contenders.usual];
  const answers = await Promise.all(
    alone.map((contender) =>
      ask(answerUrl(contender, RACES[0]), { headers: { "accept-encoding": contender.coding } }),
    ),
  );
  return [
    ...figuresOf(
      "an answer",
      "least",
      alone.map((contender, n) => ({
        contender,
        value: answers[n]?.body.length ?? Number.NaN,
        unit: "bytes",
        note: `${contender.coding}; ${answers[n]?.text.length.toLocaleString("en")} plain, ${RACES[0]}`,
      })),
    ),
    ...figuresOf(
      "memory",
      "least",
      alone.map((contender) => {
        const { memoryMb, processes } = footprintOf(pidOf(contenders, contender));
        return {
          contender,
          value: memoryMb,
          unit: "MB",
          note: `resident after the load, what is shared counted once, ${processes} processes`,
        };
      }),
    ),
  ];
}

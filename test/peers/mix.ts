/** Polls at a steady pace, whoever is slow: each is due at its time, and its answer counts from then. */
import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { answerUrl, type Contender } from "./contenders.ts";
import { RACES } from "./races.ts";

const TICK_MS = 2;
const CONNECTIONS = 32;

export interface Mixed {
  requests: number;
  latencyMs: number[];
}

/** All races alike. @throws Error where a request fails */
export async function mix(contender: Contender, perSecond: number, seconds: number): Promise<Mixed> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencyMs: number[] = [];
  const open: Promise<void>[] = [];
  const failures: unknown[] = [];
  const startedMs = performance.now();
  try {
    for (let n = 0; n < perSecond * seconds; ) {
      const due = Math.floor(((performance.now() - startedMs) / 1000) * perSecond);
      for (; n < due && n < perSecond * seconds; n++) {
        const dueMs = startedMs + (n * 1000) / perSecond;
        const url = answerUrl(contender, RACES[n % RACES.length] ?? "");
        const answered = () => void latencyMs.push(performance.now() - dueMs);
        const failed = (error: unknown) => void failures.push(error);
        open.push(ask(agent, url, contender.coding).then(answered, failed));
      }
      await wait(TICK_MS);
    }
    await Promise.all(open);
    if (failures.length > 0) throw failures[0];
    return { requests: latencyMs.length, latencyMs };
  } finally {
    agent.destroy();
  }
}

function ask(agent: Agent, url: string, coding: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  get(url, { agent, headers: { "accept-encoding": coding } }, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
    answer.resume().once("end", resolve).once("error", reject);
  }).once("error", reject);
  return promise;
}

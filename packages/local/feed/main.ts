/** `npm run feed -- …`: what came through the feed and what became of it, on the stage that runs on this machine. */
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { rejectedReceipts } from "@podium/core/audit/rejected.ts";
import { PodiumError } from "@podium/core/errors.ts";
import { chargeOf, giveCharge } from "@podium/core/feed/charge.ts";
import { feedHealth } from "@podium/core/feed/health.ts";
import { medalChecks } from "@podium/core/feed/medals.ts";
import { type MessageRecord, STATES, type State } from "@podium/core/feed/message.ts";
import { discard, list, replay, show } from "@podium/core/feed/messages.ts";
import { precedences, setPrecedence } from "@podium/core/feed/precedence.ts";
import type { Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { silentUnits } from "@podium/core/feed/silence.ts";
import { OutcomeBodies } from "@podium/core/results/load.ts";
import {
  CHARGES,
  type Charge,
  DEFAULT_PRECEDENCE,
  precedence,
  scope as scopeOf,
} from "@podium/core/results/sources.ts";
import { openTable } from "@podium/core/table/client.ts";
import { loopback } from "../loopback.ts";
import { DataFolder, dataDirOf, type Stage, UsageError } from "../settings.ts";
import { runKeys } from "./keys-command.ts";
import { openFeed } from "./pipeline.ts";
import { runSend } from "./send-command.ts";

const USAGE = `npm run feed -- <command>

  list     [--day 2026-02-07] [--state held,rejected …] [--source KEY] [--unit RSC or a part of it] [--limit 100]
  show     SOURCE ID              one message, with its body
  replay   SOURCE ID … | --state dead [--day …] [--source …] [--unit …]
  discard  SOURCE ID …
  charge   UNIT [timing|odf|manual]    which source counts in the unit, whatever the order says
  precedence [GEN|ALP|UNIT odf,timing,manual|default]   the order in which sources take charge by themselves
  health                           who speaks, how fast it gets through, who is silent; medals that differ
  send     FILE|DIR … [--key KEY] [--rate N] [--url http://…]
  keys     list | create | rotate | revoke …   (\`keys\` alone says how)

States: ${STATES.join(", ")}.`;

const OPTIONS = {
  day: { type: "string" },
  state: { type: "string" },
  source: { type: "string" },
  unit: { type: "string" },
  limit: { type: "string" },
  key: { type: "string" },
  rate: { type: "string" },
  url: { type: "string" },
} as const;

type Values = Partial<Record<keyof typeof OPTIONS, string>>;

interface Stand {
  stage: Stage;
  folder: DataFolder;
  store: RawStore;
  queue: Queue;
  values: Values;
  rest: readonly string[];
}

const today = (): string => new Date().toISOString().slice(0, 10);

const print = (line: string): void => console.log(line);

const operator = () => ({ kind: "system" as const, name: `cli-${userInfo().username}` });

const COMMANDS: Readonly<Record<string, (stand: Stand) => Promise<void>>> = {
  async list({ store, values }) {
    for (const record of await wanted(store, values)) print(lineOf(record));
    const { day = today(), state = "rejected", source, unit = "" } = values;
    if (!state.split(",").includes("rejected")) return;
    for (const { recordedAt, source: from, message, code, rule, body = "" } of await rejectedReceipts(
      store.table,
      day,
    )) {
      if ((source ?? from) !== from || !body.includes(unit)) continue;
      print(`${recordedAt} rejected  ${from} ${message} ndjson line · ${code} ${rule}`);
    }
  },

  async show({ store, rest }) {
    const [source, message] = named(rest)[0] ?? [];
    const { record, body } = await show(store, source ?? "", message ?? "");
    print(JSON.stringify(record, null, 2));
    if (body !== undefined) print(Buffer.from(body).toString("utf8"));
  },

  async replay({ store, queue, values, rest }) {
    const chosen = rest.length > 0 ? named(rest) : await chosenBy(store, values);
    for (const [source, message] of chosen) await replay(store.table, queue, source, message, randomUUID());
    print(`${chosen.length} messages are on their way again.`);
  },

  async discard({ store, rest }) {
    const chosen = named(rest);
    for (const [source, message] of chosen) await discard(store.table, source, message, new Date());
    print(`${chosen.length} messages discarded.`);
  },

  async charge({ store, queue, rest }) {
    const [unit, charge] = rest;
    if (unit === undefined) throw new UsageError("charge: names a unit by its RSC.");
    if (charge !== undefined) {
      if (!CHARGES.includes(charge as Charge)) {
        throw new UsageError(`charge: '${charge}' is none of ${CHARGES.join(", ")}.`);
      }
      const context = { table: store.table, queue, actor: operator(), now: () => new Date() };
      await giveCharge(context, { unit, charge: charge as Charge, id: randomUUID() });
    }
    print(`${unit}: ${(await chargeOf(store.table, unit)) ?? "nobody yet"} is in charge.`);
  },

  async precedence({ store, rest }) {
    const [scope, order] = rest;
    if (scope !== undefined) {
      if (!scopeOf.safeParse(scope).success || order === undefined) {
        throw new UsageError("precedence: names GEN, a discipline like ALP or a unit's RSC, and an order.");
      }
      const wanted =
        order === "default" ? { data: null, success: true } : precedence.safeParse(order.split(","));
      if (!wanted.success) {
        throw new UsageError(
          `precedence: '${order}' is not default, nor names each of ${CHARGES.join(", ")} once.`,
        );
      }
      const context = { table: store.table, actor: operator(), now: () => new Date() };
      await setPrecedence(context, { scope, order: wanted.data ?? null, id: randomUUID() });
    }
    print(`${"default".padEnd(34)} ${DEFAULT_PRECEDENCE.join(", ")}`);
    for (const { scope, order } of await precedences(store.table)) {
      print(`${scope.padEnd(34)} ${order.join(", ")}`);
    }
  },

  async health({ store }) {
    const now = new Date();
    for (const health of (await feedHealth(store.table, now)).sources) print(JSON.stringify(health));
    for (const { unit, lastAt } of await silentUnits(store.table, now, new OutcomeBodies())) {
      print(`silent: ${unit} since ${lastAt}`);
    }
    for (const { identity, version, state, differences } of await medalChecks(store.table)) {
      print(`medals: ${identity} v${version} ${state}`);
      for (const difference of differences) print(`  ${difference}`);
    }
  },

  async send({ stage, folder, values, rest }) {
    const ok = await runSend({
      url: values.url ?? stage.url,
      apiKey: values.key ?? process.env.PODIUM_FEED_KEY ?? folder.feedKey(),
      paths: rest,
      rate: values.rate === undefined ? undefined : positive("--rate", values.rate),
      print,
      progress: process.stderr.isTTY ? (text) => process.stderr.write(`\r${text}`) : undefined,
    });
    if (!ok) process.exitCode = 1;
  },
};

async function main(args: readonly string[]): Promise<void> {
  const [name = "", ...more] = args;
  const command = COMMANDS[name];
  if (command === undefined && name !== "keys") throw new UsageError(USAGE);
  const folder = new DataFolder(dataDirOf(process.env));
  const stage = folder.stage();
  if (stage === undefined) {
    throw new UsageError(
      `Nothing runs on ${folder.path}. Start it with npm start, or name another with PODIUM_DATA.`,
    );
  }
  const table = openTable(stage.table, loopback(stage.tableEndpoint));
  if (command === undefined) return await runKeys(more, { table, print });
  const { values, positionals } = flags(more);
  await command({ stage, folder, ...openFeed(stage.feed, table), values, rest: positionals });
}

function flags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
}

function wanted(store: RawStore, values: Values): Promise<MessageRecord[]> {
  const { day = today(), state, source, unit, limit } = values;
  const states = state?.split(",");
  const unknown = states?.find((one) => !STATES.includes(one as State));
  if (unknown !== undefined) throw new UsageError(`--state: '${unknown}' is none of ${STATES.join(", ")}.`);
  return list(
    store.table,
    {
      day,
      ...(states && { states: states as State[] }),
      ...(source !== undefined && { source }),
      ...(unit !== undefined && { lane: unit }),
    },
    limit === undefined ? undefined : positive("--limit", limit),
  );
}

async function chosenBy(store: RawStore, values: Values): Promise<[string, string][]> {
  if (values.state === undefined)
    throw new UsageError("replay: names messages, or those of a state with --state.");
  return (await wanted(store, values)).map(({ source, message }) => [source, message]);
}

/** `SOURCE ID`, or several ids of one source. */
function named([source, ...messages]: readonly string[]): [string, string][] {
  if (source === undefined || messages.length === 0)
    throw new UsageError("Names a source and the ids of messages.");
  return messages.map((message) => [source, message]);
}

function positive(flag: string, text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new UsageError(`${flag}: '${text}' is not a number above 0.`);
}

function lineOf(record: MessageRecord): string {
  const { receivedAt, state, source, message, identity, format, version, waitsFor, code, detail } = record;
  const why = waitsFor === undefined ? [code, detail].filter(Boolean).join(" ") : `waits for ${waitsFor}`;
  const what = [identity ?? format, ...(version === undefined ? [] : [`v${version}`])].join(" ");
  return `${receivedAt} ${state.padEnd(9)} ${source} ${message} ${what}${why === "" ? "" : ` · ${why}`}`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof PodiumError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** The local cloud as a process of its own, that can be hurt, and remembers every board that it published. */
import { createHash } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { decompress } from "@podium/core/board/encoding.ts";
import { LATEST } from "@podium/core/board/key.ts";
import { type Cloud, startCloud } from "@podium/local/cloud.ts";
import { boards } from "@podium/local/dump.ts";
import { type Log, silent } from "@podium/local/log.ts";
import { answerParent, SECRET } from "../bench/support.ts";
import type { Ledger, OriginFigures } from "./origin.ts";

interface Put {
  board: string;
  version: number;
  updatedMs: number;
  body: Uint8Array;
}

interface Envelope {
  version: number;
  updatedAt: string;
}

let throttled = false;

const loud: Log = (level, message, data) => {
  // What is refused on purpose is said in the figures.
  if (level === "error" && !throttled) console.error(`${level}: ${message} ${JSON.stringify(data ?? {})}`);
  else silent(level, message);
};

let cloud: Cloud | undefined;
const puts: Put[] = [];
const ledger: Ledger = {};

function note(board: string, text: string, updatedMs: number, version: number): void {
  const digest = createHash("sha256").update(text).digest("hex");
  ledger[board] ??= [];
  ledger[board].push({ version, digest, updatedMs });
}

/** What the table took, as it went on the wire. */
function remember(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args);
      const { Item, TransactItems = [] } = args.input as {
        Item?: Attributes;
        TransactItems?: { Put?: { Item?: Attributes } }[];
      };
      for (const item of [Item, ...TransactItems.map(({ Put }) => Put?.Item)]) {
        if (item?.slot?.S !== LATEST || item.body?.B === undefined) continue;
        puts.push({
          board: item.board?.S ?? "",
          version: Number(item.version?.N),
          updatedMs: Date.parse(item.updatedAt?.S ?? ""),
          body: item.body.B,
        });
      }
      return output;
    },
    { step: "build", name: "ledger" },
  );
}

type Attributes = Record<string, { S?: string; N?: string; B?: Uint8Array } | undefined>;

/** Every call of the table is refused while this is on, as DynamoDB refuses it, and the SDK tries again as it does then. */
function mayBeThrottled(client: DynamoDBClient): void {
  const name = "ProvisionedThroughputExceededException";
  client.middlewareStack.add(
    (next) => async (args) => {
      if (throttled) throw Object.assign(new Error(name), { name });
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "throttle" },
  );
}

answerParent(
  {
    async start(argument): Promise<{ apiUrl: string }> {
      const { dataDir } = argument as { dataDir: string };
      cloud = await startCloud({
        dataDir,
        port: 0,
        feedSecret: SECRET,
        timeZone: "Europe/Rome",
        webDir: dataDir,
        log: loud,
        onTableLost: ({ stderr }) => {
          throw new Error(`the table engine is gone: ${stderr.join(" | ")}`);
        },
        onTableClient(client) {
          remember(client);
          mayBeThrottled(client);
        },
      });
      for await (const { board, text } of boards(cloud.table)) {
        const { version, updatedAt } = JSON.parse(text) as Envelope;
        note(board, text, Date.parse(updatedAt), version);
      }
      return { apiUrl: cloud.apiUrl };
    },
    quiet: () => cloud?.quiet(),
    throttle(argument) {
      throttled = (argument as { on: boolean }).on;
    },
    stopProjector: () => cloud?.consumers.stopProjector(),
    startProjector: () => cloud?.consumers.startProjector(),
    figures: (): OriginFigures => ({
      tableReads: cloud?.metrics.total("TableRead") ?? 0,
      deadLetters: cloud?.deadLetters() ?? 0,
    }),
    ledger(): Ledger {
      for (const { board, version, updatedMs, body } of puts.splice(0))
        note(board, decompress(body), updatedMs, version);
      return ledger;
    },
  },
  async () => {
    await cloud?.stop();
  },
);

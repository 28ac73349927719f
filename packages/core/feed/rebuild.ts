/** Everything anew from the messages as they came: same facts, same boards. */
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { PodiumError } from "../errors.ts";
import { inParallel } from "../parallel.ts";
import { Rejected } from "../results/commands.ts";
import { Applier } from "./apply.ts";
import { keepBody } from "./ndjson/body.ts";
import { takeLines } from "./ndjson/take.ts";
import type { Delivery, Queue } from "./queue.ts";
import { type Raw, type RawStore, rawOfDay } from "./raw.ts";
import { Reader } from "./reader.ts";
import { Filing, recordOf } from "./record.ts";

export interface Rebuilt {
  odf: number;
  /** Bodies, each of many lines. */
  ndjson: number;
  /** Those that were rejected then, and are rejected again. */
  rejected: number;
}

/** Documents that are applied together: of several versions only the newest is written out. */
const AT_ONCE = 200;
const LANES = 4;

/**
 * Carries out all that `from` holds, in order of arrival, into `into`, whose table is empty. Clocks are those of then.
 * @param onProgress messages done so far
 */
export async function rebuild(
  from: RawStore,
  into: RawStore,
  timeZone: string,
  onProgress: (done: number) => void = () => {},
): Promise<Rebuilt> {
  const rebuilding = new Rebuilding(into, timeZone);
  let done = 0;
  for (const day of await rawDays(from)) {
    for await (const raw of rawOfDay(from, day)) {
      await rebuilding.take(raw);
      onProgress(++done);
    }
  }
  await rebuilding.flush();
  return rebuilding.rebuilt;
}

class Rebuilding {
  readonly rebuilt: Rebuilt = { odf: 0, ndjson: 0, rejected: 0 };
  private readonly into: RawStore;
  private readonly filing: Filing;
  private readonly reader: Reader;
  private readonly applier: Applier;
  private readonly queue: Queue;
  private readonly known = new Set<string>();
  private waiting: Delivery[] = [];

  constructor(into: RawStore, timeZone: string) {
    this.into = into;
    this.filing = new Filing(into);
    this.reader = new Reader(into, timeZone);
    this.queue = { send: async (delivery) => void this.waiting.push(delivery) };
    this.applier = new Applier({
      table: into.table,
      reader: this.reader,
      queue: this.queue,
      now: () => new Date(),
    });
  }

  async take(raw: Raw): Promise<void> {
    if (raw.format === "odf") await this.takeDocument(raw);
    else await this.takeBody(raw);
  }

  private async takeDocument(raw: Raw): Promise<void> {
    this.rebuilt.odf += 1;
    try {
      const record = recordOf(this.reader.parse(raw.body), raw, raw.body);
      await this.filing.file(record, raw.body);
      this.waiting.push({ record });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      this.rebuilt.rejected += 1;
    }
    if (this.waiting.length >= AT_ONCE) await this.flush();
  }

  private async takeBody(raw: Raw): Promise<void> {
    // What came before it counts before it.
    await this.flush();
    this.rebuilt.ndjson += 1;
    const { source } = raw;
    const now = () => new Date(raw.receivedAt);
    const text = Buffer.from(raw.body).toString("utf8");
    await keepBody(this.filing, source, text, now());
    const actor = { kind: "feed" as const, keyId: source };
    const context = { table: this.into.table, actor, source, now, known: this.known };
    const lines = await takeLines(context, this.queue, text);
    if (lines.some(({ outcome }) => outcome === "retry")) {
      throw new PodiumError(
        { code: "TABLE_BUSY", detail: "the table was busy; start over" },
        { retry: true },
      );
    }
  }

  /** Until nothing waits: what was held may be let go by what comes after it. */
  async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const lanes = Map.groupBy(this.waiting, ({ record }) => record.lane);
      this.waiting = [];
      await inParallel([...lanes.values()], LANES, (deliveries) => this.applier.apply(deliveries));
    }
  }
}

/** Days, UTC, on which messages came. Looks through the whole table: a rebuild does so anyway. */
async function rawDays({ table }: RawStore): Promise<string[]> {
  const days = new Set<string>();
  const pages = paginateScan(
    { client: table.documents },
    {
      TableName: table.name,
      FilterExpression: "#entity = :raw",
      ExpressionAttributeNames: { "#entity": "__edb_e__", "#day": "day" },
      ExpressionAttributeValues: { ":raw": "raw" },
      ProjectionExpression: "#day",
    },
  );
  for await (const { Items = [] } of pages) for (const { day } of Items) days.add(String(day));
  return [...days].sort();
}

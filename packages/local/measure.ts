/** What a replay consumes by the message, and how large its boards are: `measured.json`, for the cost model. */
import { cpus } from "node:os";
import { gzipSync } from "node:zlib";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { decompress } from "@podium/core/board/encoding.ts";
import { LATEST } from "@podium/core/board/key.ts";
import { type BoardKind, boardKind } from "@podium/core/cost/kind.ts";
import { FUNCTIONS, type Measurement } from "@podium/core/cost/measured.ts";
import { TABLE } from "@podium/core/cost/prices.ts";
import type { Table } from "@podium/core/table/client.ts";
import { INDEXES } from "@podium/core/table/definition.ts";
import type { Cloud } from "./cloud.ts";

/** Of the versions of a kind of board, the first and every so many are looked at. */
const SAMPLE_EVERY = 20;

export interface Measuring {
  /** From here on it counts; what was told before is the past. */
  begin(): Promise<void>;
  /** @param messages how many were told since. @param command that made them. */
  end(messages: number, command: string): Promise<Measurement>;
}

export function measure(cloud: Cloud): Measuring {
  const bodies = sampleBodies(cloud.table);
  let before = snapshot(cloud);
  let bytesBefore = 0;
  return {
    async begin() {
      await cloud.quiet();
      bodies.clear();
      bytesBefore = await bytesOf(cloud.table);
      before = snapshot(cloud);
    },
    async end(messages, command) {
      const after = snapshot(cloud);
      const each = (amount: number) => Number((amount / messages).toPrecision(4));
      const counted = (name: string) => (after.counts.get(name) ?? 0) - (before.counts.get(name) ?? 0);
      const functions = Object.fromEntries(
        FUNCTIONS.map((name) => [
          name,
          { invocations: each(counted(`${name}.invocations`)), ms: each(counted(`${name}.ms`)) },
        ]),
      ) as NonNullable<Measurement["pipeline"]>["functions"];
      const how = { date: new Date().toISOString().slice(0, 10), machine: machine(), command };
      return {
        boards: {
          how: { ...how, note: `mean of one version in ${SAMPLE_EVERY} of each kind` },
          kinds: Object.fromEntries([...bodies].map(([kind, { sampled }]) => [kind, meanBytes(sampled)])),
        },
        pipeline: {
          how: { ...how, note: `${messages} messages; milliseconds of functions that share one thread` },
          writeUnits: each(after.writeUnits - before.writeUnits),
          readUnits: each(after.readUnits - before.readUnits),
          streamRecords: each(counted("projector.records") + counted("publisher.records")),
          tableBytes: each((await bytesOf(cloud.table)) - bytesBefore),
          functions,
        },
      };
    },
  };
}

interface Sample {
  versions: number;
  sampled: Uint8Array[];
}

/** Looks at boards on their way into the table. */
function sampleBodies(table: Table): Map<BoardKind, Sample> {
  const kinds = new Map<BoardKind, Sample>();
  const see = ({ board, slot, body }: { board?: unknown; slot?: unknown; body?: unknown }) => {
    if (typeof board !== "string" || slot !== LATEST || !(body instanceof Uint8Array)) return;
    const kind = boardKind(board);
    if (kind === undefined) return;
    const sample = kinds.get(kind) ?? { versions: 0, sampled: [] };
    kinds.set(kind, sample);
    if (sample.versions % SAMPLE_EVERY === 0) sample.sampled.push(body);
    sample.versions += 1;
  };
  table.client.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args);
      const { Item, TransactItems = [] } = args.input as {
        Item?: object;
        TransactItems?: { Put?: { Item?: object } }[];
      };
      for (const item of [Item, ...TransactItems.map(({ Put }) => Put?.Item)]) if (item) see(item);
      return output;
    },
    { step: "initialize", name: "sampleBodies" },
  );
  return kinds;
}

function meanBytes(bodies: readonly Uint8Array[]) {
  const mean = (bytes: (body: Uint8Array) => number) =>
    Math.round(bodies.reduce((sum, body) => sum + bytes(body), 0) / bodies.length);
  return {
    jsonBytes: mean((body) => Buffer.byteLength(decompress(body))),
    gzipBytes: mean((body) => gzipSync(decompress(body)).length),
    brotliBytes: mean((body) => body.length),
  };
}

function snapshot({ meter, metrics }: Cloud) {
  const names = FUNCTIONS.flatMap((name) =>
    ["invocations", "ms", "records"].map((what) => `${name}.${what}`),
  );
  return { ...meter.read(), counts: new Map(names.map((name) => [name, metrics.total(name)])) };
}

/** With its indexes, which hold whole items: by what a look at all of it consumes. */
async function bytesOf({ client, name }: Table): Promise<number> {
  let units = 0;
  for (const IndexName of [undefined, ...Object.keys(INDEXES)]) {
    const look = { TableName: name, ...(IndexName && { IndexName }), Select: "COUNT" as const };
    const pages = paginateScan({ client }, { ...look, ReturnConsumedCapacity: "TOTAL" });
    for await (const { ConsumedCapacity } of pages) units += ConsumedCapacity?.CapacityUnits ?? 0;
  }
  return (units * TABLE.readUnitBytes) / TABLE.eventuallyConsistentFactor;
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() || process.arch}, Node ${process.version}`;
}

/** What a replay consumes by the message, and how large its boards are: `measured.json`, for the cost model. */
import { cpus } from "node:os";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { FUNCTIONS, type Measurement } from "@podium/core/cost/measured.ts";
import { TABLE } from "@podium/core/cost/prices.ts";
import type { Table } from "@podium/core/table/client.ts";
import { INDEXES } from "@podium/core/table/definition.ts";
import type { Cloud } from "./cloud.ts";
import { SAMPLE_EVERY, type SizeSums, type Sizes } from "./consumers/board-sizes.ts";

export interface Measuring {
  /** From here on it counts; what was told before is the past. */
  begin(): Promise<void>;
  /** @param messages how many were told since. @param command that made them. */
  end(messages: number, command: string): Promise<Measurement>;
}

export function measure(cloud: Cloud): Measuring {
  let before = snapshot(cloud);
  let bytesBefore = 0;
  return {
    async begin() {
      await cloud.quiet();
      bytesBefore = await bytesOf(cloud.table);
      before = snapshot(cloud);
    },
    async end(messages, command) {
      const [was, after] = [await before, await snapshot(cloud)];
      const each = (amount: number) => Number((amount / messages).toPrecision(4));
      const counted = (name: string) => (after.counts.get(name) ?? 0) - (was.counts.get(name) ?? 0);
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
          kinds: meanSizes(was.sizes, after.sizes),
        },
        pipeline: {
          how: { ...how, note: `${messages} messages; milliseconds of functions that share processes` },
          writeUnits: each(after.writeUnits - was.writeUnits),
          readUnits: each(after.readUnits - was.readUnits),
          streamRecords: each(counted("projector.records") + counted("publisher.records")),
          tableBytes: each((await bytesOf(cloud.table)) - bytesBefore),
          functions,
        },
      };
    },
  };
}

const NOTHING: SizeSums = { samples: 0, jsonBytes: 0, gzipBytes: 0, brotliBytes: 0 };

/** Means of what was sampled in between. */
function meanSizes(before: Sizes, after: Sizes) {
  return Object.fromEntries(
    [...after].flatMap(([kind, sums]) => {
      const past = before.get(kind) ?? NOTHING;
      const samples = sums.samples - past.samples;
      if (samples === 0) return [];
      const mean = (name: Exclude<keyof SizeSums, "samples">) =>
        Math.round((sums[name] - past[name]) / samples);
      const sizes = {
        jsonBytes: mean("jsonBytes"),
        gzipBytes: mean("gzipBytes"),
        brotliBytes: mean("brotliBytes"),
      };
      return [[kind, sizes]];
    }),
  );
}

async function snapshot({ consumed, consumers, metrics }: Cloud) {
  const names = FUNCTIONS.flatMap((name) =>
    ["invocations", "ms", "records"].map((what) => `${name}.${what}`),
  );
  const [units, { sizes }] = await Promise.all([consumed(), consumers.usage()]);
  return { ...units, sizes, counts: new Map(names.map((name) => [name, metrics.total(name)])) };
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

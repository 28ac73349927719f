/** Table stream → projector. Facts and outcomes only: the filter keeps boards from feeding themselves. */

import middy from "@middy/core";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import { FACT_ENTITIES } from "@podium/core/results/entity.ts";
import { type Change, Projector } from "@podium/core/results/projector.ts";
import type { Table } from "@podium/core/table/client.ts";
import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

export interface ProjectorDependencies {
  table: Table;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

/** For the event-source mapping. */
export const PROJECTOR_FILTERS = [
  { dynamodb: { NewImage: { __edb_e__: { S: [...FACT_ENTITIES, "outcome"] } } } },
  { eventName: ["REMOVE"], dynamodb: { OldImage: { __edb_e__: { S: ["outcome"] } } } },
];

export function createProjectorHandler({ table, now, log, metrics }: ProjectorDependencies) {
  const projector = new Projector(table, now, {
    factToBoard: (ms) => metrics.timing("FactToBoardMs", ms),
    factToAllBoards: (ms) => metrics.timing("FactToAllBoardsMs", ms),
  });

  const handle = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { published, failed } = await projector.project(event.Records.map(changeOf));
    metrics.count("BoardPublished", published.length);
    if (failed.size > 0) metrics.count("ProjectionFailed", failed.size);
    metrics.flush();
    for (const [sequence, error] of failed)
      log.error("projection failed", { sequence, error: error as Error });
    return { batchItemFailures: [...failed.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(handle);
}

function changeOf({ dynamodb }: DynamoDBRecord): Change {
  const image = dynamodb?.NewImage ?? dynamodb?.OldImage ?? {};
  const text = (name: string) => image[name]?.S;
  const entity = text("__edb_e__") ?? "";
  const change: Change = {
    sequence: dynamodb?.SequenceNumber ?? "",
    entity,
    again: dynamodb?.OldImage !== undefined,
    recordedAt: Number(image.recordedAt?.N ?? 0),
  };
  const [event, competitor, noc] = [text("event"), text("competitor"), text("noc")];
  if (event !== undefined) change.event = event;
  if (competitor !== undefined) change.competitor = competitor;
  if (noc !== undefined) change.noc = noc;
  // Of what was taken back only the old image says what it was.
  const kind = (image.value ?? dynamodb?.OldImage?.value)?.M?.kind?.S;
  if (kind !== undefined) change.kind = kind;
  if (entity === "outcome") {
    const [before, after] = [bytes(dynamodb?.OldImage?.body), bytes(dynamodb?.NewImage?.body)];
    if (before !== undefined) change.before = before;
    if (after !== undefined) change.after = after;
  }
  return change;
}

function bytes(value: AttributeValue | undefined): Uint8Array | undefined {
  return value?.B === undefined ? undefined : Buffer.from(value.B, "base64");
}

/** GetRecords whose records stay the JSON they travel as, which is what Lambda hands to a function. */
import { buffer } from "node:stream/consumers";
import { type DynamoDBStreamsClient, GetRecordsCommand } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord } from "aws-lambda";

export interface RecordsPage {
  records: DynamoDBRecord[];
  next: string | undefined;
}

/** Pages that are kept for consumers who come a little later. */
const KEPT = 8;

/** Consumers of one stream read the same pages, a moment apart: each page is asked for once. */
export class Pages {
  private readonly streams: DynamoDBStreamsClient;
  private readonly read = new Map<string, Promise<RecordsPage>>();

  constructor(streams: DynamoDBStreamsClient) {
    this.streams = streams;
  }

  /** What follows the iterator. Throws what the SDK throws. */
  async after(iterator: string, limit: number): Promise<RecordsPage> {
    const known = this.read.get(iterator);
    if (known !== undefined) return known;
    const reading = getRecords(this.streams, iterator, limit);
    this.read.set(iterator, reading);
    const [oldest] = this.read.keys();
    if (this.read.size > KEPT && oldest !== undefined) this.read.delete(oldest);
    try {
      const page = await reading;
      // There may be more behind an empty page the next time.
      if (page.records.length === 0) this.read.delete(iterator);
      return page;
    } catch (cause) {
      this.read.delete(iterator);
      throw cause;
    }
  }
}

interface Response {
  statusCode: number;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

/** Throws what the SDK throws. */
export async function getRecords(
  streams: DynamoDBStreamsClient,
  iterator: string,
  limit: number,
): Promise<RecordsPage> {
  let records: DynamoDBRecord[] = [];
  const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: limit });
  // The SDK would make each value an object of its own, bytes out of base64, only for us to undo it.
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as Response;
      if (response.statusCode !== 200) return result;
      const { Records, ...rest } = JSON.parse((await bytesOf(response)).toString()) as {
        Records?: DynamoDBRecord[];
      };
      records = Records ?? [];
      response.body = Buffer.from(JSON.stringify(rest));
      return result;
    },
    { step: "deserialize", name: "recordsAsJson", priority: "low" },
  );
  const { NextShardIterator: next } = await streams.send(command);
  return { records, next };
}

const bytesOf = async ({ body }: Response): Promise<Buffer> =>
  body instanceof Uint8Array ? Buffer.from(body) : await buffer(body);

/** A record of the Streams API in the shape that Lambda hands to a function. */
import type {
  _Record as StreamRecord,
  AttributeValue as StreamValue,
} from "@aws-sdk/client-dynamodb-streams";
import type { AttributeValue, DynamoDBRecord } from "aws-lambda";

/** Sequence numbers are integers as text, too long for a double. */
export function isAfter(sequence: string, other: string): boolean {
  return sequence.length === other.length ? sequence > other : BigInt(sequence) > BigInt(other);
}

export function sequenceOf(record: DynamoDBRecord): string {
  const sequence = record.dynamodb?.SequenceNumber;
  if (sequence === undefined) throw new TypeError("a stream record without a sequence number");
  return sequence;
}

/** Shares the images with the record it was given; `toLambda` makes them JSON. Enough for a filter to look at. */
export function outline({ dynamodb, ...record }: StreamRecord, streamArn: string) {
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: record.eventSource,
    awsRegion: record.awsRegion,
    dynamodb: {
      ...dynamodb,
      ApproximateCreationDateTime: (dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1_000,
    },
    eventSourceARN: streamArn,
  };
}

export type Outline = ReturnType<typeof outline>;

/** Absent parts are absent, not undefined, and binary values are base64 text, as after JSON. */
export function toLambda(record: Outline): DynamoDBRecord {
  const { Keys, NewImage, OldImage, ...rest } = record.dynamodb;
  return present({
    ...record,
    dynamodb: present({ ...rest, Keys: image(Keys), NewImage: image(NewImage), OldImage: image(OldImage) }),
  }) as DynamoDBRecord;
}

function image(values: Record<string, StreamValue> | undefined): Record<string, AttributeValue> | undefined {
  if (values === undefined) return undefined;
  const result: Record<string, AttributeValue> = {};
  for (const name in values) result[name] = attribute(values[name] as StreamValue);
  return result;
}

function attribute(value: StreamValue): AttributeValue {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.M !== undefined) return { M: image(value.M) ?? {} };
  if (value.L !== undefined) return { L: value.L.map(attribute) };
  return value as AttributeValue;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function present<T extends object>(value: T): T {
  for (const name in value) if (value[name] === undefined) delete value[name];
  return value;
}

/** Records as Lambda hands them to a function. */
import type { DynamoDBRecord } from "aws-lambda";

/** Sequence numbers are integers as text, too long for a double. */
export function isAfter(sequence: string, other: string): boolean {
  return sequence.length === other.length ? sequence > other : BigInt(sequence) > BigInt(other);
}

export function sequenceOf(record: DynamoDBRecord): string {
  const sequence = record.dynamodb?.SequenceNumber;
  if (sequence === undefined) throw new TypeError("a stream record without a sequence number");
  return sequence;
}

/** Reads a request that may hold anything. All throw QueueError MissingParameter or InvalidParameterValue. */
import type { MessageAttribute, MessageAttributes } from "./digest.ts";
import { invalid, QueueError } from "./errors.ts";

export type Input = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalid(name, value, "Must be a string.");
  return value;
}

export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) {
    throw new QueueError("MissingParameter", `The request must contain the parameter ${name}.`);
  }
  return value;
}

/** A group or deduplication id: up to 128 letters, digits and punctuation. */
export function optionalId(input: Input, name: string): string | undefined {
  const value = optionalText(input, name);
  if (value !== undefined && !/^[\x21-\x7e]{1,128}$/.test(value)) {
    throw invalid(
      name,
      value,
      "Can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    );
  }
  return value;
}

export function optionalInteger(input: Input, name: string, least: number, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw invalid(name, value, `Must be an integer from ${least} to ${most}.`);
  }
  return value;
}

export function texts(input: Input, name: string): string[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw invalid(name, value, "Must be a list of strings.");
  }
  return value;
}

export function textMap(input: Input, name: string): Record<string, string> {
  const value = input[name] ?? {};
  if (!isRecord(value) || !Object.values(value).every((item) => typeof item === "string")) {
    throw invalid(name, value, "Must be a map of strings.");
  }
  return value as Record<string, string>;
}

/** 1 to 10 entries with ids of their own. */
export function entries(input: Input): Input[] {
  const list = input.Entries;
  if (!Array.isArray(list) || list.length === 0) {
    throw new QueueError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (list.length > 10) {
    throw new QueueError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${list.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const entry of list) {
    if (!isRecord(entry)) throw invalid("Entries", entry, "Must be a list of entries.");
    const id = text(entry, "Id");
    if (!/^[\w-]{1,80}$/.test(id)) {
      throw new QueueError(
        "InvalidBatchEntryId",
        "A batch entry id has 1 to 80 letters, digits, hyphens, underscores.",
      );
    }
    if (ids.has(id)) throw new QueueError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    ids.add(id);
  }
  return list as Input[];
}

const MOST_ATTRIBUTES = 10;

/** Undefined where there are none. */
export function messageAttributes(input: Input, name: string): MessageAttributes | undefined {
  const value = input[name] ?? {};
  if (!isRecord(value)) throw invalid(name, value, "Must be a map.");
  const all = Object.entries(value);
  if (all.length === 0) return undefined;
  if (all.length > MOST_ATTRIBUTES)
    throw invalid(name, all.length, `Number of attributes exceeds ${MOST_ATTRIBUTES}.`);
  return Object.fromEntries(all.map(([key, attribute]) => [key, messageAttribute(key, attribute)]));
}

function messageAttribute(name: string, attribute: unknown): MessageAttribute {
  if (!isRecord(attribute) || !/^[\w.-]{1,256}$/.test(name))
    throw invalid("MessageAttributes", name, "Is malformed.");
  const DataType = text(attribute, "DataType");
  const [kind] = DataType.split(".", 1);
  const value = kind === "Binary" ? "BinaryValue" : "StringValue";
  if (kind !== "Binary" && kind !== "String" && kind !== "Number") {
    throw invalid("MessageAttributes", name, "The type is String, Number or Binary.");
  }
  return { DataType, [value]: text(attribute, value) };
}

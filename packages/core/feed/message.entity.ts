/**
 * Where the feed's messages lie in the table.
 *
 * | item     | partition                  | what for                                   |
 * | -------- | -------------------------- | ------------------------------------------ |
 * | message  | its source and id          | the receipt: what became of it. 30 days    |
 * | raw      | its day and a sixteenth    | the bytes as they came, for good           |
 * | document | itself                     | which versions of it were seen             |
 * | held     | what is waited for         | messages that can't count yet              |
 * | medals   | all together               | how the feed's medals compare with ours    |
 * | heard    | all together               | when each source spoke last                |
 *
 * Messages are listed by day and state (gsi2) and by lane (gsi1); bytes are in no index, for an index copies all it has.
 */
import { Entity } from "electrodb";
import { SERVICE, TTL_ATTRIBUTE } from "../table/definition.ts";
import { CHECK_STATES, FORMATS, STATES } from "./message.ts";

const model = <const E extends string>(entity: E) => ({ entity, version: "1", service: SERVICE }) as const;
const text = { type: "string", required: true } as const;

export const MessageEntity = new Entity({
  model: model("message"),
  attributes: {
    source: text,
    message: text,
    format: { type: FORMATS, required: true },
    state: { type: STATES, required: true },
    day: text,
    lane: text,
    receivedAt: text,
    /** One text in the table: as a map each of its fields would be marshalled with every write. */
    record: {
      type: "any",
      required: true,
      set: (record: unknown) => JSON.stringify(record),
      get: (text: unknown) => (typeof text === "string" ? (JSON.parse(text) as unknown) : text),
    },
    [TTL_ATTRIBUTE]: { type: "number", required: true },
  },
  indexes: {
    byMessage: {
      pk: { field: "pk", composite: ["source", "message"], casing: "none" },
      sk: { field: "sk", composite: [], casing: "none" },
    },
    byLane: {
      index: "gsi1",
      pk: { field: "gsi1pk", composite: ["lane"], casing: "none" },
      sk: { field: "gsi1sk", composite: ["receivedAt", "source", "message"], casing: "none" },
    },
    byDay: {
      index: "gsi2",
      pk: { field: "gsi2pk", composite: ["day", "state"], casing: "none" },
      sk: { field: "gsi2sk", composite: ["receivedAt", "source", "message"], casing: "none" },
    },
  },
});

export const RawEntity = new Entity({
  model: model("raw"),
  attributes: {
    day: text,
    /** One day's messages are more than one partition takes in. */
    shard: text,
    receivedAt: text,
    source: text,
    message: text,
    format: { type: FORMATS, required: true },
    /** Gzip; absent where `object` names the place. */
    body: { type: "any" },
    object: { type: "string" },
  },
  indexes: {
    byArrival: {
      pk: { field: "pk", composite: ["day", "shard"], casing: "none" },
      sk: { field: "sk", composite: ["receivedAt", "source", "message"], casing: "none" },
    },
  },
});

export const DocumentEntity = new Entity({
  model: model("document"),
  attributes: {
    document: text,
    /** Counts up with each change; writers state the one they saw. */
    revision: { type: "number", required: true },
    /** Of the document, in words. */
    identity: text,
    /** JSON of `Note[]`. */
    notes: text,
    /** JSON of `Note[]`: messages of which a part may be written already. */
    applying: { type: "string" },
  },
  indexes: {
    byDocument: {
      pk: { field: "pk", composite: ["document"], casing: "none" },
      sk: { field: "sk", composite: [], casing: "none" },
    },
  },
});

export const HeldEntity = new Entity({
  model: model("held"),
  attributes: {
    /** `master`, or the unit whose charge it waits for. */
    place: text,
    source: text,
    message: text,
    /** The fact, `competitor 2202255`, or the unit. */
    waitsFor: text,
    /** Of this time that it was held: it may be held again before it is let go. */
    hold: text,
  },
  indexes: {
    byPlace: {
      pk: { field: "pk", composite: ["place"], casing: "none" },
      sk: { field: "sk", composite: ["source", "message"], casing: "none" },
    },
  },
});

export const HeardEntity = new Entity({
  model: model("heard"),
  attributes: { source: text, format: { type: FORMATS, required: true }, lastAt: text },
  indexes: {
    all: {
      pk: { field: "pk", composite: [], template: "$podium#heard", casing: "none" },
      sk: { field: "sk", composite: ["source", "format"], casing: "none" },
    },
  },
});

export const MedalCheckEntity = new Entity({
  model: model("medals"),
  attributes: {
    document: text,
    identity: text,
    version: { type: "number", required: true },
    checkedAt: text,
    state: { type: CHECK_STATES, required: true },
    /** In words, each. */
    differences: { type: "list", items: { type: "string" }, required: true },
    /** JSON of what the feed says, to be compared again. */
    medals: text,
  },
  indexes: {
    all: {
      pk: { field: "pk", composite: [], casing: "none" },
      sk: { field: "sk", composite: ["document"], casing: "none" },
    },
  },
});

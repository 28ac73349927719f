/** Messages as they are read: by a warm process, most of them once. */
import { createHash } from "node:crypto";
import { digest } from "../board/canonical.ts";
import { PodiumError } from "../errors.ts";
import type { Statement } from "../results/facts.ts";
import type { ResultStatus } from "../results/schema.ts";
import { type Content, contentOf, type Kind } from "./document.ts";
import { medalsOf, type OdfMedals } from "./odf/medals.ts";
import { type Identity, identityText, laneOf, parseMessage } from "./odf/message.ts";
import { Parts } from "./odf/parts.ts";
import { statementsOf } from "./odf/statements.ts";
import { type RawPlace, type RawStore, readRaw } from "./raw.ts";

/** A message of a document, read whole and found right. */
export interface Parsed {
  /** The same for a message that is sent again. */
  message: string;
  identity: Identity;
  /** Of the document that it is a version of. */
  document: string;
  lane: string;
  kind: Kind;
  version: number;
  status: ResultStatus | null;
  /** The sender's clock. */
  at: string;
  medals: OdfMedals | null;
  /** What the adapter doesn't know, with counts. */
  unknown: Readonly<Record<string, number>>;
  /** What it says, as it stands there. */
  said: readonly Statement[];
}

/** … and to be compared with other messages. */
export type Comparable = Parsed & Content;

function parseOdf(body: Uint8Array, timeZone: string, parts: Parts): Parsed {
  const read = parseMessage(body, timeZone, parts);
  const { identity, version, status, at, hasContent, unknown } = read;
  const isUpdate = identity.type.endsWith("_UPDATE");
  // An update belongs to the document of its base type; it has no versions, so its time tells it apart.
  const base = { ...identity, type: identity.type.replace(/_UPDATE$/, "") };
  const words = [identityText(identity), version, hasContent, ...(isUpdate ? [read.at] : [])];
  return {
    message: digest(words.join("\n")),
    identity,
    document: digest(identityText(base)),
    // All participants share a lane, as they share the roster: side by side they would only wait for each other.
    lane: PARTICIPANTS.test(identity.type) ? `${identity.competition}/participants` : laneOf(identity),
    kind: isUpdate ? "update" : hasContent ? "full" : "empty",
    version,
    status,
    at,
    medals: medalsOf(read),
    unknown,
    said: statementsOf(read),
  };
}

const PARTICIPANTS = /^DT_PARTIC/;

export const bodyDigest = (body: Uint8Array): string =>
  createHash("sha256").update(body).digest("base64url").slice(0, 22);

/** Statements that a reader remembers, of all messages together: about 30 MB. */
const REMEMBERED = 60_000;

/** Remembers what it has read last: the version before is needed again with each new one. */
export class Reader {
  private readonly timeZone: string;
  private readonly store: RawStore;
  private readonly parts = new Parts();
  private readonly read = new Map<string, Comparable>();
  private statements = 0;

  constructor(store: RawStore, timeZone: string) {
    this.store = store;
    this.timeZone = timeZone;
  }

  /** @throws Rejected; PodiumError RAW_MISSING where the bytes are gone */
  async content(place: RawPlace): Promise<Comparable> {
    const name = nameOf(place);
    const known = this.read.get(name);
    if (known !== undefined) {
      this.read.delete(name);
      this.read.set(name, known);
      return known;
    }
    const body = await readRaw(this.store, place);
    if (body === undefined) {
      throw new PodiumError({ code: "RAW_MISSING", detail: `the bytes of ${place.message} are gone` });
    }
    const parsed = this.parse(body);
    const comparable = { ...parsed, ...contentOf(parsed.said) };
    this.remember(place, comparable);
    return comparable;
  }

  /** @throws Rejected, naming field and rule */
  parse(body: Uint8Array): Parsed {
    try {
      return parseOdf(body, this.timeZone, this.parts);
    } finally {
      this.parts.release();
    }
  }

  private remember(place: RawPlace, parsed: Comparable): void {
    const name = nameOf(place);
    if (!this.read.has(name)) this.statements += parsed.statements.size + 1;
    this.read.set(name, parsed);
    for (const [oldest, { statements }] of this.read) {
      if (this.statements <= REMEMBERED) return;
      this.read.delete(oldest);
      this.statements -= statements.size + 1;
    }
  }
}

const nameOf = ({ source, message, receivedAt }: RawPlace): string => `${source} ${message} ${receivedAt}`;

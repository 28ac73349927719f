/** Small ODF messages about the small Games of the tests, and a feed's half of the pipeline with a queue that a test empties by hand. */
import { Applier } from "@podium/core/feed/apply.ts";
import type { Delivery, Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import { Filing } from "@podium/core/feed/record.ts";
import { EVERYTHING } from "@podium/core/feed/rights.ts";
import { type Taken, takeOdf } from "@podium/core/feed/take.ts";
import type { Table } from "@podium/core/table/client.ts";
import { UNIT } from "./games.ts";

export const ZONE = "Europe/Rome";

export interface ResultLine {
  competitor: string;
  /** As shown: `1:43.45`. */
  time?: string;
  irm?: string;
  bib?: string;
}

export interface Result {
  version: number;
  status?: string;
  /** At the venue on the day of the race, `HHMMSSmmm`. */
  time?: string;
  unit?: string;
  source?: string;
  /** Absent: the message takes its version back. */
  lines?: readonly ResultLine[];
}

export function result({
  version,
  status = "LIVE",
  time = `1${String(version).padStart(5, "0")}000`,
  unit = UNIT,
  source = "ALPRES1",
  lines,
}: Result): string {
  const header = `CompetitionCode="OWG2026" DocumentCode="${unit}" DocumentType="DT_RESULT" Version="${version}" ResultStatus="${status}" FeedFlag="T" Date="2026-02-07" Time="${time}" LogicalDate="2026-02-07" Source="${source}"`;
  return document(header, lines?.map(lineOf));
}

function lineOf({ competitor, time, irm, bib = "1" }: ResultLine, index: number): string {
  const shown = time === undefined ? "" : ` ResultType="TIME" Result="${time}"`;
  const mark = irm === undefined ? shown : ` ResultType="IRM" IRM="${irm}"`;
  return `<Result SortOrder="${index + 1}" StartOrder="${index + 1}"${mark}><Competitor Code="${competitor}" Type="A" Bib="${bib}"><Composition><Athlete Code="${competitor}" Order="1" Bib="${bib}"/></Composition></Competitor></Result>`;
}

export function participants(
  version: number,
  people: readonly { id: string; given: string; family: string; noc: string }[],
): string {
  const header = `CompetitionCode="OWG2026" DocumentCode="${"ALP".padEnd(34, "-")}" DocumentType="DT_PARTIC" Version="${version}" FeedFlag="T" Date="2026-02-06" Time="100000000" LogicalDate="2026-02-06" Source="ALPRES1"`;
  const lines = people.map(
    ({ id, given, family, noc }) =>
      `<Participant Code="${id}" Parent="${id}" Status="ACTIVE" GivenName="${given}" FamilyName="${family}" PrintName="${family} ${given}" Gender="M" Organisation="${noc}" MainFunctionId="AA01"><Discipline Code="${"ALP".padEnd(34, "-")}"/></Participant>`,
  );
  return document(header, lines);
}

function document(header: string, lines: readonly string[] | undefined): string {
  const open = `<?xml version="1.0" encoding="UTF-8"?>\n<OdfBody ${header}`;
  if (lines === undefined) return `${open}/>`;
  return `${open}><Competition Gen="TEST" Codes="TEST">${lines.join("")}</Competition></OdfBody>`;
}

export interface OdfFeed {
  store: RawStore;
  applier: Applier;
  queue: Queue;
  /** On the queue, not yet applied. */
  waiting: Delivery[];
  /** Taken and on the queue when it resolves. */
  post(xml: string, source?: string): Promise<Taken>;
  /** Applies what waits, a message at a time, until nothing does. */
  drain(): Promise<void>;
}

/** @param now the receiver's clock */
export function odfFeed(table: Table, now: () => Date = () => new Date()): OdfFeed {
  const objects = new Map<string, Uint8Array>();
  const store: RawStore = {
    table,
    objects: {
      put: async (key, bytes) => void objects.set(key, bytes),
      get: async (key) => objects.get(key),
      delete: async (key) => void objects.delete(key),
    },
  };
  const waiting: Delivery[] = [];
  const queue: Queue = { send: async (delivery) => void waiting.push(delivery) };
  const reader = new Reader(store, ZONE);
  const filing = new Filing(store);
  const applier = new Applier({ table, reader, queue, now });
  return {
    store,
    applier,
    queue,
    waiting,
    post: (xml, source = "odf") =>
      takeOdf({ filing, queue, reader, now }, source, Buffer.from(xml), EVERYTHING),
    async drain() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await applier.apply([next]);
      }
    },
  };
}

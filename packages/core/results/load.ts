/** Facts as the projector needs them, each in one strongly consistent query. */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { decompress } from "../board/encoding.ts";
import { getAll, type Item, type Key, keyText } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { CompetitorEntity, EntryEntity, EventEntity, GamesEntity, RosterEntity } from "./entity.ts";
import { type StoredFact, tableKey } from "./facts.ts";
import type { Outcome } from "./outcome/outcome.ts";
import type { Competitor, Country, Games } from "./schema.ts";

/** Everything that is known of the Games as a whole. */
export interface World {
  games: Games | undefined;
  /** By NOC code. */
  countries: Map<string, Country>;
  /** By event id, in order of the ids. */
  outcomes: Map<string, Outcome>;
  roster: number;
  /** Time of the newest fact, by the sources' clocks. */
  factAt: string;
}

/** All facts of an event, as stored. */
export async function loadEvent(table: Table, event: string): Promise<StoredFact[]> {
  const { Key } = EventEntity.get({ event }).params<{ Key: Key }>({ table: table.name });
  return (await queryPartition(table, Key.pk, "$facts", Object.keys(SAID))) as unknown as StoredFact[];
}

/** A unit with all its entries and marks, as stored: one query. */
export async function loadUnit(table: Table, event: string, unit: string): Promise<StoredFact[]> {
  const { pk, sk } = tableKey(table.name, { fact: "match", event, unit });
  return (await queryPartition(table, pk, sk.slice(0, sk.lastIndexOf("#") + 1))) as unknown as StoredFact[];
}

/** Every competitor, as stored: one query. */
export async function loadCompetitors(table: Table): Promise<StoredFact[]> {
  const { Key } = CompetitorEntity.get({ competitor: "" }).params<{ Key: Key }>({ table: table.name });
  return (await queryPartition(table, Key.pk, "$competitor")) as unknown as StoredFact[];
}

/** Ids of the events in which a competitor has entries: one query on the index, eventually consistent. */
export async function eventsEntered(table: Table, competitor: string): Promise<Set<string>> {
  const { data } = await EntryEntity.query
    .byCompetitor({ competitor })
    .go({ table: table.name, client: table.documents, pages: "all" });
  return new Set(data.map(({ event }) => event));
}

/** Strongly consistent. 0: no competitor yet. */
export async function loadRosterVersion(table: Table): Promise<number> {
  const { data } = await RosterEntity.get({}).go({
    table: table.name,
    client: table.documents,
    consistent: true,
  });
  return data?.version ?? 0;
}

export async function loadWorld(table: Table, bodies: OutcomeBodies): Promise<World> {
  const { Key } = GamesEntity.get({}).params<{ Key: Key }>({ table: table.name });
  const world: World = { games: undefined, countries: new Map(), outcomes: new Map(), roster: 0, factAt: "" };
  const see = (at: string | undefined) => {
    if (at !== undefined && at > world.factAt) world.factAt = at;
  };
  for (const item of await queryPartition(table, Key.pk, "$games")) {
    const fact = item as unknown as StoredFact;
    see(fact.at);
    if (fact.__edb_e__ === "games") world.games = fact.value as Games | undefined;
    else if (fact.__edb_e__ === "roster") world.roster = fact.version;
    else if (fact.__edb_e__ === "country" && fact.value !== undefined) {
      const country = fact.value as Country;
      world.countries.set(country.noc, country);
    } else if (fact.__edb_e__ === "outcome") {
      const outcome = bodies.parse(item.body as Uint8Array);
      see(outcome.factAt);
      world.outcomes.set(outcome.event.id, outcome);
    }
  }
  return world;
}

/** More than there are events: what was not looked at for longest goes first, so that the memory stays flat. */
const BODIES = 256;

/** Parsed outcomes by their bytes: of a hundred events, few change between two looks. */
export class OutcomeBodies {
  private readonly parsed = new Map<string, { bytes: Uint8Array; outcome: Outcome }>();

  parse(bytes: Uint8Array): Outcome {
    const key = `${bytes.length}:${Buffer.from(bytes.subarray(-48)).toString("latin1")}`;
    const hit = this.parsed.get(key);
    const known = hit !== undefined && Buffer.compare(hit.bytes, bytes) === 0;
    const outcome = known ? hit.outcome : (JSON.parse(decompress(bytes)) as Outcome);
    this.parsed.delete(key);
    this.parsed.set(key, { bytes, outcome });
    const [oldest] = this.parsed.keys();
    if (this.parsed.size > BODIES && oldest !== undefined) this.parsed.delete(oldest);
    return outcome;
  }
}

/** Competitors by id, remembered as long as the roster's version stays the same. */
export class Roster {
  private version = -1;
  /** All are known. */
  private whole = false;
  private readonly known = new Map<string, Competitor>();

  /** `ids` and all their members; unknown ids are absent. */
  async load(table: Table, version: number, ids: Iterable<string>): Promise<ReadonlyMap<string, Competitor>> {
    this.turnTo(version);
    await this.fetch(table, [...ids]);
    await this.fetch(
      table,
      [...ids].flatMap((id) => this.known.get(id)?.members ?? []),
    );
    return this.known;
  }

  /** Every competitor, in one query; strongly consistent, so it may be newer than `version`. */
  async all(table: Table, version: number): Promise<ReadonlyMap<string, Competitor>> {
    this.turnTo(version);
    if (!this.whole) {
      for (const { competitor, value } of await loadCompetitors(table)) {
        if (competitor !== undefined && value !== undefined) this.known.set(competitor, value as Competitor);
      }
      this.whole = true;
    }
    return this.known;
  }

  private turnTo(version: number): void {
    if (version === this.version) return;
    this.known.clear();
    this.version = version;
    this.whole = false;
  }

  private async fetch(table: Table, ids: string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.known.has(id));
    const keys = missing.map((competitor) => tableKey(table.name, { fact: "competitor", competitor }));
    const items = await getAll(table, keys);
    for (const [index, id] of missing.entries()) {
      const item = items.get(keyText(keys[index] as Key)) as StoredFact | undefined;
      if (item?.value !== undefined) this.known.set(id, item.value as Competitor);
    }
  }
}

/** Of a fact, what it says: keys, of the table and its indexes, are the larger half of it. */
const SAID: Readonly<Record<keyof StoredFact, true>> = {
  __edb_e__: true,
  version: true,
  id: true,
  at: true,
  value: true,
  reason: true,
  by: true,
  past: true,
  recordedAt: true,
  heardAt: true,
  unit: true,
  competitor: true,
};

/** @param attributes those that are read; all where none are named */
async function queryPartition(
  table: Table,
  pk: string,
  prefix: string,
  attributes: readonly string[] = [],
): Promise<Item[]> {
  const names = Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute]));
  const items: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        KeyConditionExpression: "pk = :pk and begins_with(sk, :prefix)",
        ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
        ...(attributes.length > 0 && {
          ProjectionExpression: Object.keys(names).join(", "),
          ExpressionAttributeNames: names,
        }),
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...((page.Items ?? []) as Item[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

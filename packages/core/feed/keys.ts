/**
 * The keys of the feeds: who may send what, until when, how fast. An API key is `pk_<id>_<secret>`, so that finding it is
 * one GetItem. The table has its SHA-256 alone: 192 random bits can't be guessed from it, so neither salt nor a slow
 * hash would add anything.
 *
 * Secrets of HMAC signatures are no such keys: to check a signature one needs the secret itself, so they stay a setting
 * that only the ingest function can read (`PODIUM_FEED_SECRETS`, functions/ingest/secrets.ts).
 */
import { createHash, randomBytes } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import { type Actor, actorId } from "../access/actor.ts";
import { demand, Forbidden, type Permission } from "../access/permission.ts";
import { AuditEntity } from "../audit/entity.ts";
import { PodiumError } from "../errors.ts";
import { backOff, type TransactionOutcome, writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { FEED_ROLES, FeedKeyEntity } from "./keys.entity.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long a key is good for where nothing is said. */
export const KEY_DAYS = 90;
const SECRET_BYTES = 24;
const LIVE_SECRETS = 2;
const ATTEMPTS = 5;
/** The partition of the audit trail where changes of keys are. */
export const KEYS_TRAIL = "feed-keys";

const keyId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "has up to 32 small letters, digits and hyphens, like timing-ssk");

export const newKey = z.strictObject({
  id: keyId,
  name: z.string().trim().min(1, "is empty").max(120, "is longer than 120 characters"),
  role: z.enum(FEED_ROLES, { error: `is one of ${FEED_ROLES.join(", ")}` }).default("official"),
  /** Codes; none means all. `GEN` for documents of no single discipline. */
  disciplines: z
    .array(z.string().regex(/^[A-Z]{3}$/, "is not a discipline code: three capitals, like SSK"))
    .max(50, "are more than 50")
    .default([]),
  validUntil: z.iso
    .datetime({ error: "is not an instant in UTC, like 2022-02-21T00:00:00Z" })
    .transform((text) => new Date(text).toISOString())
    .optional(),
  messagesPerSecond: z
    .int("is not a whole number")
    .min(1, "is below 1")
    .max(10_000, "is over 10,000")
    .default(300),
  burst: z.int("is not a whole number").min(1, "is below 1").max(100_000, "is over 100,000").default(1_000),
});

/** What a maker of a key says; the rest has a default. */
export type NewKey = z.input<typeof newKey>;

export type FeedRole = (typeof FEED_ROLES)[number];

export interface FeedKey {
  id: string;
  name: string;
  role: FeedRole;
  disciplines: readonly string[];
  /** Instants are ISO 8601 UTC. */
  validUntil: string;
  messagesPerSecond: number;
  burst: number;
  madeAt: string;
  revokedAt?: string;
  /** When each of its live secrets was made, newest first. */
  secretsMadeAt: readonly string[];
}

/** A key as stored. */
export interface StoredKey extends Omit<FeedKey, "secretsMadeAt"> {
  version: number;
  secrets: readonly { sha256: string; madeAt: string }[];
}

export interface MadeKey {
  key: FeedKey;
  /** Said once; nothing remembers it. */
  apiKey: string;
}

export interface KeyContext {
  table: Table;
  actor: Actor;
  now: () => Date;
}

/** What is wrong with a wish about keys: INVALID, KEY_EXISTS, UNKNOWN_KEY, KEY_REVOKED. Nothing was changed. */
export class KeyRefused extends PodiumError {}

/** @throws KeyRefused INVALID or KEY_EXISTS, Forbidden. */
export async function createKey(context: KeyContext, input: NewKey): Promise<MadeKey> {
  const wish = parse(input);
  const apiKey = `pk_${wish.id}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return { key: await create(context, wish, apiKey), apiKey };
}

/** The secret before goes on being good until the next rotation, unless `onlyNew`. @throws KeyRefused, Forbidden */
export async function rotateKey(
  context: KeyContext,
  id: string,
  { onlyNew = false }: { onlyNew?: boolean } = {},
): Promise<MadeKey> {
  const apiKey = `pk_${id}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const key = await change(context, id, "feed-key-rotate", (before) => {
    if (before.revokedAt !== undefined) throw refused("KEY_REVOKED", "id", "is a key that is not revoked");
    const fresh = { sha256: digest(apiKey), madeAt: context.now().toISOString() };
    return { ...before, secrets: onlyNew ? [fresh] : [fresh, ...before.secrets].slice(0, LIVE_SECRETS) };
  });
  return { key, apiKey };
}

/** For good. A warm process may take it for 30 seconds more. @throws KeyRefused, Forbidden */
export async function revokeKey(context: KeyContext, id: string): Promise<FeedKey> {
  return await change(context, id, "feed-key-revoke", (before) => ({
    ...before,
    secrets: [],
    revokedAt: before.revokedAt ?? context.now().toISOString(),
  }));
}

/** All there ever were, by id. */
export async function listKeys(table: Table): Promise<FeedKey[]> {
  const { data } = await FeedKeyEntity.query
    .all({})
    .go({ table: table.name, client: table.documents, pages: "all" });
  return data.map(shown);
}

/** Undefined where there is none. */
export async function loadKey(table: Table, id: string): Promise<StoredKey | undefined> {
  const { data } = await FeedKeyEntity.get({ id }).go({
    table: table.name,
    client: table.documents,
    consistent: true,
  });
  return data ?? undefined;
}

/** What a key of this role may do. */
export function permissionsOf({ role }: Pick<FeedKey, "role">): readonly Permission[] {
  switch (role) {
    case "official":
      return ["master:write", "results:write", "results:correct"];
    case "timing":
      return ["results:write"];
  }
}

/** Whether the key may speak of this discipline, `SSK`, or `GEN`. */
export function mayState({ disciplines }: Pick<FeedKey, "disciplines">, discipline: string): boolean {
  return disciplines.length === 0 || disciplines.includes(discipline);
}

/** Hex. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The id that an API key names; undefined where it is of another form. */
export const idOf = (apiKey: string): string | undefined =>
  /^pk_([a-z0-9][a-z0-9-]{0,31})_[\w-]+$/.exec(apiKey)?.[1];

function parse(input: NewKey): z.output<typeof newKey> {
  const parsed = newKey.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refused("INVALID", issue?.path.join(".") || "key", issue?.message ?? "is not a key");
}

async function create(context: KeyContext, wish: z.output<typeof newKey>, apiKey: string): Promise<FeedKey> {
  demandManager(context.actor);
  const at = context.now();
  const key: StoredKey = {
    ...wish,
    validUntil: wish.validUntil ?? new Date(at.getTime() + KEY_DAYS * DAY_MS).toISOString(),
    madeAt: at.toISOString(),
    secrets: [{ sha256: digest(apiKey), madeAt: at.toISOString() }],
    version: 1,
  };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await backOff(attempt);
    const { kind } = await write(context, "feed-key-create", undefined, key);
    if (kind === "written") return shown(key);
    if (kind === "refused") throw refused("KEY_EXISTS", "id", "is of no other key, of a revoked one neither");
  }
  throw busy(key.id);
}

async function change(
  context: KeyContext,
  id: string,
  command: string,
  alter: (before: StoredKey) => StoredKey,
): Promise<FeedKey> {
  demandManager(context.actor);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await backOff(attempt);
    const before = await loadKey(context.table, id);
    if (before === undefined) throw refused("UNKNOWN_KEY", "id", "is of a key that is there");
    const after = { ...alter(before), version: before.version + 1 };
    const { kind } = await write(context, command, before, after);
    if (kind === "written") return shown(after);
  }
  throw busy(id);
}

/** The key and its audit entry, or neither: `refused` where someone else was faster. */
async function write(
  { table, actor, now }: KeyContext,
  command: string,
  before: StoredKey | undefined,
  after: StoredKey,
): Promise<TransactionOutcome> {
  const at = now().toISOString();
  const entry = ulid(Date.parse(at));
  const put = FeedKeyEntity.put({
    ...after,
    disciplines: [...after.disciplines],
    secrets: [...after.secrets],
  })
    .where(({ version }, { eq, notExists }) =>
      before === undefined ? notExists(version) : eq(version, before.version),
    )
    .params({ table: table.name });
  const audit = AuditEntity.put({
    trail: KEYS_TRAIL,
    entry,
    actor: actorId(actor),
    day: at.slice(0, 10),
    recordedAt: at,
    command,
    message: entry,
    at,
    changes: [
      {
        fact: `feed-key ${after.id}`,
        before: before === undefined ? undefined : shown(before),
        after: shown(after),
      },
    ],
  }).params({ table: table.name });
  return await writeAll(table, [put, audit]);
}

/** Without hashes: those are nobody's business. */
function shown({ secrets, version: _, ...key }: StoredKey): FeedKey {
  return { ...key, secretsMadeAt: secrets.map(({ madeAt }) => madeAt) };
}

/** A feed can't make keys, least of all for itself. */
function demandManager(actor: Actor): void {
  if (actor.kind === "feed") {
    const rule = "keys are managed by people and the system";
    throw new Forbidden({ code: "FORBIDDEN", detail: `${actorId(actor)} may not do this: ${rule}`, rule });
  }
  demand(actor, "master:write");
}

function busy(id: string): PodiumError {
  return new PodiumError(
    { code: "TABLE_BUSY", detail: `the key ${id} is being changed by others` },
    { retry: true },
  );
}

function refused(code: string, field: string, rule: string): KeyRefused {
  return new KeyRefused({ code, detail: `${field}: ${rule}`, field, rule });
}

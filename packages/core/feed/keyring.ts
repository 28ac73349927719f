/** Says whose an API key is. A warm process looks a key up once in 30 seconds. */
import { timingSafeEqual } from "node:crypto";
import type { Table } from "../table/client.ts";
import { digest, type FeedKey, idOf, loadKey, type StoredKey } from "./keys.ts";
import { Unauthenticated } from "./signature.ts";

/** A key that was revoked may pass for this long. */
const KNOWN_MS = 30_000;
/** A secret that doesn't fit may be newer than what is remembered: it is looked up anew, but no more often than this. */
const ANEW_MS = 1_000;
const REMEMBERED = 1_000;

export interface KeyringOptions {
  table: Table;
  now: () => Date;
}

export interface Keyring {
  /**
   * @throws Unauthenticated, which says that the key is missing, unknown or expired; an unknown id and a wrong secret are
   * the same to it. Whatever the table throws.
   */
  findKey(apiKey: string | undefined): Promise<Omit<FeedKey, "secretsMadeAt">>;
}

interface Memory {
  key: Promise<StoredKey | undefined>;
  atMs: number;
}

const FIELD = "X-API-KEY";

export function openKeyring({ table, now }: KeyringOptions): Keyring {
  const memory = new Map<string, Memory>();

  /** One lookup at a time for each id. */
  function recall(id: string, maxAgeMs: number): Promise<StoredKey | undefined> {
    const atMs = now().getTime();
    const known = memory.get(id);
    if (known !== undefined && atMs - known.atMs < maxAgeMs) return known.key;
    const key = loadKey(table, id);
    memory.delete(id);
    memory.set(id, { key, atMs });
    // What failed is not remembered; whoever waits for it hears of it.
    key.catch(() => {
      if (memory.get(id)?.key === key) memory.delete(id);
    });
    const [oldest] = memory.keys();
    if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
    return key;
  }

  return {
    async findKey(apiKey) {
      if (apiKey === undefined || apiKey === "") throw refused("names the key");
      const id = idOf(apiKey);
      if (id === undefined) throw refused("is a known key");
      const given = Buffer.from(digest(apiKey), "hex");
      for (const maxAgeMs of [KNOWN_MS, ANEW_MS]) {
        const key = await recall(id, maxAgeMs);
        if (key === undefined || !isOf(given, key)) continue;
        if (now().toISOString() >= key.validUntil) throw refused(`is good until ${key.validUntil}`);
        const { secrets: _, version: __, ...shown } = key;
        return shown;
      }
      throw refused("is a known key");
    },
  };
}

/** Both secrets are compared, whichever fits. */
function isOf(given: Buffer, { secrets }: StoredKey): boolean {
  const fits = secrets.map(({ sha256 }) => timingSafeEqual(given, Buffer.from(sha256, "hex")));
  return fits.includes(true);
}

function refused(rule: string): Unauthenticated {
  return new Unauthenticated({ code: "UNAUTHENTICATED", detail: `${FIELD}: ${rule}`, field: FIELD, rule });
}

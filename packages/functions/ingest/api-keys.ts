/** Keys in `X-API-KEY`: whose it is, what it may say, and how much of it a second. */
import { PodiumError } from "@podium/core/errors.ts";
import { openKeyring } from "@podium/core/feed/keyring.ts";
import { mayState, permissionsOf } from "@podium/core/feed/keys.ts";
import { Buckets } from "@podium/core/feed/rate.ts";
import type { Table } from "@podium/core/table/client.ts";
import type { FeedIdentity } from "./authenticate.ts";

/** @throws Unauthenticated */
export type FindKey = (apiKey: string) => Promise<FeedIdentity>;

/** The keys of the table. One per warm process: it remembers keys and their buckets. */
export function createFindKey(table: Table, now: () => Date): FindKey {
  const keyring = openKeyring({ table, now });
  const buckets = new Buckets();
  return async (apiKey) => {
    const key = await keyring.findKey(apiKey);
    const permissions = permissionsOf(key);
    return {
      id: key.id,
      permissions,
      mayState: (discipline) => mayState(key, discipline),
      spend(messages) {
        const rate = { perSecond: key.messagesPerSecond, burst: key.burst };
        const { allowed, retryAfterSeconds } = buckets.take(key.id, rate, now().getTime(), messages);
        if (allowed) return;
        const rule = `sends at most ${rate.perSecond} messages a second, ${rate.burst} at once`;
        throw new PodiumError(
          { code: "RATE_LIMITED", detail: `the key ${key.id} ${rule}`, field: "X-API-KEY", rule },
          { retry: true, retryAfterSeconds },
        );
      },
    };
  };
}

/** `npm run feed -- keys …`: the keys of the feeds, by command line. */
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import {
  createKey,
  type FeedKey,
  KEY_DAYS,
  type KeyContext,
  KeyRefused,
  listKeys,
  type MadeKey,
  type NewKey,
  revokeKey,
  rotateKey,
} from "@podium/core/feed/keys.ts";
import type { Table } from "@podium/core/table/client.ts";
import { UsageError } from "../settings.ts";

export const KEYS_USAGE = `npm run feed -- keys list
npm run feed -- keys create ID [--name TEXT] [--role official|timing] [--disciplines SSK,ALP] [--until 2022-02-21]
                            [--rate MESSAGES-A-SECOND] [--burst MESSAGES]     good for ${KEY_DAYS} days if not said
npm run feed -- keys rotate ID [--only-new]     the key before stays good until the next rotation, or ends at once
npm run feed -- keys revoke ID`;

export interface KeysOptions {
  table: Table;
  print: (line: string) => void;
  now?: () => Date;
  /** Who types, for the audit trail. */
  user?: string;
}

/** Throws UsageError with a whole sentence for what can't be, having changed nothing. */
export async function runKeys(args: readonly string[], options: KeysOptions): Promise<void> {
  const { table, print, now = () => new Date(), user = userInfo().username } = options;
  const context: KeyContext = { table, now, actor: { kind: "system", name: `cli-${user}` } };
  const { values, positionals } = parse(args);
  const [verb, id, ...rest] = positionals;
  const { "only-new": onlyNew, ...details } = values;
  const misplaced = [
    ...(verb === "create" ? [] : Object.keys(details)),
    ...(verb === "rotate" || onlyNew === undefined ? [] : ["only-new"]),
  ];
  if (misplaced.length > 0 || rest.length > 0 || (verb === "list") === (id !== undefined)) throw usage();
  try {
    switch (verb) {
      case "list":
        for (const line of tableOf(await listKeys(table), now())) print(line);
        return;
      case "create":
        return sayMade(await createKey(context, wishOf(id ?? "", details)), print);
      case "rotate":
        return sayMade(await rotateKey(context, id ?? "", { onlyNew: onlyNew ?? false }), print);
      case "revoke":
        await revokeKey(context, id ?? "");
        print(`${id} is revoked; a warm process may take it for 30 seconds more.`);
        return;
      default:
        throw usage();
    }
  } catch (error) {
    if (error instanceof KeyRefused) throw new UsageError(`keys ${verb}: ${error.message}.`);
    throw error;
  }
}

const FLAGS = {
  name: { type: "string" },
  role: { type: "string" },
  disciplines: { type: "string" },
  until: { type: "string" },
  rate: { type: "string" },
  burst: { type: "string" },
  "only-new": { type: "boolean" },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.\n${KEYS_USAGE}`);
  }
}

interface Details {
  name?: string;
  role?: string;
  disciplines?: string;
  until?: string;
  rate?: string;
  burst?: string;
}

/** What is wrong in it is for `createKey` to say. */
function wishOf(id: string, { name, role, disciplines, until, rate, burst }: Details): NewKey {
  return {
    id,
    name: name ?? id,
    ...(role !== undefined && { role: role as NonNullable<NewKey["role"]> }),
    ...(disciplines !== undefined && { disciplines: disciplines.split(",") }),
    ...(until !== undefined && { validUntil: until.includes("T") ? until : `${until}T00:00:00Z` }),
    ...(rate !== undefined && { messagesPerSecond: Number(rate) }),
    ...(burst !== undefined && { burst: Number(burst) }),
  };
}

function sayMade({ key, apiKey }: MadeKey, print: (line: string) => void): void {
  print(`${key.id} (${key.name}): ${key.role}, ${disciplinesOf(key)}, good until ${key.validUntil}`);
  print(`X-API-KEY: ${apiKey}`);
  print("This is the only time that it is shown.");
}

function tableOf(keys: readonly FeedKey[], now: Date): string[] {
  const rows = keys.map((key) => [
    key.id,
    stateOf(key, now),
    key.role,
    disciplinesOf(key),
    `${key.messagesPerSecond}/s, ${key.burst} at once`,
    `until ${key.validUntil.slice(0, 16)}Z`,
    key.name,
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "));
}

function stateOf({ revokedAt, validUntil, secretsMadeAt }: FeedKey, now: Date): string {
  if (revokedAt !== undefined) return "revoked";
  if (validUntil <= now.toISOString()) return "expired";
  return secretsMadeAt.length > 1 ? "good, rotating" : "good";
}

const disciplinesOf = ({ disciplines }: FeedKey): string =>
  disciplines.length === 0 ? "all disciplines" : disciplines.join(" ");

const usage = (): UsageError => new UsageError(KEYS_USAGE);

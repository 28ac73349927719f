/** What a person at the console wishes: carried out, or proposed where it takes a second person. */
import { actorId, type UserActor } from "../access/actor.ts";
import { auditLines } from "../audit/query.ts";
import { chargeOf } from "../feed/charge.ts";
import { chargeKey, statusInCharge } from "../results/charge.ts";
import { type Command, Rejected } from "../results/commands.ts";
import { Conflict, type Context, type Done, examine, execute, findReceipt } from "../results/execute.ts";
import { factName, inUnit, type StoredFact } from "../results/facts.ts";
import { firstOfficialAt } from "../results/fold.ts";
import { View } from "../results/view.ts";
import type { Table } from "../table/client.ts";
import { findProposal, type Proposal, propose } from "./proposals.ts";
import { readSettings } from "./settings.ts";
import { commandOf, onlyFact, type Wish } from "./wish.ts";

export interface Desk {
  table: Table;
  actor: UserActor;
  now: () => Date;
  known: Set<string>;
}

export type Carried =
  | { outcome: "taken" | "duplicate"; command: Command; receipt: Done["receipt"] }
  | { outcome: "proposed"; command: Command; proposal: Proposal };

/** Against feeds that don't count and go on speaking. */
const ATTEMPTS = 5;

/** Where a person's commands come from. */
export const sourceOf = (actor: UserActor): string => `console:${actor.userId}`;

export function contextOf({ table, actor, now, known }: Desk): Context & { actor: UserActor } {
  return { table, actor, source: sourceOf(actor), now, known };
}

/**
 * The same wish again answers as it did the first time and changes nothing, whatever became of the fact since.
 * @throws Rejected where the shape is wrong, Forbidden, Conflict. A broken rule gives a receipt with outcome `rejected`.
 */
export async function carryOut(desk: Desk, wish: Wish, attempts = ATTEMPTS): Promise<Carried> {
  const context = contextOf(desk);
  const command = await commandOf(desk.table, desk.now(), wish);
  const options = wish.expectedVersion === undefined ? {} : { expectedVersion: wish.expectedVersion };
  const again = (receipt: Done["receipt"]): Carried => ({ outcome: "duplicate", command, receipt });
  const [before, waiting, settings] = await Promise.all([
    findReceipt(context, command.id),
    findProposal(desk.table, command.id, desk.now()),
    readSettings(desk.table),
  ]);
  if (before !== undefined) return again(before);
  if (waiting !== undefined && actorId(waiting.proposer) === actorId(desk.actor)) {
    return { outcome: "proposed", command, proposal: waiting };
  }
  await demandOpen(desk.table, command);
  try {
    if (settings.fourEyes && "unit" in command && (await takesTwo(desk, command))) {
      await examine(context, command, options);
      const proposal = await propose(context, command, wish.expectedVersion, settings.proposalMinutes);
      return { outcome: "proposed", command, proposal };
    }
    if (settings.fourEyes && command.type === "withdrawal") await demandNotOfficial(context, command.message);
    const { receipt, duplicate } = await execute(context, command, options);
    return duplicate ? again(receipt) : { outcome: "taken", command, receipt };
  } catch (error) {
    const behind =
      error instanceof Conflict ? await versionBehindFeeds(desk.table, command, wish) : undefined;
    if (behind !== undefined && attempts > 1) {
      return carryOut(desk, { ...wish, expectedVersion: behind }, attempts - 1);
    }
    // Sent twice at the same moment: the second finds the version that the first has made.
    const first = error instanceof Conflict ? await findReceipt(context, command.id) : undefined;
    if (first === undefined) throw error;
    return again(first);
  }
}

/** As far back as it is worth looking. */
const LINES = 200;

/**
 * While a unit is scored by hand, its feeds go on speaking, and what they say is kept in the same registers: a version
 * that only they have moved is no conflict. Answers with the version that is there then.
 */
async function versionBehindFeeds(
  table: Table,
  command: Command,
  { expectedVersion = 0 }: Wish,
): Promise<number | undefined> {
  const key = onlyFact(command);
  if (key === undefined || !("unit" in key) || (await chargeOf(table, key.unit)) !== "manual")
    return undefined;
  const view = new View(table);
  await view.load([key]);
  const version = view.stored(key)?.version ?? 0;
  const name = factName(key);
  const lines = await auditLines(table, { trail: key.event }, LINES);
  const since = lines
    .filter(({ changes }) => changes.some(({ fact }) => fact === name))
    .slice(0, Math.max(0, version - expectedVersion));
  const all = since.length === version - expectedVersion && since.length > 0;
  return all && since.every(({ actor }) => actor.startsWith("feed:")) ? version : undefined;
}

/** A feed's plain mark may have been held up on its way; a person's, whatever time it names, is a correction by now. */
async function demandOpen(table: Table, command: Command): Promise<void> {
  if (command.type !== "mark" && command.type !== "match" && command.type !== "entries") return;
  const status = await statusOf(table, command.unit);
  if (status === undefined || firstOfficialAt(status) === undefined) return;
  throw officialAlready("unit", "was never official: send a correction with its reason");
}

/** OFFICIAL itself, and what changes a unit that was official, except for the protest that can't wait. */
async function takesTwo({ table }: Desk, command: Command & { unit: string }): Promise<boolean> {
  if (command.type === "status" && command.status === "OFFICIAL") return true;
  if (command.type === "status" && command.status === "PROTESTED") return false;
  const status = await statusOf(table, command.unit);
  if (status === undefined || firstOfficialAt(status) === undefined) return false;
  if (command.type === "status") return status.value === "OFFICIAL";
  return command.type === "correction" || command.type === "match-correction";
}

/** Taking back what counts in an official unit would go past the second person. */
async function demandNotOfficial(context: Context, message: string): Promise<void> {
  const target = await findReceipt(context, message);
  const { unit } = JSON.parse(target?.body ?? "{}") as { unit?: string };
  const status = unit === undefined ? undefined : await statusOf(context.table, unit);
  if (status === undefined || firstOfficialAt(status) === undefined) return;
  throw officialAlready("message", "is of a unit that was never official: send a correction with its reason");
}

async function statusOf(table: Table, unit: string): Promise<StoredFact | undefined> {
  const view = new View(table);
  await view.load([inUnit("status", unit), chargeKey(unit)]);
  return statusInCharge(view, unit);
}

function officialAlready(field: string, rule: string): Rejected {
  return new Rejected({ code: "UNIT_OFFICIAL", detail: `${field}: ${rule}`, field, rule });
}

/** What a person at the console wishes: carried out, or proposed where it takes a second person. */
import type { UserActor } from "../access/actor.ts";
import { type Command, Rejected } from "../results/commands.ts";
import { Conflict, type Context, type Done, examine, execute, findReceipt } from "../results/execute.ts";
import { inUnit, type StoredFact } from "../results/facts.ts";
import { firstOfficialAt } from "../results/fold.ts";
import { View } from "../results/view.ts";
import type { Table } from "../table/client.ts";
import { findProposal, type Proposal, propose } from "./proposals.ts";
import { readSettings } from "./settings.ts";
import { commandOf, type Wish } from "./wish.ts";

export interface Desk {
  table: Table;
  actor: UserActor;
  now: () => Date;
  known: Set<string>;
}

export type Carried =
  | { outcome: "taken" | "duplicate"; command: Command; receipt: Done["receipt"] }
  | { outcome: "proposed"; command: Command; proposal: Proposal };

/** Where a person's commands come from. */
export const sourceOf = (actor: UserActor): string => `console:${actor.userId}`;

export function contextOf({ table, actor, now, known }: Desk): Context & { actor: UserActor } {
  return { table, actor, source: sourceOf(actor), now, known };
}

/**
 * The same wish again answers as it did the first time and changes nothing, whatever became of the fact since.
 * @throws Rejected where the shape is wrong, Forbidden, Conflict. A broken rule gives a receipt with outcome `rejected`.
 */
export async function carryOut(desk: Desk, wish: Wish): Promise<Carried> {
  const context = contextOf(desk);
  const command = await commandOf(desk.table, desk.now(), wish);
  const options = wish.expectedVersion === undefined ? {} : { expectedVersion: wish.expectedVersion };
  const again = (receipt: Done["receipt"]): Carried => ({ outcome: "duplicate", command, receipt });
  const before = await findReceipt(context, command.id);
  if (before !== undefined) return again(before);
  try {
    const settings = await readSettings(desk.table);
    if (settings.fourEyes && "unit" in command && (await takesTwo(desk, command))) {
      const known = await findProposal(desk.table, command.id, desk.now());
      if (known === undefined) await examine(context, command, options);
      const proposal = await propose(context, command, wish.expectedVersion, settings.proposalMinutes);
      return { outcome: "proposed", command, proposal };
    }
    if (settings.fourEyes && command.type === "withdrawal") await demandNotOfficial(context, command.message);
    const { receipt, duplicate } = await execute(context, command, options);
    return duplicate ? again(receipt) : { outcome: "taken", command, receipt };
  } catch (error) {
    // Sent twice at the same moment: the second finds the version that the first has made.
    const first = error instanceof Conflict ? await findReceipt(context, command.id) : undefined;
    if (first === undefined) throw error;
    return again(first);
  }
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
  const rule = "is of a unit that was never official: send a correction with its reason";
  throw new Rejected({ code: "UNIT_OFFICIAL", detail: `message: ${rule}`, field: "message", rule });
}

async function statusOf(table: Table, unit: string): Promise<StoredFact | undefined> {
  const view = new View(table);
  const key = inUnit("status", unit);
  await view.load([key]);
  return view.stored(key);
}

/** Four eyes: what one person proposes and another confirms. A proposal is checked when it is made and again when it is carried out. */
import { type Actor, actorId, type UserActor } from "../access/actor.ts";
import { demand, Forbidden } from "../access/permission.ts";
import { type Line, linePut } from "../audit/write.ts";
import { PodiumError } from "../errors.ts";
import { type Command, permissionFor } from "../results/commands.ts";
import { AlongRefused, type Context, type Done, examine, execute } from "../results/execute.ts";
import { eventIdOf } from "../results/rsc.ts";
import { writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { ProposalEntity } from "./proposal.entity.ts";
import { commandOf } from "./wish.ts";

export interface Proposal {
  /** That of the command. */
  proposal: string;
  event: string;
  unit: string;
  command: Command;
  expectedVersion?: number;
  state: "open" | "confirmed" | "refused" | "expired";
  proposer: Actor;
  proposedAt: string;
  expiresAt: string;
  decidedBy?: string;
  decidedAt?: string;
  /** Why it was refused. */
  decision?: string;
}

type Stored = Omit<Proposal, "state"> & { state: Exclude<Proposal["state"], "expired"> };

/** The source under which proposals are carried out: their ids are unique there. */
const SOURCE = "proposal";

/** Who may confirm it, and that it still can be. NOT_OPEN. */
export class NotOpen extends PodiumError {}

/** Files it. The same proposal again is the first one. */
export async function propose(
  context: Context,
  command: Command & { unit: string },
  expectedVersion: number | undefined,
  minutes: number,
): Promise<Proposal> {
  const now = context.now();
  const proposal: Stored = {
    proposal: command.id,
    event: eventIdOf(command.unit),
    unit: command.unit,
    command,
    ...(expectedVersion !== undefined && { expectedVersion }),
    state: "open",
    proposer: context.actor,
    proposedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + minutes * 60_000).toISOString(),
  };
  const put = ProposalEntity.put(proposal)
    .where((attribute, { notExists }) => notExists(attribute.proposal))
    .params({ table: context.table.name });
  const line = told(context, "propose", proposal, { after: command });
  const written = await writeAll(context.table, [put, linePut(context.table, line, now)]);
  if (written.kind === "written") return proposal;
  const first = await findProposal(context.table, command.id, now);
  if (first !== undefined && actorId(first.proposer) === actorId(context.actor)) return first;
  if (first !== undefined) {
    const rule = "is of no proposal of someone else";
    throw new PodiumError({ code: "ID_TAKEN", detail: `id: ${rule}`, field: "id", rule });
  }
  const detail = "the table is busy; send it again";
  throw new PodiumError({ code: "TABLE_BUSY", detail }, { retry: true });
}

/** Strongly consistent. */
export async function findProposal(table: Table, proposal: string, now: Date): Promise<Proposal | undefined> {
  const { data } = await ProposalEntity.get({ proposal }).go({
    table: table.name,
    client: table.documents,
    consistent: true,
  });
  return data === null ? undefined : shown(data as Stored, now);
}

/** Oldest first. */
export async function openProposals(table: Table, now: Date): Promise<Proposal[]> {
  const { data } = await ProposalEntity.query
    .byState({ state: "open" })
    .go({ table: table.name, client: table.documents, pages: "all" });
  return data.map((stored) => shown(stored as Stored, now)).filter(({ state }) => state === "open");
}

/**
 * Carries it out as the second person, who must be another than the first and may do so too.
 * @throws Forbidden, NotOpen, Rejected, Conflict
 */
export async function confirm(context: Context & { actor: UserActor }, id: string): Promise<Done> {
  const proposal = await demandProposal(context, id);
  const { expectedVersion, proposer } = proposal;
  // It becomes true when it is confirmed: what was written meanwhile came before it.
  const wish = { command: { ...proposal.command, at: undefined }, expectedVersion };
  const command = await commandOf(context.table, context.now(), wish);
  demand(context.actor, permissionFor(command.type), [proposal.event.slice(0, 3)]);
  if (actorId(proposer) === actorId(context.actor)) {
    const rule = "is confirmed by someone else than who proposed it";
    throw new Forbidden({ code: "FORBIDDEN", detail: `the proposal ${rule}`, field: "proposal", rule });
  }
  const twice: Context = { ...context, source: SOURCE, proposedBy: proposer };
  const done = { ...proposal, state: "confirmed" as const, decidedBy: actorId(context.actor) };
  const options = expectedVersion === undefined ? {} : { expectedVersion };
  demandOpen(proposal);
  await examine(twice, command, options);
  return execute(twice, command, { ...options, along: [settled(context, done)] });
}

/** By anyone who may write there; also who proposed it, to take it back. @throws Forbidden, NotOpen */
export async function refuse(context: Context, id: string, reason: string): Promise<Proposal> {
  const proposal = await demandProposal(context, id);
  demand(context.actor, permissionFor(proposal.command.type), [proposal.event.slice(0, 3)]);
  demandOpen(proposal);
  const refused = {
    ...proposal,
    state: "refused" as const,
    decidedBy: actorId(context.actor),
    decision: reason,
  };
  const line = { ...told(context, "refuse", proposal, { before: proposal.command }), reason };
  const puts = [settled(context, refused), linePut(context.table, line, context.now())];
  if ((await writeAll(context.table, puts)).kind === "written")
    return (await findProposal(context.table, id, context.now())) ?? refused;
  throw new AlongRefused({
    code: "ALREADY_SETTLED",
    detail: "someone else was faster: it is settled already",
  });
}

async function demandProposal(context: Context, id: string): Promise<Proposal> {
  const found = await findProposal(context.table, id, context.now());
  if (found !== undefined) return found;
  throw new PodiumError({ code: "NOT_FOUND", detail: `there is no proposal ${id}`, field: "proposal" });
}

function demandOpen({ state }: Proposal): void {
  if (state === "open") return;
  const rule = `is open; this one is ${state}`;
  throw new NotOpen({ code: "NOT_OPEN", detail: `the proposal ${rule}`, field: "proposal", rule });
}

function settled(context: Context, { state, ...proposal }: Proposal): object {
  return ProposalEntity.put({
    ...proposal,
    state: state === "confirmed" ? "confirmed" : "refused",
    decidedAt: context.now().toISOString(),
  })
    .where((attribute, { eq }) => eq(attribute.state, "open"))
    .params({ table: context.table.name });
}

function told(
  { actor }: Context,
  command: string,
  { proposal, event }: Pick<Proposal, "proposal" | "event">,
  change: { before?: unknown; after?: unknown },
): Line {
  return {
    actor,
    trail: event,
    command,
    message: proposal,
    changes: [{ fact: `proposal ${proposal}`, ...change }],
  };
}

function shown(stored: Stored, now: Date): Proposal {
  return stored.state === "open" && stored.expiresAt <= now.toISOString()
    ? { ...stored, state: "expired" }
    : stored;
}

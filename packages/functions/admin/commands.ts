/** Commands, previews, proposals and imports: parsing and shaping around core/scoring. */

import { actorId } from "@podium/core/access/actor.ts";
import { demand } from "@podium/core/access/permission.ts";
import { auditLines } from "@podium/core/audit/query.ts";
import type { Outcome, Receipt } from "@podium/core/audit/receipt.ts";
import { PodiumError } from "@podium/core/errors.ts";
import { type Command, Rejected } from "@podium/core/results/commands.ts";
import { Conflict } from "@podium/core/results/execute.ts";
import { eventOf } from "@podium/core/results/facts.ts";
import { View } from "@podium/core/results/view.ts";
import { type Carried, carryOut, contextOf } from "@podium/core/scoring/carry-out.ts";
import { importLines } from "@podium/core/scoring/import.ts";
import { preview } from "@podium/core/scoring/preview.ts";
import {
  confirm,
  findProposal,
  openProposals,
  type Proposal,
  refuse,
} from "@podium/core/scoring/proposals.ts";
import { refusals } from "@podium/core/scoring/refusals.ts";
import { type Versioned, versionedOf } from "@podium/core/scoring/unit.ts";
import { commandOf, onlyFact, type Wish } from "@podium/core/scoring/wish.ts";
import type { Table } from "@podium/core/table/client.ts";
import { notFound } from "../http/not-found.ts";
import type { Answer, Asked } from "./contract.ts";
import type { AdminRequest } from "./desk.ts";

/** What was wished, and what is there instead. */
export class ConflictShown extends PodiumError {
  readonly more: object;

  constructor(conflict: Conflict, more: object) {
    const { code, message: detail, field = "", rule = "" } = conflict;
    super({ code, detail, field, rule }, { cause: conflict });
    this.more = more;
  }
}

export async function command({ desk }: AdminRequest, wish: Wish): Promise<Answer<"command">> {
  try {
    return await carried(desk.table, await carryOut(desk, wish));
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw await shown(desk.table, error, await commandOf(desk.table, desk.now(), { command: wish.command }));
  }
}

export async function previewOf(
  { desk }: AdminRequest,
  { body }: Asked<"preview">,
): Promise<Answer<"preview">> {
  const commands = await Promise.all(
    body.commands.map((one) =>
      commandOf(desk.table, desk.now(), { command: one, expectedVersion: undefined }),
    ),
  );
  const [refused, seen] = await Promise.all([refusals(desk, commands), preview(desk.table, commands)]);
  return { refused, ...seen };
}

export async function proposals({ desk }: AdminRequest): Promise<Answer<"proposals">> {
  return { proposals: (await openProposals(desk.table, desk.now())).map(proposalOf) };
}

export async function proposal(
  { desk }: AdminRequest,
  { parameters: { proposal: id = "" } }: Asked<"proposal">,
): Promise<Answer<"proposal">> {
  const found = await findProposal(desk.table, id, desk.now());
  if (found === undefined) throw notFound(`the proposal ${id}`);
  return proposalOf(found);
}

export async function confirmProposal(
  { desk }: AdminRequest,
  { parameters: { proposal: id = "" } }: Asked<"confirmProposal">,
): Promise<Answer<"confirmProposal">> {
  const found = await findProposal(desk.table, id, desk.now());
  try {
    const { receipt, duplicate } = await confirm(contextOf(desk), id);
    if (found === undefined) throw notFound(`the proposal ${id}`);
    const outcome = duplicate ? "duplicate" : "taken";
    return await carried(desk.table, { outcome, command: found.command, receipt });
  } catch (error) {
    if (!(error instanceof Conflict) || found === undefined) throw error;
    throw await shown(desk.table, error, found.command);
  }
}

export async function refuseProposal(
  { desk }: AdminRequest,
  { parameters: { proposal: id = "" }, body }: Asked<"refuseProposal">,
): Promise<Answer<"refuseProposal">> {
  return proposalOf(await refuse(contextOf(desk), id, body.reason));
}

export async function importFile(
  { desk, actor }: AdminRequest,
  { body }: Asked<"import">,
): Promise<Answer<"import">> {
  demand(actor, "results:write");
  const lines = await importLines(desk, body);
  const counts = Map.groupBy(lines, ({ outcome }) => outcome);
  const count = (outcome: (typeof lines)[number]["outcome"]) => counts.get(outcome)?.length ?? 0;
  return {
    dryRun: body.dryRun,
    lines,
    summary: {
      "would-change": count("would-change"),
      unchanged: count("unchanged"),
      taken: count("taken"),
      duplicate: count("duplicate"),
      proposed: count("proposed"),
      rejected: count("rejected"),
    },
  };
}

export function proposalOf({ proposal: id, proposer, ...rest }: Proposal) {
  return {
    id,
    event: rest.event,
    unit: rest.unit,
    command: rest.command,
    expectedVersion: rest.expectedVersion ?? null,
    state: rest.state,
    proposedBy: actorId(proposer),
    proposedAt: rest.proposedAt,
    expiresAt: rest.expiresAt,
    decidedBy: rest.decidedBy ?? null,
    decidedAt: rest.decidedAt ?? null,
    decision: rest.decision ?? null,
  };
}

/** @throws Rejected for a command whose first outcome was that */
async function carried(table: Table, done: Carried): Promise<Answer<"command">> {
  if (done.outcome === "proposed") {
    return { outcome: "proposed", fact: null, proposal: proposalOf(done.proposal) };
  }
  if (done.receipt.outcome !== TAKEN) throw rejected(done.receipt);
  return { outcome: done.outcome, fact: await factOf(table, done.command), proposal: null };
}

const TAKEN: Outcome = "taken";

function rejected({ code = "INVALID", field = "command", rule = "was taken back" }: Receipt): Rejected {
  return new Rejected({ code, detail: `${field}: ${rule}`, field, rule });
}

async function factOf(table: Table, done: Command): Promise<Versioned<unknown> | null> {
  const key = onlyFact(done);
  if (key === undefined) return null;
  const view = new View(table);
  await view.load([key]);
  return versionedOf(view.stored(key));
}

async function shown(table: Table, conflict: Conflict, wished: Command): Promise<ConflictShown> {
  const key = onlyFact(wished);
  const theirs = await factOf(table, wished);
  const trail = key && eventOf(key);
  const lines = trail === undefined ? [] : await auditLines(table, { trail }, 100);
  const by = lines.find(({ message }) => message === theirs?.id)?.actor ?? null;
  const { mark, match, status } = wished as Partial<Record<"mark" | "match" | "status", unknown>>;
  return new ConflictShown(conflict, { yours: mark ?? match ?? status ?? wished, theirs: { ...theirs, by } });
}

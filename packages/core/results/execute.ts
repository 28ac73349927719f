/**
 * Carries out a command: permission, rules, then one transaction with the facts, the audit entry and the receipt.
 * Either all of it is there afterwards or nothing.
 */
import { ulid } from "ulid";
import { type Actor, actorId } from "../access/actor.ts";
import { demand } from "../access/permission.ts";
import { AuditEntity } from "../audit/entity.ts";
import { RECEIPT_DAYS, type Receipt, ReceiptEntity } from "../audit/receipt.ts";
import { PodiumError } from "../errors.ts";
import { backOff, writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { TTL_ATTRIBUTE } from "../table/definition.ts";
import { chargeKey, isCharged, statusInCharge, takesCharge } from "./charge.ts";
import { checkStatement, firstUnknown, requirements, unknown } from "./check.ts";
import { type Command, permissionFor, Rejected } from "./commands.ts";
import { eventOf, type FactKey, factName, inUnit, type Statement, statements, tablePut } from "./facts.ts";
import { firstOfficialAt } from "./fold.ts";
import { placeTaken } from "./places.ts";
import { type ChargeChange, chargeTaken } from "./precedence.ts";
import { assert, current, type Register, withdraw } from "./register.ts";
import { eventIdOf, parse } from "./rsc.ts";
import type { Charge, FeedKind } from "./sources.ts";
import { stepRefused } from "./steps.ts";
import { View } from "./view.ts";

export interface Context {
  table: Table;
  actor: Actor;
  /** Where the command comes from; its id is unique there. */
  source: string;
  now: () => Date;
  /** Events and competitors that are known to exist; they never cease to, so a warm process needn't look again. */
  known: Set<string>;
  /** Who wished it, where the actor confirms what someone else proposed. */
  proposedBy?: Actor;
}

export interface Done {
  /** The first outcome of this id: a command that comes again changes nothing. */
  receipt: Receipt;
  duplicate: boolean;
  /** The unit in which it doesn't count yet, because another source is in charge there. */
  heldIn?: string;
  /** The unit that its source has taken charge of with it. */
  tookChargeOf?: string;
}

export interface Options {
  /** The version of the fact that the writer saw (0: none). Only for commands that state one fact. */
  expectedVersion?: number;
  /** Puts that are written with it or not at all, each under a condition of its own. */
  along?: readonly object[];
  /** Puts without a condition that are written with it where it doesn't count in the unit yet. */
  whenHeld?: (unit: string) => readonly object[];
}

/** The fact has changed since the writer looked. Carries what is there now. */
export class Conflict extends PodiumError {
  readonly version: number;
  readonly value: unknown;

  constructor(key: FactKey, register: Register<unknown> | undefined) {
    super({
      code: "VERSION_CONFLICT",
      detail: `${factName(key)} was changed by someone else: it is at version ${register?.version ?? 0}`,
      field: "expectedVersion",
      rule: "is the version that was changed",
    });
    this.version = register?.version ?? 0;
    this.value = register && current(register)?.value;
  }
}

/** What was to be written along was changed by someone else meanwhile; nothing was written. */
export class AlongRefused extends PodiumError {}

const ATTEMPTS = 10;
export const ROSTER: FactKey = { fact: "roster" };

/**
 * Carries out one command. A rule that is broken gives a receipt with outcome `rejected`; so does a command that comes
 * again after it was rejected.
 * @throws Forbidden, Conflict; PodiumError TABLE_BUSY with `retry` after ten lost races.
 */
export async function execute(
  context: Context,
  command: Command,
  options: Options = {},
  view: View = new View(context.table),
): Promise<Done> {
  demand(context.actor, permissionFor(command.type), disciplinesOf(command));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await backOff(attempt);
    const done = await attemptOnce(context, command, options, view);
    if (done !== "again") return done;
  }
  throw new PodiumError(
    { code: "TABLE_BUSY", detail: "others kept changing the same facts; send it again" },
    { retry: true },
  );
}

/** Files that a message was rejected before it could become a command. Answers with its first outcome. */
export async function reject(
  context: Context,
  message: string,
  body: string,
  error: PodiumError,
): Promise<Done> {
  const receipt = rejection(context, message, body, error);
  const written = await writeAll(context.table, [receiptPut(context, receipt)]);
  if (written.kind === "written") return { receipt, duplicate: false };
  return duplicate(await findReceipt(context, message), receipt);
}

async function attemptOnce(
  context: Context,
  command: Command,
  options: Options,
  before: View,
): Promise<Done | "again"> {
  const body = JSON.stringify(command);
  const { stated, target, reads, broken, taking, heldIn } = await look(context, command, before);
  if (broken !== undefined) return reject(context, command.id, body, broken);

  const recordedAt = context.now().getTime();
  const changes = changesOf(context, command, stated, before, options);
  if (taking !== undefined) changes.push(taking);
  const isHeld = heldIn !== undefined;
  const receipt: Receipt = {
    source: context.source,
    message: command.id,
    outcome: "taken",
    recordedAt: new Date(recordedAt).toISOString(),
    body,
  };
  const puts = [receiptPut(context, receipt), auditPut(context, command, changes, recordedAt)];
  if (command.type === "withdrawal" && target === undefined) {
    const { body: _, ...rest } = receipt;
    puts.push(receiptPut(context, { ...rest, message: command.message, outcome: "withdrawn" }));
  }
  puts.push(...factPuts(context.table, changes, before, recordedAt, isHeld));
  const { along = [], whenHeld } = options;
  if (isHeld && whenHeld !== undefined) puts.push(...whenHeld(heldIn));

  const written = await writeAll(context.table, [...puts, ...along]);
  if (written.kind === "written") {
    before.forget([ROSTER, ...changes.map(({ key }) => key)]);
    for (const { key } of stated) {
      if (key.fact === "event" || key.fact === "competitor") context.known.add(factName(key));
    }
    return {
      receipt,
      duplicate: false,
      ...(heldIn !== undefined && { heldIn }),
      ...(taking?.to === TIMING && { tookChargeOf: taking.unit }),
    };
  }
  if (written.kind === "refused" && written.positions.includes(0)) {
    return duplicate(await findReceipt(context, command.id), receipt);
  }
  if (written.kind === "refused" && written.positions.some((position) => position >= puts.length)) {
    throw new AlongRefused({
      code: "ALREADY_SETTLED",
      detail: "someone else was faster: it is settled already",
    });
  }
  before.forget(reads);
  return "again";
}

interface Looked {
  stated: Statement[];
  /** Of a withdrawal: the receipt of what it takes back. */
  target: Receipt | undefined;
  reads: FactKey[];
  broken: Rejected | undefined;
  /** Its source takes charge, or people do because it may not. */
  taking: ChargeChange | undefined;
  /** The unit in which another source is in charge. */
  heldIn: string | undefined;
}

/** Reads what the command is about and asks every rule. */
async function look(context: Context, command: Command, before: View): Promise<Looked> {
  let stated: Statement[];
  let target: Receipt | undefined;
  if (command.type === "withdrawal") {
    target = await findReceipt(context, command.message);
    stated = target?.outcome === "taken" ? statementsOf(target) : [];
    demand(context.actor, permissionFor(command.type), disciplinesStated(stated));
  } else {
    stated = statements(command);
  }
  const reads = factsRead(context, command, stated);
  await before.load(reads);
  let broken = brokenRule(context, command, stated, before, target);
  if (broken !== undefined) {
    // A refusal is final, so it never rests on what was read ahead.
    before.forget(reads);
    await before.load(reads);
    broken = brokenRule(context, command, stated, before, target);
  }
  if (broken === undefined && context.actor.kind === "user") {
    broken = (await placeTaken(context.table, command)) ?? (await stepRefused(context.table, command));
  }
  if (broken !== undefined || context.actor.kind !== "feed" || !isResult(command, stated)) {
    return { stated, target, reads, broken, taking: undefined, heldIn: undefined };
  }
  const { unit } = command;
  const takes = stated.some(({ key, value }) => takesCharge(key, value));
  const taking = takes ? await chargeTaken(before, unit, TIMING, command.id) : undefined;
  const charge = taking?.to ?? (before.stored(chargeKey(unit))?.value as Charge | undefined);
  const heldIn = charge === undefined || charge === TIMING ? undefined : unit;
  return { stated, target, reads, broken, taking, heldIn };
}

/** @throws Conflict */
function changesOf(
  context: Context,
  command: Command,
  stated: readonly Statement[],
  before: View,
  { expectedVersion }: Options,
): FactChange[] {
  const by = context.actor.kind === "feed" ? TIMING : undefined;
  return stated.flatMap(({ key, value, reason }): FactChange[] => {
    const register = before.register(key);
    if (expectedVersion !== undefined && expectedVersion !== (register?.version ?? 0)) {
      throw new Conflict(key, register);
    }
    const after =
      command.type === "withdrawal"
        ? register && withdraw(register, command.message)
        : assert(register, {
            id: command.id,
            at: command.at,
            value,
            ...(reason !== undefined && { reason }),
            ...(by && isCharged(key) && { by }),
          });
    return after === undefined || after === register ? [] : [{ key, before: register, after }];
  });
}

/**
 * What the command would change, without writing anything.
 * @throws Forbidden, Rejected, Conflict
 */
export async function examine(
  context: Context,
  command: Command,
  options: Options = {},
  view: View = new View(context.table),
): Promise<FactChange[]> {
  demand(context.actor, permissionFor(command.type), disciplinesOf(command));
  const { stated, broken } = await look(context, command, view);
  if (broken !== undefined) throw broken;
  return changesOf(context, command, stated, view, options);
}

/** Of what a command is about, where it says so itself. Master data go across disciplines. */
function disciplinesOf(command: Command): string[] {
  return "unit" in command ? [parse(command.unit).discipline] : [];
}

function disciplinesStated(stated: readonly Statement[]): string[] {
  const events = stated.map(({ key }) => eventOf(key)).filter((event) => event !== undefined);
  return [...new Set(events.map((event) => event.slice(0, 3)))];
}

/**
 * Of the changed facts, and of the roster where competitors are among them.
 * @param isHeld another source is in charge than the one that says so
 */
export function factPuts(
  table: Table,
  changes: readonly FactChange[],
  before: View,
  recordedAt: number,
  isHeld = false,
): object[] {
  const heardAt = (key: FactKey) => before.stored(key)?.heardAt ?? before.stored(key)?.recordedAt ?? 0;
  const puts = changes.map(({ key, after }) =>
    tablePut(table.name, key, after, recordedAt, isHeld ? heardAt(key) : undefined),
  );
  if (changes.some(({ key }) => key.fact === "competitor")) {
    const roster = { version: (before.stored(ROSTER)?.version ?? 0) + 1, assertions: [] };
    puts.push(tablePut(table.name, ROSTER, roster, recordedAt));
  }
  return puts;
}

/** Facts that a command reads: what it changes, and what its rules look at. */
function factsRead(context: Context, command: Command, stated: readonly Statement[]): FactKey[] {
  const keys = stated.map(({ key }) => key);
  if ("unit" in command) keys.push(inUnit("status", command.unit), chargeKey(command.unit));
  if (command.type !== "withdrawal")
    keys.push(...stated.flatMap(requirements).filter((key) => !context.known.has(factName(key))));
  if (stated.some(({ key }) => key.fact === "competitor")) keys.push(ROSTER);
  return keys;
}

/** What comes fact by fact comes from where the clocks are. */
const TIMING: FeedKind = "timing";

/** Whether who is in charge of the unit decides about it. */
function isResult(
  command: Command,
  stated: readonly Statement[],
): command is Extract<Command, { unit: string }> {
  return "unit" in command && stated.some(({ key }) => isCharged(key));
}

/** Reads ahead, in as few requests as there can be, what these commands are going to look at. */
export async function readAhead(context: Context, commands: readonly Command[], view: View): Promise<void> {
  await view.load(
    commands.flatMap((command) =>
      command.type === "withdrawal" ? [] : factsRead(context, command, statements(command)),
    ),
  );
}

function brokenRule(
  context: Context,
  command: Command,
  stated: readonly Statement[],
  before: View,
  target: Receipt | undefined,
): Rejected | undefined {
  try {
    if (command.type === "withdrawal") checkWithdrawal(target);
    else {
      const missing = firstUnknown(stated.flatMap(requirements), context.known, before);
      if (missing !== undefined) throw unknown(missing);
      stated.forEach(checkStatement);
      checkOpen(command, before);
    }
    return undefined;
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
}

/** After the unit was official a plain statement of what happened later is refused. */
function checkOpen(command: Command, before: View): void {
  if (command.type !== "mark" && command.type !== "match" && command.type !== "entries") return;
  const status = statusInCharge(before, command.unit);
  const closedAt = status && firstOfficialAt(status);
  if (closedAt === undefined || command.at <= closedAt) return;
  const rule = "was official before this happened: send a correction with its reason";
  throw new Rejected({
    code: "UNIT_OFFICIAL",
    detail: `unit: ${command.unit} ${rule}`,
    field: "unit",
    rule,
  });
}

function checkWithdrawal(target: Receipt | undefined): void {
  const type = target?.body === undefined ? undefined : (JSON.parse(target.body) as { type?: unknown }).type;
  if (type !== "withdrawal") return;
  const rule = "names a message that states something; a withdrawal can't be taken back";
  throw new Rejected({ code: "NOT_WITHDRAWABLE", detail: `message: ${rule}`, field: "message", rule });
}

function statementsOf(receipt: Receipt): Statement[] {
  const command = JSON.parse(receipt.body ?? "null") as Command;
  return command.type === "withdrawal" ? [] : statements(command);
}

/** The receipt of a message, if it ever came. */
export async function findReceipt(
  context: Pick<Context, "table" | "source">,
  message: string,
): Promise<Receipt | undefined> {
  const { data } = await ReceiptEntity.get({ source: context.source, message }).go({
    table: context.table.name,
    client: context.table.documents,
    consistent: true,
  });
  return data ?? undefined;
}

function duplicate(first: Receipt | undefined, now: Receipt): Done {
  // The receipt can expire between the refused write and this read; then the caller's own is as good.
  return { receipt: first ?? now, duplicate: true };
}

function rejection(context: Context, message: string, body: string, error: PodiumError): Receipt {
  return {
    source: context.source,
    message,
    outcome: "rejected",
    recordedAt: context.now().toISOString(),
    code: error.code,
    ...(error.field !== undefined && { field: error.field }),
    ...(error.rule !== undefined && { rule: error.rule }),
    body,
  };
}

function receiptPut(context: Context, receipt: Receipt): object {
  const expires = Math.floor(Date.parse(receipt.recordedAt) / 1000) + RECEIPT_DAYS * 24 * 60 * 60;
  return ReceiptEntity.put({
    ...receipt,
    [TTL_ATTRIBUTE]: expires,
    day: receipt.recordedAt.slice(0, 10),
  })
    .where(({ message }, { notExists }) => notExists(message))
    .params({ table: context.table.name });
}

/** What the audit trail says of a command. */
interface Audited {
  type: string;
  id: string;
  at: string;
  unit?: string;
  reason?: string;
}

export interface FactChange {
  key: FactKey;
  before: Register<unknown> | undefined;
  after: Register<unknown>;
}

export function auditPut(
  context: Context,
  { type, id, at, unit, reason }: Audited,
  changes: readonly FactChange[],
  recordedAt: number,
): object {
  const when = new Date(recordedAt).toISOString();
  const event =
    unit === undefined
      ? changes.map(({ key }) => eventOf(key)).find((found) => found !== undefined)
      : eventIdOf(unit);
  return AuditEntity.put({
    trail: event ?? "games",
    entry: ulid(recordedAt),
    actor: actorId(context.actor),
    day: when.slice(0, 10),
    recordedAt: when,
    command: type,
    message: id,
    at,
    ...(reason !== undefined && { reason }),
    ...(context.proposedBy !== undefined && { proposedBy: actorId(context.proposedBy) }),
    changes: changes.map(({ key, before, after }) => ({
      fact: factName(key),
      before: before && current(before)?.value,
      after: current(after)?.value,
    })),
  }).params({ table: context.table.name });
}

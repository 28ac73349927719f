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
import { type Command, permissionFor, Rejected } from "./commands.ts";
import { eventOf, type FactKey, factName, inUnit, type Statement, statements, tablePut } from "./facts.ts";
import { firstOfficialAt } from "./fold.ts";
import { placeTaken } from "./places.ts";
import { checkMark } from "./ranking/check.ts";
import { assert, current, type Register, withdraw } from "./register.ts";
import { eventIdOf } from "./rsc.ts";
import type { Unit } from "./schema.ts";
import { View } from "./view.ts";

export interface Context {
  table: Table;
  actor: Actor;
  /** Where the command comes from; its id is unique there. */
  source: string;
  now: () => Date;
  /** Events and competitors that are known to exist; they never cease to, so a warm process needn't look again. */
  known: Set<string>;
}

export interface Done {
  /** The first outcome of this id: a command that comes again changes nothing. */
  receipt: Receipt;
  duplicate: boolean;
}

export interface Options {
  /** The version of the fact that the writer saw (0: none). Only for commands that state one fact. */
  expectedVersion?: number;
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

const ATTEMPTS = 10;
const ROSTER: FactKey = { fact: "roster" };

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
  demand(context.actor, permissionFor(command.type));
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
  let stated: Statement[];
  let target: Receipt | undefined;
  if (command.type === "withdrawal") {
    target = await findReceipt(context, command.message);
    stated = target?.outcome === "taken" ? statementsOf(target) : [];
  } else {
    stated = statements(command);
  }
  const reads = factsRead(context, command, stated);
  await before.load(reads);
  let broken = brokenRule(context, command, before, target);
  if (broken !== undefined) {
    // A refusal is final, so it never rests on what was read ahead.
    before.forget(reads);
    await before.load(reads);
    broken = brokenRule(context, command, before, target);
    if (broken !== undefined) return reject(context, command.id, body, broken);
  }

  if (context.actor.kind === "user") {
    const taken = await placeTaken(context.table, command);
    if (taken !== undefined) return reject(context, command.id, body, taken);
  }

  const recordedAt = context.now().getTime();
  const changes: { key: FactKey; before: Register<unknown> | undefined; after: Register<unknown> }[] = [];
  for (const { key, value, reason } of stated) {
    const register = before.register(key);
    if (options.expectedVersion !== undefined && options.expectedVersion !== (register?.version ?? 0)) {
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
          });
    if (after !== undefined && after !== register) changes.push({ key, before: register, after });
  }

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
  for (const { key, after } of changes) puts.push(tablePut(context.table.name, key, after, recordedAt));
  if (changes.some(({ key }) => key.fact === "competitor")) {
    const roster = { version: (before.stored(ROSTER)?.version ?? 0) + 1, assertions: [] };
    puts.push(tablePut(context.table.name, ROSTER, roster, recordedAt));
  }

  const written = await writeAll(context.table, puts);
  if (written.kind === "written") {
    before.forget([ROSTER, ...stated.map(({ key }) => key)]);
    for (const { key } of stated) {
      if (key.fact === "event" || key.fact === "competitor") context.known.add(factName(key));
    }
    return { receipt, duplicate: false };
  }
  if (written.kind === "refused" && written.positions.includes(0)) {
    return duplicate(await findReceipt(context, command.id), receipt);
  }
  before.forget(reads);
  return "again";
}

/** Facts that a command reads: what it changes, and what its rules look at. */
function factsRead(context: Context, command: Command, stated: readonly Statement[]): FactKey[] {
  const keys = stated.map(({ key }) => key);
  if ("unit" in command) keys.push(inUnit("unit", command.unit), inUnit("status", command.unit));
  keys.push(...prerequisites(command).filter((key) => !context.known.has(factName(key))));
  if (stated.some(({ key }) => key.fact === "competitor")) keys.push(ROSTER);
  return keys;
}

/** Reads ahead, in as few requests as there can be, what these commands are going to look at. */
export async function readAhead(context: Context, commands: readonly Command[], view: View): Promise<void> {
  await view.load(
    commands.flatMap((command) =>
      command.type === "withdrawal" ? [] : factsRead(context, command, statements(command)),
    ),
  );
}

/** Facts that must exist before the command makes sense. */
function prerequisites(command: Command): FactKey[] {
  switch (command.type) {
    case "units":
      return command.units.map(({ id }) => ({ fact: "event", event: eventIdOf(id) }));
    case "entries":
      return command.entries.flatMap(({ competitor, team, lineup }) =>
        [competitor, ...(team === undefined ? [] : [team]), ...(lineup ?? [])].map(asCompetitor),
      );
    case "mark":
    case "correction":
      return [asCompetitor(command.competitor)];
    case "match":
    case "match-correction":
      return command.match.sides.map(({ competitor }) => asCompetitor(competitor));
    default:
      return [];
  }
}

const asCompetitor = (competitor: string): FactKey => ({ fact: "competitor", competitor });

function brokenRule(
  context: Context,
  command: Command,
  before: View,
  target: Receipt | undefined,
): Rejected | undefined {
  try {
    checkKnown(context, command, before);
    if (command.type === "withdrawal") checkWithdrawal(target);
    else checkRules(command, before);
    return undefined;
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
}

function checkKnown(context: Context, command: Command, before: View): void {
  if ("unit" in command && before.stored(inUnit("unit", command.unit)) === undefined) {
    throw unknown("UNIT", "unit", command.unit, "is a unit of the schedule");
  }
  for (const key of prerequisites(command)) {
    if (context.known.has(factName(key))) continue;
    if (before.stored(key) === undefined) {
      if (key.fact === "event")
        throw unknown("EVENT", "units", key.event, "belongs to an event of the schedule");
      if (key.fact === "competitor") {
        throw unknown("COMPETITOR", "competitor", key.competitor, "is a competitor of these Games");
      }
    }
    context.known.add(factName(key));
  }
}

function unknown(what: string, field: string, value: string, rule: string): Rejected {
  return new Rejected({
    code: `UNKNOWN_${what}`,
    detail: `${field}: no ${what.toLowerCase()} ${value} is known`,
    field,
    rule,
  });
}

function checkRules(command: Exclude<Command, { type: "withdrawal" }>, before: View): void {
  if (command.type === "mark" || command.type === "correction") {
    const unit = before.stored(inUnit("unit", command.unit))?.value as Unit | undefined;
    const problem = unit && checkMark(eventIdOf(command.unit), unit, command.mark)[0];
    if (problem !== undefined) {
      const field = `mark.${problem.field}`;
      throw new Rejected({
        code: "INVALID_MARK",
        detail: `${field}: ${problem.rule}`,
        field,
        rule: problem.rule,
      });
    }
  }
  if (command.type === "match" || command.type === "match-correction") {
    const [left, right] = command.match.sides.map(({ competitor }) => competitor);
    const { winner } = command.match;
    if (left === right) throw invalidMatch("match.sides", "are two different competitors");
    if (winner !== undefined && winner !== left && winner !== right) {
      throw invalidMatch("match.winner", "is one of the two sides");
    }
  }
  if (command.type === "mark" || command.type === "match" || command.type === "entries") {
    const status = before.stored(inUnit("status", command.unit));
    const closedAt = status && firstOfficialAt(status);
    if (closedAt !== undefined && command.at > closedAt) {
      const rule = "was official before this happened: send a correction with its reason";
      throw new Rejected({
        code: "UNIT_OFFICIAL",
        detail: `unit: ${command.unit} ${rule}`,
        field: "unit",
        rule,
      });
    }
  }
}

function invalidMatch(field: string, rule: string): Rejected {
  return new Rejected({ code: "INVALID_MATCH", detail: `${field}: ${rule}`, field, rule });
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

function auditPut(
  context: Context,
  command: Command,
  changes: readonly { key: FactKey; before: Register<unknown> | undefined; after: Register<unknown> }[],
  recordedAt: number,
): object {
  const when = new Date(recordedAt).toISOString();
  const unit = "unit" in command ? command.unit : undefined;
  const event =
    unit === undefined
      ? changes.map(({ key }) => eventOf(key)).find((id) => id !== undefined)
      : eventIdOf(unit);
  return AuditEntity.put({
    trail: event ?? "games",
    entry: ulid(recordedAt),
    actor: actorId(context.actor),
    day: when.slice(0, 10),
    recordedAt: when,
    command: command.type,
    message: command.id,
    at: command.at,
    ...("reason" in command && { reason: command.reason }),
    changes: changes.map(({ key, before, after }) => ({
      fact: factName(key),
      before: before && current(before)?.value,
      after: current(after)?.value,
    })),
  }).params({ table: context.table.name });
}

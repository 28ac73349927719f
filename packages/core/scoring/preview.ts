/** What commands would change, worked out from the facts and the wish alone: the boards that would follow, beside those that are. */
import { PodiumError } from "../errors.ts";
import { type Command, Rejected } from "../results/commands.ts";
import { type FactKey, registerOf, type StoredFact, statements } from "../results/facts.ts";
import { type FoldedEvent, foldEvent } from "../results/fold.ts";
import { loadEvent, Roster, type World } from "../results/load.ts";
import type { MedalRow } from "../results/medals/table.ts";
import type { Outcome } from "../results/outcome/outcome.ts";
import { competitorsOf, type EventBoard, project } from "../results/projections/event.ts";
import { medalRows } from "../results/projections/world.ts";
import { assert, current, type Register } from "../results/register.ts";
import { eventIdOf } from "../results/rsc.ts";
import type { Table } from "../table/client.ts";
import { worldOf } from "./world.ts";

/** @throws Rejected where the commands are not all about one event that there is */
export async function preview(table: Table, commands: readonly Command[]) {
  const event = eventOfAll(commands);
  const stored = await loadEvent(table, event);
  const world = await worldOf(table);
  const before = foldEvent(stored);
  const after = foldEvent(commands.reduce<readonly StoredFact[]>(wished, stored));
  if (before === undefined || after === undefined) {
    throw new PodiumError({ code: "NOT_FOUND", detail: `there is no event ${event}`, field: "event" });
  }
  const ids = new Set([...competitorsOf(before), ...competitorsOf(after)]);
  const names = await new Roster().load(table, world.roster, ids);
  const boardOf = (folded: FoldedEvent) => project(folded, names, table.name, 0);
  const [was, is] = [boardOf(before), boardOf(after)];
  const units = new Set(commands.flatMap((command) => ("unit" in command ? [command.unit] : [])));
  return {
    event: {
      id: event,
      name: before.facts.name,
      before: was.board.event.status,
      after: is.board.event.status,
    },
    standings: standingsChanged(was.board, is.board),
    units: [...units].map((unit) => unitChanged(unit, was.board, is.board)),
    medalTable: medalTableChanged(
      medalRows(world.outcomes.values(), world),
      medalRows(withOutcome(world, event, is.draft.companion?.content as unknown as Outcome), world),
    ),
  };
}

function eventOfAll(commands: readonly Command[]): string {
  const events = new Set(
    commands.map((command) => ("unit" in command ? eventIdOf(command.unit) : undefined)),
  );
  const [event] = events;
  if (event !== undefined && events.size === 1) return event;
  const rule = "are all about units of one event";
  throw new Rejected({ code: "INVALID", detail: `commands: ${rule}`, field: "commands", rule });
}

/** The stored facts as they would be after the command. */
function wished(stored: readonly StoredFact[], command: Command): readonly StoredFact[] {
  if (command.type === "withdrawal") return stored;
  return statements(command).reduce((facts, { key, value, reason }) => {
    const found = facts.find((fact) => isOf(fact, key));
    const register = assert(found && registerOf(found), {
      id: command.id,
      at: command.at,
      value,
      ...(reason !== undefined && { reason }),
    });
    return [...facts.filter((fact) => fact !== found), storedOf(key, register)];
  }, stored);
}

function isOf(fact: StoredFact, key: FactKey): boolean {
  return (
    fact.__edb_e__ === key.fact &&
    fact.unit === ("unit" in key ? key.unit : undefined) &&
    fact.competitor === ("competitor" in key ? key.competitor : undefined)
  );
}

/** As it would lie in the table. */
function storedOf(key: FactKey, register: Register<unknown>): StoredFact {
  const standing = current(register);
  return {
    __edb_e__: key.fact,
    version: register.version,
    recordedAt: 0,
    ...("unit" in key && { unit: key.unit }),
    ...("competitor" in key && { competitor: key.competitor }),
    ...(standing && { id: standing.id, at: standing.at, value: standing.value }),
    ...(standing?.reason !== undefined && { reason: standing.reason }),
    ...(standing?.by !== undefined && { by: standing.by }),
    past: JSON.stringify(register.assertions.filter((assertion) => assertion !== standing)),
  };
}

type Standing = EventBoard["standings"][number];

function standingsChanged(was: EventBoard, is: EventBoard) {
  const place = ({ rank, irm, result, medal }: Standing) => ({
    rank,
    irm,
    result: result && { ...result },
    medal,
  });
  return changed(was.standings, is.standings, ({ competitor }) => competitor.id, place).map(
    ({ line, before, after }) => ({ competitor: line.competitor, before, after }),
  );
}

function unitChanged(unit: string, was: EventBoard, is: EventBoard) {
  const of = (board: EventBoard) =>
    board.phases.flatMap(({ units }) => units).find(({ rsc }) => rsc === unit);
  const [before, after] = [of(was), of(is)];
  const entries = changed(
    before?.entries ?? [],
    after?.entries ?? [],
    ({ competitor }) => competitor.id,
    ({ rank, irm }) => ({ rank, irm }),
  );
  return {
    unit,
    before: before?.status ?? "SCHEDULED",
    after: after?.status ?? "SCHEDULED",
    entries: entries.map(({ line, before, after }) => ({ competitor: line.competitor, before, after })),
  };
}

function medalTableChanged(was: readonly MedalRow[], is: readonly MedalRow[]) {
  const counts = ({ rank, gold, silver, bronze, total, rankByTotal }: MedalRow) => ({
    rank,
    gold,
    silver,
    bronze,
    total,
    rankByTotal,
  });
  return changed(was, is, ({ noc }) => noc, counts).map(({ line, before, after }) => ({
    noc: line.noc,
    name: line.name,
    before,
    after,
  }));
}

/** Lines that differ, in the order of the new ones, those that are gone at the end. */
function changed<L, S>(was: readonly L[], is: readonly L[], key: (line: L) => string, show: (line: L) => S) {
  const old = new Map(was.map((line) => [key(line), line]));
  const now = new Set(is.map(key));
  const lines = [...is, ...was.filter((line) => !now.has(key(line)))];
  const after = new Map(is.map((line) => [key(line), line]));
  return lines.flatMap((line) => {
    const [left, right] = [old.get(key(line)), after.get(key(line))];
    const shown = { before: left ? show(left) : null, after: right ? show(right) : null };
    return JSON.stringify(shown.before) === JSON.stringify(shown.after) ? [] : [{ line, ...shown }];
  });
}

function withOutcome(world: World, event: string, outcome: Outcome): Iterable<Outcome> {
  return new Map([...world.outcomes, [event, outcome]]).values();
}

/**
 * Lines of a source that isn't in charge of their unit. What they state is in the registers when they are taken, and
 * counts as soon as their source is in charge; a note of each says so until then, and lists it with what is held.
 */
import { chargeKey } from "../../results/charge.ts";
import type { Command } from "../../results/commands.ts";
import type { Context } from "../../results/execute.ts";
import { View } from "../../results/view.ts";
import { writeAll } from "../../table/batch.ts";
import type { Table } from "../../table/client.ts";
import { chargePuts, releaseUnit } from "../held.ts";
import { kindOf, type MessageRecord } from "../message.ts";
import type { Queue } from "../queue.ts";
import { bodyDigest } from "../reader.ts";
import { find, recordPut, save } from "../record.ts";
import { isBody } from "./body.ts";

const LANE = "ndjson/";

export const laneOfLines = (unit: string): string => LANE + unit;

/** Whether it is the note of a line that was held. */
export const isHeldLine = (record: MessageRecord): boolean => record.format === "ndjson" && !isBody(record);

/** What notes that a line is held: puts. */
export function holdLine({ table, source, now }: Context, command: Command, unit: string): object[] {
  const body = Buffer.from(JSON.stringify(command));
  const at = now().toISOString();
  const record: MessageRecord = {
    source,
    message: command.id,
    format: "ndjson",
    state: "held",
    receivedAt: at,
    bytes: body.length,
    digest: bodyDigest(body),
    lane: laneOfLines(unit),
    identity: "competitor" in command ? `${command.type} ${command.competitor}` : command.type,
    settledAt: at,
    waitsFor: `charge ${unit}`,
  };
  return chargePuts(table, record, unit);
}

/** What notes that a held line has been taken back: puts. */
export async function takeBack(
  { table, source, now }: Context,
  { id, message }: Extract<Command, { type: "withdrawal" }>,
): Promise<object[]> {
  const record = await find(table, source, message);
  if (record === undefined || !isHeldLine(record) || record.state !== "held") return [];
  const { waitsFor: _, ...rest } = record;
  const at = now().toISOString();
  return [recordPut(table, { ...rest, state: "ignored", settledAt: at, detail: `taken back by ${id}` })];
}

/** Looks once more whether a line counts by now. */
export async function settleLine(
  { table, queue, now }: { table: Table; queue: Queue; now: () => Date },
  { source, message }: MessageRecord,
): Promise<void> {
  const record = await find(table, source, message);
  if (record === undefined || (record.state !== "held" && record.state !== "taken")) return;
  const unit = record.lane.slice(LANE.length);
  const kind = kindOf(record.format);
  const key = chargeKey(unit);
  const view = new View(table);
  await view.load([key]);
  const charge = view.stored(key)?.value;
  const settledAt = now().toISOString();
  if (charge === undefined || charge === kind) {
    const { waitsFor: _, ...rest } = record;
    await save(table, { ...rest, state: "applied", settledAt });
    return;
  }
  const held: MessageRecord = { ...record, state: "held", settledAt, waitsFor: `charge ${unit}` };
  await writeAll(table, chargePuts(table, held, unit));
  // It may have got the charge between the look and the note.
  await releaseUnit(table, queue, unit, kind);
}

/** The NDJSON feed: one message a line, each with its own outcome. A bad line never harms its neighbours. */
import { PodiumError } from "../../errors.ts";
import { inParallel } from "../../parallel.ts";
import { type Command, messageId, parseCommand, permissionFor, Rejected } from "../../results/commands.ts";
import { type Context, type Done, execute, readAhead, reject } from "../../results/execute.ts";
import { View } from "../../results/view.ts";
import { type BodyLimits, badEncoding, tooLarge, unpackBody } from "../body.ts";
import { releaseKnown, releaseUnit } from "../held.ts";
import type { Queue } from "../queue.ts";
import { demandRights, EVERYTHING, type Rights } from "../rights.ts";
import { linesOf } from "./body.ts";
import { holdLine, takeBack } from "./held.ts";

/** Of the body as sent. */
export const BODY_LIMIT_BYTES = 1024 * 1024;
/** Of the body unpacked: what a megabyte of honest text can come to, and a bomb can't. */
export const TEXT_LIMIT_BYTES = 16 * 1024 * 1024;
/** Of one line: its receipt and audit entry hold it, and an item of the table is at most 400 KB. */
export const LINE_LIMIT_BYTES = 128 * 1024;

/** Of lines in one body: the answer has an outcome for each. */
export const LINES_LIMIT = 10_000;

const LIMITS: BodyLimits = {
  sentBytes: BODY_LIMIT_BYTES,
  unpackedBytes: TEXT_LIMIT_BYTES,
  rule: "is at most 1 MiB as sent, 16 MiB unpacked and 10,000 lines",
};

export interface LineOutcome {
  /** 1.. as in the body. */
  line: number;
  /** Null where the line has no readable id, or is too long to be read. */
  id: string | null;
  outcome: "taken" | "duplicate" | "rejected" | "retry";
  /** Of a duplicate: what became of it the first time. */
  first?: "taken" | "rejected" | "withdrawn";
  /** Of one that was taken and doesn't count yet, because another source is in charge of its unit: `charge` and the RSC. */
  waitsFor?: string;
  code?: string;
  field?: string;
  rule?: string;
}

/** Undoes gzip where it says so. @throws BodyTooLarge, BadEncoding */
export function textOf(body: Uint8Array, contentEncoding: string | undefined): string {
  const bytes = unpackBody(body, contentEncoding, LIMITS);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badEncoding("is UTF-8 text", cause);
  }
  if (linesOf(text).length > LINES_LIMIT) throw tooLarge(`body has over ${LINES_LIMIT} lines`, LIMITS);
  return text;
}

interface Line {
  line: number;
  text: string;
  id: string | null;
  /** What the line asks for, or why it can't be that. */
  command: Command | PodiumError;
  /** Lines of one lane go one after the other; undefined: this line goes alone, between those before and after it. */
  lane: string | undefined;
}

const LANES = 8;

/** What other messages refer to. */
const MASTER: ReadonlySet<string> = new Set(["games", "countries", "events", "units", "competitors"]);

/**
 * Takes all lines. Master data are taken one after the other, before what follows them in the body; results go side by
 * side, those about the same entry of a unit in the order of the body. Answers in the order of the body. A line that
 * could not be carried out for a passing reason says `retry`, leaves no receipt and is meant to be sent again.
 * @param queue where messages go that waited for something that these lines said
 * @param rights of the key
 */
export async function takeLines(
  context: Context,
  queue: Queue,
  text: string,
  rights: Rights = EVERYTHING,
): Promise<LineOutcome[]> {
  const outcomes: LineOutcome[] = [];
  const units = new Set<string>();
  let together: Line[] = [];
  const takeTogether = async () => {
    const view = new View(context.table);
    await readAhead(
      context,
      together.flatMap(({ command }) => (command instanceof PodiumError ? [] : [command])),
      view,
    );
    const lanes = Map.groupBy(together, ({ lane }) => lane);
    together = [];
    await inParallel([...lanes.values()], LANES, async (lines) => {
      for (const line of lines) outcomes.push(await takeLine(context, line, view, units));
    });
  };
  for (const [index, raw] of linesOf(text)) {
    const line = readLine(index + 1, raw, rights);
    if (line.lane === undefined) await takeTogether();
    together.push(line);
    if (line.lane === undefined) await takeTogether();
  }
  await takeTogether();
  await releaseKnown(context.table, queue);
  for (const unit of units) await releaseUnit(context.table, queue, unit, "timing");
  return outcomes.sort((left, right) => left.line - right.line);
}

function readLine(line: number, text: string, rights: Rights): Line {
  if (Buffer.byteLength(text) > LINE_LIMIT_BYTES) {
    const rule = `is at most ${LINE_LIMIT_BYTES} bytes; send several messages`;
    const command = new Rejected({ code: "LINE_TOO_LONG", detail: `line: ${rule}`, field: "line", rule });
    return { line, text, id: null, command, lane: "" };
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    const rule = "is one JSON object";
    const command = new Rejected({ code: "NOT_JSON", detail: `line: ${rule}`, field: "line", rule });
    return { line, text, id: null, command, lane: "" };
  }
  const parsed = messageId.safeParse((input as { id?: unknown } | null)?.id);
  const id = parsed.success ? parsed.data : null;
  try {
    const command = parseCommand(input);
    for (const discipline of disciplinesOf(command)) {
      demandRights(rights, { discipline, permission: permissionFor(command.type), field: command.type });
    }
    return { line, text, id, command, lane: laneOf(command) };
  } catch (error) {
    if (!(error instanceof PodiumError)) throw error;
    return { line, text, id, command: error, lane: "" };
  }
}

/** `GEN` for what belongs to the Games as a whole, as competitors do, who are of no discipline here. */
function disciplinesOf(command: Command): string[] {
  if ("unit" in command) return [command.unit.slice(0, 3)];
  if (command.type === "events") return command.events.map(({ id }) => id.slice(0, 3));
  if (command.type === "units") return command.units.map(({ id }) => id.slice(0, 3));
  return ["GEN"];
}

function laneOf(command: Command): string | undefined {
  if (MASTER.has(command.type)) return undefined;
  const { unit = "", competitor = "" } = command as { unit?: string; competitor?: string };
  return `${unit} ${competitor}`;
}

/** Adds to `units` those in which something that was held may count by now. */
async function takeLine(
  context: Context,
  { line, text, id, command }: Line,
  view: View,
  units: Set<string>,
): Promise<LineOutcome> {
  try {
    if (!(command instanceof PodiumError)) {
      const along = command.type === "withdrawal" ? await takeBack(context, command) : [];
      const whenHeld = (unit: string) => holdLine(context, command, unit);
      const done = await execute(context, command, { along, whenHeld }, view);
      const { duplicate, heldIn, tookChargeOf } = done;
      // A duplicate may be the answer to somebody who was killed before letting anyone go.
      const unit = duplicate && "unit" in command ? command.unit : (heldIn ?? tookChargeOf);
      if (unit !== undefined) units.add(unit);
      return answer(line, command.id, done);
    }
    // Without an id there is nothing to file it under; the answer says so.
    if (id === null) return { line, id, outcome: "rejected", ...explained(command) };
    return answer(line, id, await reject(context, id, text, command));
  } catch (error) {
    if (!(error instanceof PodiumError)) throw error;
    return { line, id, outcome: error.retry ? "retry" : "rejected", ...explained(error) };
  }
}

function answer(line: number, id: string, { receipt, duplicate, heldIn }: Done): LineOutcome {
  if (duplicate) return { line, id, outcome: "duplicate", first: receipt.outcome, ...explained(receipt) };
  const outcome = receipt.outcome === "taken" ? "taken" : "rejected";
  const waiting = heldIn !== undefined && { waitsFor: `charge ${heldIn}` };
  return { line, id, outcome, ...waiting, ...explained(receipt) };
}

function explained(what: {
  code?: string | undefined;
  field?: string | undefined;
  rule?: string | undefined;
}) {
  return {
    ...(what.code !== undefined && { code: what.code }),
    ...(what.field !== undefined && { field: what.field }),
    ...(what.rule !== undefined && { rule: what.rule }),
  };
}

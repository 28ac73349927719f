/** The NDJSON feed: one message a line, each with its own outcome. A bad line never harms its neighbours. */
import { gunzipSync } from "node:zlib";
import { PodiumError } from "../../errors.ts";
import { inParallel } from "../../parallel.ts";
import { messageId, parseCommand, Rejected } from "../../results/commands.ts";
import { type Context, type Done, execute, reject } from "../../results/execute.ts";

/** Of the body as sent. */
export const BODY_LIMIT_BYTES = 1024 * 1024;
/** Of the body unpacked: what a megabyte of honest text can come to, and a bomb can't. */
export const TEXT_LIMIT_BYTES = 16 * 1024 * 1024;

export class BodyTooLarge extends PodiumError {}
export class BadEncoding extends PodiumError {}

export interface LineOutcome {
  /** 1.. as in the body. */
  line: number;
  /** Null where the line has no readable id. */
  id: string | null;
  outcome: "taken" | "duplicate" | "rejected" | "retry";
  /** Of a duplicate: what became of it the first time. */
  first?: "taken" | "rejected" | "withdrawn";
  code?: string;
  field?: string;
  rule?: string;
}

/** Undoes gzip where it says so. @throws BodyTooLarge, BadEncoding */
export function textOf(body: Uint8Array, contentEncoding: string | undefined): string {
  if (body.length > BODY_LIMIT_BYTES) throw tooLarge(`body is over ${BODY_LIMIT_BYTES} bytes`);
  const encoding = contentEncoding?.trim().toLowerCase() ?? "identity";
  let bytes = body;
  if (encoding === "gzip") {
    try {
      bytes = gunzipSync(body, { maxOutputLength: TEXT_LIMIT_BYTES });
    } catch (cause) {
      if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") {
        throw tooLarge(`body unpacks to over ${TEXT_LIMIT_BYTES} bytes`);
      }
      throw badEncoding("is whole and valid gzip", cause);
    }
  } else if (encoding !== "identity" && encoding !== "") {
    throw badEncoding("is gzip or identity");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badEncoding("is UTF-8 text", cause);
  }
}

interface Line {
  line: number;
  text: string;
  id: string | null;
  input: unknown;
}

const LANES = 8;

/** What other messages refer to. */
const MASTER: ReadonlySet<unknown> = new Set(["games", "countries", "events", "units", "competitors"]);

/**
 * Takes all lines. Master data are taken one after the other, before what follows them in the body; results go side by
 * side, those about the same entry of a unit in the order of the body. Answers in the order of the body. A line that
 * could not be carried out for a passing reason says `retry`, leaves no receipt and is meant to be sent again.
 */
export async function takeLines(context: Context, text: string): Promise<LineOutcome[]> {
  const outcomes: LineOutcome[] = [];
  const take = async (line: Line) => {
    outcomes.push(await takeLine(context, line));
  };
  let lanes = new Map<string, Line[]>();
  const takeLanes = async () => {
    await inParallel([...lanes.values()], LANES, async (lane) => {
      for (const line of lane) await take(line);
    });
    lanes = new Map();
  };
  for (const [index, raw] of text.split("\n").entries()) {
    if (raw.trim() === "") continue;
    const line = readLine(index + 1, raw);
    const { type, unit, competitor } = (line.input ?? {}) as Record<string, unknown>;
    if (MASTER.has(type)) {
      await takeLanes();
      await take(line);
      continue;
    }
    const lane = `${String(unit)} ${String(competitor)}`;
    const others = lanes.get(lane);
    if (others) others.push(line);
    else lanes.set(lane, [line]);
  }
  await takeLanes();
  return outcomes.sort((left, right) => left.line - right.line);
}

function readLine(line: number, text: string): Line {
  try {
    const input: unknown = JSON.parse(text);
    const id = messageId.safeParse((input as { id?: unknown } | null)?.id);
    return { line, text, id: id.success ? id.data : null, input };
  } catch {
    return { line, text, id: null, input: undefined };
  }
}

async function takeLine(context: Context, { line, text, id, input }: Line): Promise<LineOutcome> {
  try {
    if (input === undefined) {
      throw new Rejected({
        code: "NOT_JSON",
        detail: "the line is not JSON",
        field: "line",
        rule: "is one JSON object",
      });
    }
    const command = parseCommand(input);
    return answer(line, command.id, await execute(context, command));
  } catch (error) {
    if (!(error instanceof PodiumError)) throw error;
    if (error.retry) return { line, id, outcome: "retry", code: error.code };
    // Without an id there is nothing to file it under; the answer says so.
    if (id === null || !(error instanceof Rejected))
      return { line, id, outcome: "rejected", ...explained(error) };
    return answer(line, id, await reject(context, id, text, error));
  }
}

function answer(line: number, id: string, { receipt, duplicate }: Done): LineOutcome {
  if (duplicate) return { line, id, outcome: "duplicate", first: receipt.outcome, ...explained(receipt) };
  return { line, id, outcome: receipt.outcome === "taken" ? "taken" : "rejected", ...explained(receipt) };
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

function tooLarge(detail: string): BodyTooLarge {
  return new BodyTooLarge({
    code: "BODY_TOO_LARGE",
    detail,
    field: "body",
    rule: "is at most 1 MiB as sent and 16 MiB unpacked",
  });
}

function badEncoding(rule: string, cause?: unknown): BadEncoding {
  return new BadEncoding({ code: "BAD_ENCODING", detail: `body: ${rule}`, field: "body", rule }, { cause });
}

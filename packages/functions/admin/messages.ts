/** Messages of the feeds that need care: looking, replaying, discarding, mending. */
import { demand } from "@podium/core/access/permission.ts";
import { first } from "@podium/core/audit/once.ts";
import type { Receipt } from "@podium/core/audit/receipt.ts";
import { rejectedReceipts } from "@podium/core/audit/rejected.ts";
import { chargeOf, giveCharge } from "@podium/core/feed/charge.ts";
import { feedHealth } from "@podium/core/feed/health.ts";
import { type MessageRecord, unitOfLane } from "@podium/core/feed/message.ts";
import { discard, list, replay, show } from "@podium/core/feed/messages.ts";
import * as configured from "@podium/core/feed/precedence.ts";
import { find } from "@podium/core/feed/record.ts";
import { silentUnits } from "@podium/core/feed/silence.ts";
import { findReceipt } from "@podium/core/results/execute.ts";
import { OutcomeBodies } from "@podium/core/results/load.ts";
import { eventIdOf } from "@podium/core/results/rsc.ts";
import { DEFAULT_PRECEDENCE } from "@podium/core/results/sources.ts";
import { sourceOf } from "@podium/core/scoring/carry-out.ts";
import { invalid } from "../http/body.ts";
import { notFound } from "../http/not-found.ts";
import { command } from "./commands.ts";
import type { Answer, Asked } from "./contract.ts";
import type { AdminRequest } from "./desk.ts";

type Shown = Answer<"messages">["messages"][number];

/** Documents, and lines that were held, by day or lane; lines that were rejected, by day. */
export async function messages(
  { store: { table } }: AdminRequest,
  { query: { day, state, source, lane } }: Asked<"messages">,
): Promise<Answer<"messages">> {
  if (day === undefined && lane === undefined) throw invalid("day", "is there, or lane");
  const filter = {
    ...(day !== undefined && { day }),
    ...(state !== undefined && { states: [state] }),
    ...(source !== undefined && { source }),
    ...(lane !== undefined && { lane }),
  };
  const records = (await list(table, filter)).map(recordOf);
  const lines =
    day !== undefined && (state ?? "rejected") === "rejected" ? await rejectedReceipts(table, day) : [];
  const rejected = lines
    .map(lineOf)
    .filter(
      (line) =>
        (source === undefined || line.source === source) &&
        (lane === undefined || (line.lane?.includes(lane) ?? false)),
    );
  return {
    messages: [...records, ...rejected].sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1)),
  };
}

export async function message(
  { store }: AdminRequest,
  { parameters: { source = "", message: id = "" } }: Asked<"message">,
): Promise<Answer<"message">> {
  const receipt = await findReceipt({ table: store.table, source }, id);
  if (receipt?.outcome === "rejected") return { record: lineOf(receipt), text: receipt.body ?? null };
  const { record, body } = await show(store, source, id);
  return { record: recordOf(record), text: body === undefined ? null : Buffer.from(body).toString("utf8") };
}

export async function replayMessage(
  request: AdminRequest,
  { parameters: { source = "", message: id = "" }, body }: Asked<"replayMessage">,
): Promise<Answer<"replayMessage">> {
  const { store, queue } = request;
  const record = await demandRecord(request, source, id);
  await told(request, "replay-message", body.id, record);
  await replay(store.table, queue, source, id, body.id);
  return { record: recordOf((await find(store.table, source, id)) ?? record) };
}

export async function discardMessage(
  request: AdminRequest,
  { parameters: { source = "", message: id = "" }, body }: Asked<"discardMessage">,
): Promise<Answer<"discardMessage">> {
  const { store, now } = request;
  const record = await demandRecord(request, source, id);
  await told(request, "discard-message", body.id, record, body.reason);
  if (record.state !== "discarded") await discard(store.table, source, id, now());
  return { record: recordOf((await find(store.table, source, id)) ?? record) };
}

export async function mendMessage(
  request: AdminRequest,
  { parameters: { source = "", message: id = "" }, body }: Asked<"mendMessage">,
): Promise<Answer<"mendMessage">> {
  const { store, now } = request;
  const record = await find(store.table, source, id);
  const receipt = await findReceipt({ table: store.table, source }, id);
  if (record === undefined && receipt === undefined) throw notFound(`the message ${id} of ${source}`);
  const answer = await command(request, body);
  // What it should have said is said: nobody needs to look at it again.
  if (record !== undefined && NEEDS_CARE.has(record.state)) await discard(store.table, source, id, now());
  return answer;
}

const NEEDS_CARE: ReadonlySet<MessageRecord["state"]> = new Set(["held", "rejected", "dead"]);

export async function feeds({ store: { table }, now }: AdminRequest): Promise<Answer<"feeds">> {
  const at = now();
  const [health, silent] = await Promise.all([
    feedHealth(table, at),
    silentUnits(table, at, new OutcomeBodies()),
  ]);
  return {
    feeds: health.sources.map(({ sentToTakenMs, takenToSettledMs, settledToBoardMs, ...line }) => ({
      ...line,
      sentToTakenMs: sentToTakenMs ?? null,
      takenToSettledMs: takenToSettledMs ?? null,
      settledToBoardMs: settledToBoardMs ?? null,
    })),
    silent,
    from: health.from,
    now: at.toISOString(),
  };
}

export async function charge(
  { store, queue, actor, now }: AdminRequest,
  { parameters: { unit = "" }, body }: Asked<"charge">,
): Promise<Answer<"charge">> {
  const { id, source, reason } = body;
  await giveCharge({ table: store.table, queue, actor, now }, { unit, charge: source, id, reason });
  return { unit, source: (await chargeOf(store.table, unit)) ?? source };
}

export async function precedences({ store: { table } }: AdminRequest): Promise<Answer<"precedences">> {
  return { precedences: await configured.precedences(table), default: DEFAULT_PRECEDENCE };
}

export async function setPrecedence(
  request: AdminRequest,
  { parameters: { scope = "" }, body }: Asked<"setPrecedence">,
): Promise<Answer<"setPrecedence">> {
  const { store, actor, now } = request;
  await configured.setPrecedence({ table: store.table, actor, now }, { scope, ...body });
  return precedences(request);
}

/** @throws Forbidden, NotFound */
async function demandRecord(
  { store, actor }: AdminRequest,
  source: string,
  id: string,
): Promise<MessageRecord> {
  const record = await find(store.table, source, id);
  if (record === undefined) throw notFound(`the message ${id} of ${source}`);
  const unit = unitOfLane(record.lane);
  demand(actor, "feed:write", unit === undefined ? [] : [unit.slice(0, 3)]);
  return record;
}

/** Once for each wish; the wish itself is done again when it comes again, and that changes nothing. */
function told(
  { store, actor, now }: AdminRequest,
  verb: string,
  id: string,
  { source, message: about, state, lane }: MessageRecord,
  reason?: string,
): Promise<boolean> {
  const line = {
    actor,
    trail: eventIdOf(unitOfLane(lane) ?? "") || "games",
    command: verb,
    message: id,
    ...(reason !== undefined && { reason }),
    changes: [{ fact: `message ${source} ${about}`, before: state }],
  };
  return first(store.table, sourceOf(actor), line, now());
}

function recordOf(record: MessageRecord): Shown {
  const { source, message: id, format, state, receivedAt, lane } = record;
  const { identity, version, code, field, rule, detail, waitsFor } = record;
  return {
    source,
    message: id,
    format,
    state,
    receivedAt,
    lane,
    identity: identity ?? null,
    version: version ?? null,
    code: code ?? null,
    field: field ?? null,
    rule: rule ?? null,
    detail: detail ?? null,
    waitsFor: waitsFor ?? null,
  };
}

/** A line of the NDJSON feed that was rejected. */
function lineOf({ source, message: id, recordedAt, code, field, rule, body = "" }: Receipt): Shown {
  return {
    source,
    message: id,
    format: "ndjson",
    state: "rejected",
    receivedAt: recordedAt,
    lane: /"unit":"([A-Z0-9.-]{34})"/.exec(body)?.[1] ?? null,
    identity: /"type":"([\w-]+)"/.exec(body)?.[1] ?? null,
    version: null,
    code: code ?? null,
    field: field ?? null,
    rule: rule ?? null,
    detail: null,
    waitsFor: null,
  };
}

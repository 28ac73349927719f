/** Takes a message of a document: read, stored, filed, on the queue. Only then is it acknowledged. */
import { PodiumError } from "../errors.ts";
import { Rejected } from "../results/commands.ts";
import type { MessageRecord, State } from "./message.ts";
import type { Queue } from "./queue.ts";
import { bodyDigest, type Parsed, type Reader } from "./reader.ts";
import { type Filing, find, recordOf } from "./record.ts";
import { demandRights, type Rights } from "./rights.ts";

/** Of the body as sent, and unpacked. */
export const ODF_LIMIT_BYTES = 10_000_000;

export interface Taking {
  filing: Filing;
  queue: Queue;
  reader: Reader;
  now: () => Date;
}

export interface Taken {
  id: string;
  outcome: "taken" | "duplicate";
  /** Of a duplicate: what has become of the first. */
  first?: State;
  detail?: string;
}

/**
 * Durable when it resolves.
 * @param source the key that it came with
 * @param rights of that key
 * @param packed the body as gzip, where it came so: it is stored as it is
 * @throws Rejected, which is filed too; Forbidden; PodiumError NOT_TAKEN with `retry`: nothing is promised, send it again
 */
export async function takeOdf(
  taking: Taking,
  source: string,
  body: Uint8Array,
  rights: Rights,
  packed?: Uint8Array,
): Promise<Taken> {
  const { reader, now } = taking;
  const receivedAt = now().toISOString();
  const common = { source, format: "odf" as const, receivedAt, bytes: body.length, digest: bodyDigest(body) };
  let parsed: Parsed;
  try {
    parsed = reader.parse(body);
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    await durably(() => fileRejected(taking, common, body, error));
    throw error;
  }
  demandRights(rights, {
    discipline: parsed.identity.documentCode.slice(0, 3),
    permission: MASTER.test(parsed.identity.type) ? "master:write" : "results:write",
    field: "OdfBody@DocumentCode",
  });
  const record = recordOf(parsed, { source, receivedAt }, body);
  return await durably(() => take(taking, record, parsed, body, packed));
}

async function take(
  { filing, queue }: Taking,
  record: MessageRecord,
  parsed: Parsed,
  body: Uint8Array,
  packed: Uint8Array | undefined,
): Promise<Taken> {
  const { source, message: id } = record;
  const { kind, status } = parsed;
  const forward = (filed: MessageRecord, attempt?: string) =>
    queue.send({ record: filed, noted: { kind, status } }, attempt);
  if (await filing.file(record, body, packed)) {
    await forward(record);
    return { id, outcome: "taken" };
  }
  const first = await find(filing.store.table, source, id);
  if (first === undefined || (first.state === "rejected" && first.digest !== record.digest)) {
    // The receipt has just expired, or the sender mended what was wrong with it.
    await filing.refile(record, body, packed);
    await forward(record, record.digest);
    return { id, outcome: "taken" };
  }
  // It may never have reached the queue; where it has, the queue knows it by its id.
  if (first.state === "taken") await forward(first);
  return { id, outcome: "duplicate", first: first.state, ...(first.detail && { detail: first.detail }) };
}

const MASTER = /^DT_(SCHEDULE|PARTIC)/;

/** Under the digest of its bytes: an id it may have is left to a better one. */
async function fileRejected(
  { filing }: Taking,
  common: Omit<MessageRecord, "message" | "state" | "lane">,
  body: Uint8Array,
  error: Rejected,
): Promise<void> {
  const record: MessageRecord = {
    ...common,
    message: `rejected.${common.digest}`,
    state: "rejected",
    lane: `rejected/${common.source}`,
    code: error.code,
    detail: error.message,
    ...(error.field !== undefined && { field: error.field }),
    ...(error.rule !== undefined && { rule: error.rule }),
  };
  await filing.file(record, body);
}

/** Whatever keeps it from being durable is for the sender to outlast. */
async function durably<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new PodiumError(
      { code: "NOT_TAKEN", detail: "the message could not be stored; send it again" },
      { retry: true, cause },
    );
  }
}

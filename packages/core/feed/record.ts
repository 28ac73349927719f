/** Messages in the table: filing, finding, moving from state to state. */
import { RECEIPT_DAYS } from "../audit/receipt.ts";
import { PodiumError } from "../errors.ts";
import { Gather } from "../gather.ts";
import { type TransactionOutcome, writeAll, writeTogether } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { TTL_ATTRIBUTE } from "../table/definition.ts";
import { MessageEntity } from "./message.entity.ts";
import { dayOf, type MessageRecord } from "./message.ts";
import { type RawStore, rawPut } from "./raw.ts";
import { bodyDigest, type Parsed } from "./reader.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** A message that has just come. */
export function recordOf(
  { message, document, lane, identity, version, at }: Parsed,
  { source, receivedAt }: Pick<MessageRecord, "source" | "receivedAt">,
  body: Uint8Array,
): MessageRecord {
  return {
    source,
    message,
    format: "odf",
    state: "taken",
    receivedAt,
    bytes: body.length,
    digest: bodyDigest(body),
    lane,
    document,
    identity: wordsOf(identity),
    version,
    sentAt: at,
  };
}

/** `DT_RESULT SSKM500M--------------FNL-000100-- SSKRES1` */
export function wordsOf({
  type,
  subtype,
  documentCode,
  subcode,
  language,
  source,
}: Parsed["identity"]): string {
  return [type, subtype, documentCode, subcode, language, source].filter((part) => part !== "").join(" ");
}

/** Parameters of a put of the message as it is now. */
export function recordPut(table: Table, record: MessageRecord): object {
  return put(record).params({ table: table.name });
}

/** Messages of one request. Where their bytes are more than a transaction may hold, each goes by itself. */
const TOGETHER = 40;

/** Files messages and the bytes that they came as, several at once where several wait. One per warm process. */
export class Filing {
  readonly store: RawStore;
  private readonly writing: Gather<readonly object[], TransactionOutcome>;

  constructor(store: RawStore) {
    this.store = store;
    this.writing = new Gather(TOGETHER, (transactions) => writeTogether(store.table, transactions));
  }

  /**
   * Files a message that came for the first time. False: it is filed already.
   * @param packed the bytes as gzip, where they came so
   * @throws PodiumError TABLE_BUSY with `retry`
   */
  async file(record: MessageRecord, body: Uint8Array, packed?: Uint8Array): Promise<boolean> {
    const first = put(record)
      .where(({ message }, { notExists }) => notExists(message))
      .params({ table: this.store.table.name });
    return await this.write(record, first, body, packed);
  }

  /** Files it in place of what was filed before. */
  async refile(record: MessageRecord, body: Uint8Array, packed?: Uint8Array): Promise<void> {
    await this.write(record, recordPut(this.store.table, record), body, packed);
  }

  private async write(
    record: MessageRecord,
    filed: object,
    body: Uint8Array,
    packed: Uint8Array | undefined,
  ): Promise<boolean> {
    const raw = await rawPut(this.store, record, record.format, body, packed);
    const { kind } = await this.writing.do([filed, raw]);
    if (kind !== "busy") return kind === "written";
    throw new PodiumError(
      { code: "TABLE_BUSY", detail: "the same message is being filed; send it again" },
      { retry: true },
    );
  }
}

function put(record: MessageRecord) {
  const { source, message, format, state, receivedAt, lane } = record;
  return MessageEntity.put({
    source,
    message,
    format,
    state,
    receivedAt,
    lane,
    day: dayOf(receivedAt),
    record,
    [TTL_ATTRIBUTE]: Math.floor(Date.parse(receivedAt) / 1000) + RECEIPT_DAYS * DAY_SECONDS,
  });
}

export async function save(table: Table, record: MessageRecord): Promise<void> {
  await writeAll(table, [recordPut(table, record)]);
}

/** Strongly consistent. Undefined where it never came, or longer ago than receipts are kept. */
export async function find(
  table: Table,
  source: string,
  message: string,
): Promise<MessageRecord | undefined> {
  const { data } = await MessageEntity.get({ source, message }).go({
    table: table.name,
    client: table.documents,
    consistent: true,
  });
  return data?.record as MessageRecord | undefined;
}

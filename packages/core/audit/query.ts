/** The audit trail, newest first: of an event, of an actor, of a day. */
import type { Table } from "../table/client.ts";
import { AuditEntity } from "./entity.ts";

export interface AuditLine {
  trail: string;
  entry: string;
  actor: string;
  proposedBy?: string;
  recordedAt: string;
  at: string;
  command: string;
  message: string;
  reason?: string;
  changes: readonly { fact: string; before?: unknown; after?: unknown }[];
}

export interface Filter {
  trail?: string | undefined;
  actor?: string | undefined;
  /** UTC. */
  day?: string | undefined;
  /** Only entries before this one. */
  before?: string | undefined;
}

/** The widest of what is named is queried, the rest is sorted out. At most `limit`. */
export async function auditLines(table: Table, filter: Filter, limit: number): Promise<AuditLine[]> {
  const found: AuditLine[] = [];
  let before = filter.before ?? LAST;
  for (;;) {
    const page = await pageBefore(table, filter, before, limit);
    found.push(...page.filter((line) => matches(line, filter)));
    const oldest = page.at(-1);
    if (found.length >= limit || page.length < limit || oldest === undefined) return found.slice(0, limit);
    before = oldest.entry;
  }
}

/** Behind every ULID. */
const LAST = "~";

async function pageBefore(
  table: Table,
  { trail, actor, day }: Filter,
  entry: string,
  limit: number,
): Promise<AuditLine[]> {
  const options = { table: table.name, client: table.documents, order: "desc" as const, limit };
  const query =
    trail !== undefined
      ? AuditEntity.query
          .byTrail({ trail })
          .lt({ entry })
          .go({ ...options, consistent: true })
      : actor !== undefined
        ? AuditEntity.query.byActor({ actor }).lt({ entry }).go(options)
        : AuditEntity.query
            .byDay({ day: day ?? "" })
            .lt({ entry })
            .go(options);
  const { data } = await query;
  return data;
}

function matches({ actor, recordedAt }: AuditLine, filter: Filter): boolean {
  return (
    (filter.actor === undefined || actor === filter.actor) &&
    (filter.day === undefined || recordedAt.startsWith(filter.day))
  );
}

/** The order of the sources, and how a person sets it: for the Games, a discipline, a unit. */
import { PrecedenceEntity } from "../results/entity.ts";
import { precedenceKey } from "../results/precedence.ts";
import type { Precedence } from "../results/sources.ts";
import type { Table } from "../table/client.ts";
import { type Deciding, decide } from "./decide.ts";

export interface Configured {
  /** `GEN`, `ALP`, or a unit's RSC. */
  scope: string;
  order: Precedence;
}

/** All that are set, by scope. Strongly consistent. */
export async function precedences(table: Table): Promise<Configured[]> {
  const { data } = await PrecedenceEntity.query
    .facts({})
    .go({ table: table.name, client: table.documents, consistent: true, pages: "all" });
  return data.flatMap(({ scope, value }) => (value ? [{ scope, order: value as Precedence }] : []));
}

/**
 * Counts from the next result on that a feed reports; until then everyone keeps the charge.
 * @param wish its `order` null: none of its own, that of the wider scope counts
 * @throws Forbidden; PodiumError UNKNOWN_UNIT, TABLE_BUSY with `retry`
 */
export async function setPrecedence(
  context: Deciding,
  { scope, order, id, reason }: { scope: string; order: Precedence | null; id: string; reason?: string },
): Promise<void> {
  const discipline = scope.slice(0, 3);
  const unit = scope === discipline ? undefined : scope;
  const key = precedenceKey(scope);
  await decide(context, { id, type: "precedence", key, value: order, reason, discipline, unit });
}

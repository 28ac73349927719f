/** Competitors as stored, by part of the name. */
import { loadCompetitors } from "../results/load.ts";
import type { Competitor } from "../results/schema.ts";
import type { Table } from "../table/client.ts";
import { type Versioned, versionedOf } from "./unit.ts";

/** By name. Without marks and case: `bjorn` finds Bjørn only by its own letters, `jose` finds José. */
export async function storedCompetitors(
  table: Table,
  { search, noc }: { search?: string | undefined; noc?: string | undefined },
): Promise<Versioned<Competitor>[]> {
  const wanted = plain(search ?? "");
  return (await loadCompetitors(table))
    .map((stored) => versionedOf<Competitor>(stored))
    .filter(({ value }) => {
      if (value === null || (noc !== undefined && value.noc !== noc)) return false;
      return value.id === search || plain(value.name).includes(wanted);
    })
    .sort((left, right) => ((left.value?.name ?? "") < (right.value?.name ?? "") ? -1 : 1));
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Competitors as stored, by part of the name. */
import { loadCompetitors, loadRosterVersion } from "../results/load.ts";
import type { Competitor } from "../results/schema.ts";
import type { Table } from "../table/client.ts";
import { type Versioned, versionedOf } from "./unit.ts";

/** By name. Without marks and case: `bjorn` finds Bjørn only by its own letters, `jose` finds José. */
export async function storedCompetitors(
  table: Table,
  { search, noc }: { search?: string | undefined; noc?: string | undefined },
): Promise<Versioned<Competitor>[]> {
  const wanted = plain(search ?? "");
  return (await allOf(table))
    .filter(({ value }) => {
      if (value === null || (noc !== undefined && value.noc !== noc)) return false;
      return value.id === search || plain(value.name).includes(wanted);
    })
    .sort((left, right) => ((left.value?.name ?? "") < (right.value?.name ?? "") ? -1 : 1));
}

interface Remembered {
  roster: number;
  competitors: readonly Versioned<Competitor>[];
}

const remembered = new WeakMap<Table, Remembered>();

/** Thousands, and they hardly ever change: read again only when the roster's version is another. */
async function allOf(table: Table): Promise<readonly Versioned<Competitor>[]> {
  const roster = await loadRosterVersion(table);
  const known = remembered.get(table);
  if (known?.roster === roster) return known.competitors;
  const competitors = (await loadCompetitors(table)).map((stored) => versionedOf<Competitor>(stored));
  remembered.set(table, { roster, competitors });
  return competitors;
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * What a writer has seen of the facts. Many commands can share one view that was read ahead for all of them: each write
 * states the versions it saw, so a view that has become old costs a second look and never a wrong write.
 */
import { getAll, type Key, keyText } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { type FactKey, factName, registerOf, type StoredFact, tableKey } from "./facts.ts";
import type { Register } from "./register.ts";

export class View {
  private readonly table: Table;
  private readonly seen = new Map<string, StoredFact | undefined>();

  constructor(table: Table) {
    this.table = table;
  }

  /** Reads those that it hasn't seen, strongly consistent. */
  async load(keys: readonly FactKey[]): Promise<void> {
    const missing = new Map<string, Key>();
    for (const key of keys) {
      const name = factName(key);
      if (!this.seen.has(name)) missing.set(name, tableKey(this.table.name, key));
    }
    if (missing.size === 0) return;
    const items = await getAll(this.table, [...missing.values()]);
    for (const [name, key] of missing) this.seen.set(name, items.get(keyText(key)) as StoredFact | undefined);
  }

  forget(keys: readonly FactKey[]): void {
    for (const key of keys) this.seen.delete(factName(key));
  }

  stored(key: FactKey): StoredFact | undefined {
    return this.seen.get(factName(key));
  }

  register(key: FactKey): Register<unknown> | undefined {
    const item = this.stored(key);
    return item && registerOf(item);
  }
}

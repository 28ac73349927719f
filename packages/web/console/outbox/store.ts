/** Where commands lie until the server has taken them: in the browser's own database, which survives a reload and a crash. */
import type { Item } from "./outbox.ts";

export interface Store {
  /** Those of one user, in the order in which they were made. */
  list(user: string): Promise<Item[]>;
  put(item: Item): Promise<void>;
  remove(id: string): Promise<void>;
}

const ITEMS = "items";

export async function openStore(name = "podium-console"): Promise<Store> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () =>
    opening.result.createObjectStore(ITEMS, { keyPath: "id" }).createIndex("user", "user");
  const database = await done(opening);
  const items = (mode: IDBTransactionMode) => database.transaction(ITEMS, mode).objectStore(ITEMS);
  return {
    async list(user) {
      const found = (await done(items("readonly").index("user").getAll(user))) as Item[];
      return found.sort((left, right) => left.order - right.order);
    },
    async put(item) {
      await done(items("readwrite").put(item));
    },
    async remove(id) {
      await done(items("readwrite").delete(id));
    },
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

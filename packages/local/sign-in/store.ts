/** Where the local user pool lies: one JSON file each, replaced whole, so that a kill leaves the old state or the new one. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DataStore } from "cognito-local/lib/services/dataStore/dataStore.js";
import type { DataStoreFactory } from "cognito-local/lib/services/dataStore/factory.js";

type Tree = Record<string, unknown>;

export class JsonStores implements DataStoreFactory {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  async create(_context: unknown, id: string, defaults: object): Promise<DataStore> {
    const store = new JsonStore(join(this.folder, `${id}.json`), defaults);
    store.save();
    return store;
  }
}

class JsonStore implements DataStore {
  private readonly file: string;
  private readonly root: Tree;

  constructor(file: string, defaults: object) {
    this.file = file;
    this.root = {
      ...(structuredClone(defaults) as Tree),
      ...(existsSync(file) && (JSON.parse(readFileSync(file, "utf8"), reviveDates) as Tree)),
    };
  }

  async get<T>(_context: unknown, key: string | string[], otherwise?: T): Promise<T> {
    const found = [key].flat().reduce<unknown>((tree, part) => (tree as Tree | undefined)?.[part], this.root);
    return structuredClone((found ?? otherwise ?? null) as T);
  }

  async getRoot<T>(): Promise<T | null> {
    return structuredClone(this.root) as T;
  }

  async set<T>(_context: unknown, key: string | string[], value: T): Promise<void> {
    const { parent, last } = this.place(key);
    parent[last] = structuredClone(value);
    this.save();
  }

  async delete(_context: unknown, key: string | string[]): Promise<void> {
    const { parent, last } = this.place(key);
    delete parent[last];
    this.save();
  }

  save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.root, null, 2), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }

  private place(key: string | string[]): { parent: Tree; last: string } {
    const path = [key].flat();
    const last = path.pop() ?? "";
    let parent = this.root;
    for (const part of path) {
      parent[part] ??= {};
      parent = parent[part] as Tree;
    }
    return { parent, last };
  }
}

/** `UserCreateDate` and the like. */
function reviveDates(key: string, value: unknown): unknown {
  return key.endsWith("Date") && typeof value === "string" ? new Date(value) : value;
}

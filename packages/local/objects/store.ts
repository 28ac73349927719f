/**
 * Objects as files: a folder for each bucket, in it a folder for each part of a key. A file is one line of JSON about the
 * object, and its bytes. It is written beside its place, synced and renamed, so that a kill leaves the old or the new.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ObjectError } from "./errors.ts";

export interface Description {
  /** Hex MD5, without quotes. */
  etag: string;
  /** Base64. */
  crc32: string;
  /** `content-type`, `content-encoding` and `x-amz-meta-…` as they came. */
  headers: Record<string, string>;
}

export interface ObjectHead extends Description {
  /** Bytes. */
  size: number;
  modifiedAt: Date;
}

export interface StoredObject extends ObjectHead {
  bytes: Buffer;
}

const KEY_BYTES = 1_024;
/** The line about an object is made of request headers, of which Node takes 16 KB. */
const HEAD_BYTES = 65_536;
/** What a file system takes as one name, less the sign. */
const PART_BYTES = 240;
/** Stands for a part with nothing in it; encoded parts never are this alone. */
const EMPTY = "%";

export class ObjectFolder {
  readonly #root: string;
  /** Half-written files of an earlier run lie here and disturb nobody. */
  readonly #writing: string;

  constructor(root: string, buckets: readonly string[]) {
    this.#root = root;
    this.#writing = join(root, ".writing");
    for (const bucket of buckets) mkdirSync(join(root, bucket), { recursive: true });
    mkdirSync(this.#writing, { recursive: true });
  }

  async put(bucket: string, key: string, bytes: Buffer, description: Description): Promise<void> {
    const place = this.#fileOf(bucket, key);
    const fresh = join(this.#writing, randomUUID());
    try {
      const file = await open(fresh, "w");
      try {
        await file.write(`${JSON.stringify(description)}\n`);
        await file.write(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(dirname(place), { recursive: true });
      await rename(fresh, place);
    } catch (cause) {
      await rm(fresh, { force: true });
      throw cause;
    }
    await syncFolder(dirname(place));
  }

  async get(bucket: string, key: string): Promise<StoredObject | undefined> {
    return await this.#read(bucket, key, async (file, size) => {
      const content = await file.readFile();
      const { description, start } = split(content);
      return { ...description, size: size - start, bytes: content.subarray(start) };
    });
  }

  /** All but its bytes. */
  async head(bucket: string, key: string): Promise<ObjectHead | undefined> {
    return await this.#read(bucket, key, async (file, size) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, HEAD_BYTES)));
      const { description, start } = split(buffer.subarray(0, bytesRead));
      return { ...description, size: size - start };
    });
  }

  async #read<T extends object>(
    bucket: string,
    key: string,
    use: (file: FileHandle, size: number) => Promise<T>,
  ): Promise<(T & { modifiedAt: Date }) | undefined> {
    let file: FileHandle | undefined;
    try {
      file = await open(this.#fileOf(bucket, key), "r");
      const { size, mtime } = await file.stat();
      return { ...(await use(file, size)), modifiedAt: mtime };
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    } finally {
      await file?.close();
    }
  }

  async delete(bucket: string, key: string): Promise<void> {
    await rm(this.#fileOf(bucket, key), { force: true });
  }

  /** In the order of their keys' UTF-8 bytes. */
  async list(bucket: string, prefix: string): Promise<string[]> {
    const names = await readdir(join(this.#root, bucket), { recursive: true, withFileTypes: true });
    const keys = names
      .filter((name) => name.isFile())
      .map(({ parentPath, name }) => keyOf(join(parentPath, name).slice(join(this.#root, bucket).length + 1)))
      .filter((key) => key.startsWith(prefix));
    return keys.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  }

  #fileOf(bucket: string, key: string): string {
    if (Buffer.byteLength(key) > KEY_BYTES) throw tooLong();
    const parts = key.split("/").map((part) => encodeURIComponent(part).replaceAll(".", "%2E") || EMPTY);
    if (parts.some((part) => part.length > PART_BYTES)) throw tooLong();
    const name = parts.pop() ?? "";
    // Files begin with a sign that encoded folders never have, so that `a` and `a/b` can both be keys.
    return join(this.#root, bucket, ...parts, `=${name}`);
  }
}

function split(content: Buffer): { description: Description; start: number } {
  const end = content.indexOf("\n");
  return { description: JSON.parse(content.toString("utf8", 0, end)) as Description, start: end + 1 };
}

function keyOf(path: string): string {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  return [...parts, name.slice(1)].map((part) => (part === EMPTY ? "" : decodeURIComponent(part))).join("/");
}

async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, "r");
    await folder.sync();
  } finally {
    await folder?.close();
  }
}

function isMissing(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

function tooLong(): ObjectError {
  return new ObjectError(400, "KeyTooLongError", "Your key is too long.");
}

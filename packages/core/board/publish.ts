/**
 * Publishing: content → canonical JSON → digest; an equal digest writes nothing, else version + 1 under a condition on
 * the version that was there before the facts were read. Who loses that race reads the facts again and recomputes, so
 * an older state can never replace a newer one.
 */

import { PodiumError } from "../errors.ts";
import { Gather } from "../gather.ts";
import { inParallel } from "../parallel.ts";
import {
  backOff,
  getAll,
  type Item,
  type Key,
  keyText,
  type TransactionOutcome,
  writeAll,
  writeTogether,
} from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { canonical, digest, type Json } from "./canonical.ts";
import { compress } from "./encoding.ts";
import { BoardEntity } from "./entity.ts";
import { type Freshness, isLive } from "./freshness.ts";
import { boardKey, LATEST, versionSlot } from "./key.ts";

/** Why a version must be pushed to the edge instead of waiting for its TTL, in order of urgency. */
export type Push = "correction" | "withdrawal" | "official";

/** A board as a projection makes it. */
export interface Draft {
  board: string;
  content: { readonly [key: string]: Json | undefined };
  /** Time of the newest fact in it. */
  factAt: string;
  freshness: Freshness;
  tags: string[];
  /** Null: there is nothing to wait for. */
  nextPollSeconds: number | null;
  /** Nothing is expected to change before this instant; absent where something may. */
  quietUntil?: string;
  /** Keep this version in the history. */
  keep: boolean;
  push?: Push;
  /** What is written with the board or not at all, with the board's `factAt`. It counts as content: a change of it alone publishes too. */
  companion?: { content: Draft["content"]; put: (body: Uint8Array) => object };
}

/** There is no such board any more: what it was made of was taken back. */
export interface Gone {
  board: string;
  /** What goes with it: parameters of deletes. */
  companions: object[];
}

export type Make = (name: string) => Draft | Gone | Promise<Draft | Gone>;

export interface Published {
  changed: string[];
  /** By board, what went wrong. */
  failed: Map<string, unknown>;
}

interface Head {
  version: number;
  digest: string;
  freshness?: Freshness;
}

/** DESIGN: a body over 300 KB is a design error; paginate. */
const LARGEST_BODY_BYTES = 300_000;
const ATTEMPTS = 8;
/** Boards that are made side by side; those that are ready together are written together. */
const WIDTH = 24;
const ABSENT: Head = { version: 0, digest: "" };

/** Publishes boards and remembers the versions it saw. One per warm process. */
export class Publisher {
  private readonly heads = new Map<string, Head>();
  private readonly table: Table;
  private readonly now: () => Date;
  private readonly writing: Gather<readonly object[], TransactionOutcome>;

  constructor(table: Table, now: () => Date) {
    this.table = table;
    this.now = now;
    this.writing = new Gather(WIDTH, (transactions) => writeTogether(table, transactions));
  }

  /**
   * Makes and publishes boards. `read` reads the facts that the boards share and answers with what makes one board of
   * them. Both are called again for boards that someone else published meanwhile.
   * A board that can't be made or written doesn't hold up the others: it is named in `failed`.
   */
  async publish(
    names: readonly string[],
    read: (names: readonly string[]) => Promise<Make>,
  ): Promise<Published> {
    const published: Published = { changed: [], failed: new Map() };
    let open = names;
    for (let attempt = 1; open.length > 0; attempt++) {
      if (attempt > 1) await backOff(attempt);
      // Before the facts are read: whoever publishes after this moment makes the put below fail.
      await this.learnHeads(open);
      const make = await read(open);
      const lost: string[] = [];
      await inParallel(open, WIDTH, async (name) => {
        try {
          const made = await make(name);
          const outcome = "content" in made ? await this.put(made) : await this.remove(made);
          if (outcome === "changed") published.changed.push(name);
          if (outcome !== "lost") return;
          this.heads.delete(name);
          if (attempt < ATTEMPTS) lost.push(name);
          else
            throw new PodiumError(
              { code: "BOARD_BUSY", detail: `others kept publishing ${name}` },
              { retry: true },
            );
        } catch (error) {
          this.heads.delete(name);
          published.failed.set(name, error);
        }
      });
      open = lost;
    }
    return published;
  }

  private async learnHeads(names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !this.heads.has(name));
    const found = await getAll(
      this.table,
      unknown.map((name) => boardKey(name)),
    );
    for (const name of unknown) {
      const item = found.get(keyText(boardKey(name)));
      this.heads.set(name, item ? headOf(item) : ABSENT);
    }
  }

  private async put(draft: Draft): Promise<"changed" | "same" | "lost"> {
    const head = this.heads.get(draft.board) ?? ABSENT;
    const { board, content, factAt, freshness, tags, companion } = draft;
    const guidance = guidanceOf(draft);
    const fingerprint = fingerprintOf(draft);
    if (fingerprint === head.digest) return (await this.isLatest(board, head)) ? "same" : "lost";

    const version = head.version + 1;
    const updatedAt = this.now().toISOString();
    const body = compress(
      canonical({ ...content, board, version, updatedAt, factAt, ...guidance }),
      isLive(freshness),
    );
    if (body.length > LARGEST_BODY_BYTES) {
      throw new PodiumError({
        code: "BOARD_TOO_LARGE",
        detail: `${board} is ${body.length} bytes compressed`,
      });
    }
    const push = pushOf(draft, head.freshness);
    const item = {
      board,
      version,
      digest: fingerprint,
      etag: `W/"${version}-${fingerprint.slice(0, 8)}"`,
      freshness,
      updatedAt,
      factAt,
      tags,
      body,
      ...(push && { push }),
    };
    const options = { table: this.table.name };
    const puts: object[] = [
      BoardEntity.put({ ...item, slot: LATEST })
        .where((attribute, { eq, notExists }) =>
          head.version === 0 ? notExists(attribute.version) : eq(attribute.version, head.version),
        )
        .params(options),
    ];
    if (companion) {
      puts.push(companion.put(compress(canonical({ ...companion.content, factAt }), isLive(freshness))));
    }
    if (draft.keep) puts.push(BoardEntity.put({ ...item, slot: versionSlot(version) }).params(options));
    const written = await this.writing.do(puts);
    if (written.kind !== "written") return "lost";
    this.heads.set(board, { version, digest: fingerprint, freshness });
    return "changed";
  }

  private async remove({ board, companions }: Gone): Promise<"changed" | "same" | "lost"> {
    const head = this.heads.get(board) ?? ABSENT;
    if (head.version === 0) return (await this.isLatest(board, head)) ? "same" : "lost";
    const latest = BoardEntity.delete({ board, slot: LATEST })
      .where((attribute, { eq }) => eq(attribute.version, head.version))
      .params({ table: this.table.name });
    const written = await writeAll(this.table, [], [latest, ...companions]);
    if (written.kind !== "written") return "lost";
    this.heads.set(board, ABSENT);
    return "changed";
  }

  /** What is remembered proves nothing if another process has published since: then this state may have to go out. */
  private async isLatest(board: string, head: Head): Promise<boolean> {
    const key: Key = boardKey(board);
    const item = (await getAll(this.table, [key])).get(keyText(key));
    return Number(item?.version ?? 0) === head.version;
  }
}

const guidanceOf = ({ nextPollSeconds, quietUntil }: Draft) => ({
  nextPollSeconds,
  ...(quietUntil !== undefined && { quietUntil }),
});

/** Of all that makes a version: where it is equal, nothing is published. */
export function fingerprintOf(draft: Draft): string {
  const { content, freshness, companion } = draft;
  return digest(canonical({ content, freshness, ...guidanceOf(draft), companion: companion?.content }));
}

/** The edge keeps a finished board for minutes: whatever replaces it must be pushed. `before`: freshness of what it replaces. */
export function pushOf({ push }: Draft, before: Freshness | undefined): Push | undefined {
  return push ?? (before === "finished" ? "correction" : undefined);
}

function headOf(item: Item): Head {
  const { version, digest, freshness } = item as unknown as Required<Head>;
  return { version, digest, freshness };
}

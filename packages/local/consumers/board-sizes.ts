/** How large boards are, seen on their way into the table: of each kind, the first version and every so many after it. */
import { gzipSync } from "node:zlib";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { decompress } from "@podium/core/board/encoding.ts";
import { LATEST } from "@podium/core/board/key.ts";
import { type BoardKind, boardKind } from "@podium/core/cost/kind.ts";

export const SAMPLE_EVERY = 20;

/** Sums over the samples of a kind. */
export interface SizeSums {
  samples: number;
  jsonBytes: number;
  gzipBytes: number;
  brotliBytes: number;
}

export type Sizes = ReadonlyMap<BoardKind, Readonly<SizeSums>>;

export class BoardSizes {
  private readonly versions = new Map<BoardKind, number>();
  private readonly sums = new Map<BoardKind, SizeSums>();

  attach(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const output = await next(args);
        const { Item, TransactItems = [] } = args.input as {
          Item?: object;
          TransactItems?: { Put?: { Item?: object } }[];
        };
        for (const item of [Item, ...TransactItems.map(({ Put }) => Put?.Item)]) if (item) this.see(item);
        return output;
      },
      { step: "initialize", name: "boardSizes" },
    );
  }

  read(): Sizes {
    return structuredClone(this.sums);
  }

  private see({ board, slot, body }: { board?: unknown; slot?: unknown; body?: unknown }): void {
    if (typeof board !== "string" || slot !== LATEST || !(body instanceof Uint8Array)) return;
    const kind = boardKind(board);
    if (kind === undefined) return;
    const before = this.versions.get(kind) ?? 0;
    this.versions.set(kind, before + 1);
    if (before % SAMPLE_EVERY === 0) this.sample(kind, body);
  }

  private sample(kind: BoardKind, body: Uint8Array): void {
    const sums = this.sums.get(kind) ?? { samples: 0, jsonBytes: 0, gzipBytes: 0, brotliBytes: 0 };
    this.sums.set(kind, sums);
    const json = decompress(body);
    sums.samples += 1;
    sums.jsonBytes += Buffer.byteLength(json);
    sums.gzipBytes += gzipSync(json).length;
    sums.brotliBytes += body.length;
  }
}

/** `npm run pages -- --from https://podium.example`: documents for the links of a stage, from what the stage knows. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { writePages } from "./pages.ts";

const TIMEOUT_MS = 30_000;

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
  },
});
try {
  await main(values);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main({ from, dist }: typeof values): Promise<void> {
  if (from === undefined || !URL.canParse(from)) {
    throw new TypeError(
      "--from names the stage whose pages are written: npm run pages -- --from https://podium.example",
    );
  }
  const startMs = performance.now();
  const search = await searchBoard(new URL("/api/search", from));
  const pages = await writePages(dist, search, from);
  console.log(`${pages} pages below ${dist}, ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

async function searchBoard(url: URL): Promise<SearchBoard> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: Error) => {
    throw new Error(
      `${url} gives no answer: ${cause.cause instanceof Error ? cause.cause.message : cause.message}`,
      { cause },
    );
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return (await response.json()) as SearchBoard;
}

/** The page of known differences, read as data. */
import { readFileSync } from "node:fs";

const PAGE = new URL("../../docs/results-known-differences.md", import.meta.url);

/** Reason by event id, for one Games: the bullets ``- `EVENT` – reason`` under the heading `## <games>`. */
export function knownDifferences(games: string, page = readFileSync(PAGE, "utf8")): Map<string, string> {
  const section = page.split(/^## /m).find((part) => part.split("\n")[0]?.trim() === games) ?? "";
  return new Map(
    [...section.matchAll(/^- `([A-Z0-9.]+)` – (.+)$/gm)].map(([, event = "", reason = ""]) => [
      event,
      reason,
    ]),
  );
}

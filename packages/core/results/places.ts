/**
 * A finish place that another entry of the unit has already. Asked of people alone: they see the answer and mend it. A feed
 * swaps two places with two messages, in either order; refusing the first would lose it.
 */
import type { Table } from "../table/client.ts";
import { type Command, Rejected } from "./commands.ts";
import { loadUnit } from "./load.ts";
import { checkPlaces } from "./ranking/check.ts";
import { eventIdOf } from "./rsc.ts";
import type { Mark } from "./schema.ts";

/** One query where the command gives a place; else none. */
export async function placeTaken(table: Table, command: Command): Promise<Rejected | undefined> {
  if (command.type !== "mark" && command.type !== "correction") return undefined;
  const { unit, competitor, mark } = command;
  if (mark.finishPlace === undefined) return undefined;
  const stored = await loadUnit(table, eventIdOf(unit), unit);
  const others = stored.flatMap((fact) =>
    fact.__edb_e__ === "mark" && fact.competitor !== competitor && fact.value !== undefined
      ? [{ competitor: fact.competitor ?? "", mark: fact.value as Mark }]
      : [],
  );
  const problem = checkPlaces([...others, { competitor, mark }]).find(
    (found) => found.competitor === competitor,
  );
  if (problem === undefined) return undefined;
  const field = `mark.${problem.field}`;
  return new Rejected({
    code: "INVALID_MARK",
    detail: `${field}: ${problem.rule}`,
    field,
    rule: problem.rule,
  });
}

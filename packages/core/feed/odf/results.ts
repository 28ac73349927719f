/** DT_RESULT: who starts in a unit, what came of it, and how far its results are. */
import { inUnit, type Statement } from "../../results/facts.ts";
import { eventId, eventIdOf, parse } from "../../results/rsc.ts";
import { entryOf } from "./entries.ts";
import { childrenOf, invalid } from "./fields.ts";
import { markOf } from "./marks.ts";
import { matchOf } from "./matches.ts";
import type { OdfMessage } from "./message.ts";
import type { OdfElement } from "./xml.ts";

export function resultStatements(
  { identity, root, status }: OdfMessage,
  competition: OdfElement,
): Statement[] {
  const unit = identity.documentCode;
  const event = eventIdOf(unit);
  if (!eventId.safeParse(event).success || parse(unit).unit === "") {
    throw invalid(root, "DocumentCode", "is the RSC of a unit");
  }
  const results = childrenOf(competition, "Result");
  const entries: Statement[] = [];
  const marks: Statement[] = [];
  const seen = new Set<string>();
  for (const result of results) {
    const { entry, mark } = factsOf(result, event, unit);
    const { competitor } = entry.key;
    if (seen.has(competitor)) throw invalid(result, "Competitor.Code", "is in the message twice");
    seen.add(competitor);
    entries.push(entry);
    if (mark !== undefined) marks.push(mark);
  }
  const match = matchOf(unit, competition, results);
  return [
    ...entries,
    ...marks,
    ...(match === null ? [] : [{ key: inUnit("match", unit), value: match }]),
    ...(status === null ? [] : [{ key: inUnit("status", unit), value: status }]),
  ];
}

interface ResultFacts {
  unit: string;
  entry: Statement & { key: { competitor: string } };
  mark: Statement | undefined;
}

/** Of elements that are read once for many versions of a document. */
const known = new WeakMap<OdfElement, ResultFacts>();

function factsOf(result: OdfElement, event: string, unit: string): ResultFacts {
  const before = known.get(result);
  if (before?.unit === unit) return before;
  const value = entryOf(result);
  const { competitor } = value;
  const mark = markOf(unit, result);
  const facts: ResultFacts = {
    unit,
    entry: { key: { fact: "entry", event, unit, competitor }, value },
    mark: mark && { key: { fact: "mark", event, unit, competitor }, value: mark },
  };
  known.set(result, facts);
  return facts;
}

/** What an ODF message states, as facts. */
import type { Statement } from "../../results/facts.ts";
import { childrenOf } from "./fields.ts";
import type { DocumentType, OdfMessage } from "./message.ts";
import { groupStatements, participantStatements } from "./participants.ts";
import { resultStatements } from "./results.ts";
import { scheduleStatements } from "./schedule.ts";
import type { OdfElement } from "./xml.ts";

const BY_TYPE: Readonly<Record<DocumentType, (message: OdfMessage, competition: OdfElement) => Statement[]>> =
  {
    DT_SCHEDULE: scheduleStatements,
    DT_SCHEDULE_UPDATE: scheduleStatements,
    DT_PARTIC: participantStatements,
    DT_PARTIC_TEAMS: groupStatements,
    DT_RESULT: resultStatements,
    // Ranks over several units, and medals, are worked out here from the marks: what the feed believes is only compared.
    DT_CUMULATIVE_RESULT: () => [],
    DT_MEDALS: () => [],
    DT_MEDALLISTS: () => [],
  };

/**
 * All that the message states: the full truth of its identity. What others refer to comes first. A message that takes another
 * back states nothing.
 * @throws Rejected for content that breaks a rule: INVALID, INVALID_MARK, with field and rule, `Result[3].IRM`
 */
export function statementsOf(message: OdfMessage): Statement[] {
  const state = BY_TYPE[message.identity.type as DocumentType];
  return childrenOf(message.root, "Competition").flatMap((competition) => state(message, competition));
}

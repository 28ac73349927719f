/**
 * The envelope of an ODF message: who says what about which document, in which version.
 * Source: ODF Foundation Principles, "ODF header values".
 */
import { DISCIPLINES } from "../../results/ranking/irm.ts";
import { type ResultStatus, resultStatus } from "../../results/schema.ts";
import { instantOf } from "./clock.ts";
import { childrenOf, invalid, oneOf, required, rscOf } from "./fields.ts";
import type { Parts } from "./parts.ts";
import { VOCABULARY } from "./vocabulary.ts";
import { type OdfElement, parseXml } from "./xml.ts";

/** What two messages have in common when one is a version of the other. An absent attribute is "". */
export interface Identity {
  competition: string;
  documentCode: string;
  subcode: string;
  type: string;
  subtype: string;
  language: string;
  source: string;
}

export interface OdfMessage {
  identity: Identity;
  /** 1.. */
  version: number;
  status: ResultStatus | null;
  /** FeedFlag T. */
  test: boolean;
  /** When it was made: an instant in UTC. */
  at: string;
  /** The competition day, `2022-02-12`. */
  logicalDate: string;
  /** False: a message without `Competition`: it takes the same identity and version back. */
  hasContent: boolean;
  root: OdfElement;
  /** Attributes and elements that the adapter doesn't know, by `Element@Attribute`, with counts. Never fatal. */
  unknown: Record<string, number>;
}

export const TYPES = [
  "DT_SCHEDULE",
  "DT_SCHEDULE_UPDATE",
  "DT_PARTIC",
  "DT_PARTIC_TEAMS",
  "DT_RESULT",
  "DT_CUMULATIVE_RESULT",
  "DT_MEDALS",
  "DT_MEDALLISTS",
] as const;
export type DocumentType = (typeof TYPES)[number];

/** The whole Games instead of a discipline. */
export const GENERAL = "GEN";

/**
 * Bytes are UTF-8 XML, already unpacked; `timeZone` is the venue's. With `parts`, what was read before is not read again;
 * they are released when all is used.
 * @throws Rejected NOT_XML, NOT_ODF, BODY_TOO_LARGE, UNKNOWN_TYPE, UNKNOWN_DISCIPLINE, INVALID, naming field and rule
 */
export function parseMessage(bytes: Uint8Array, timeZone: string, parts?: Parts): OdfMessage {
  const { root, unknown } = parseXml(bytes, "OdfBody", VOCABULARY, parts);
  const identity = identityOf(root);
  const logicalDate = required(root, "LogicalDate");
  required(root, "FeedFlag");
  const contents = childrenOf(root, "Competition");
  if (contents.length > 1) throw invalid(root, "Competition", "is there at most once");
  if (dayMs(logicalDate) === undefined) throw invalid(root, "LogicalDate", "is a day, like 2022-02-12");
  return {
    identity,
    version: versionOf(root),
    status: oneOf(root, "ResultStatus", resultStatus.options) ?? null,
    test: oneOf(root, "FeedFlag", ["P", "T"]) === "T",
    at: new Date(instantOf(timeZone, shownMs(root))).toISOString(),
    logicalDate,
    hasContent: contents.length === 1,
    root,
    unknown,
  };
}

/** Text that names an identity, stable: for keys. At most 290 characters of letters, digits and `_.:+@-/`. */
export function identityText(identity: Identity): string {
  const { competition, documentCode, subcode, type, subtype, language, source } = identity;
  return [competition, documentCode, subcode, type, subtype, language, source].join("/");
}

/** Messages of one unit, or of one document, go one after the other: `OWG2022/SSKM500M--------------FNL-000100--`. */
export function laneOf({ competition, documentCode }: Identity): string {
  return `${competition}/${documentCode}`;
}

const NAME = /^[\w.:+@-]{1,40}$/;

function identityOf(root: OdfElement): Identity {
  const name = (attribute: string): string => {
    const text = root.attributes[attribute] ?? "";
    if (text === "" || NAME.test(text)) return text;
    throw invalid(root, attribute, "is at most 40 letters, digits and _.:+@-");
  };
  const competition = required(root, "CompetitionCode");
  if (!/^[A-Z0-9]{4,12}$/.test(competition)) {
    throw invalid(root, "CompetitionCode", "is a competition code, like OWG2022");
  }
  const documentCode = rscOf(root, "DocumentCode");
  const discipline = documentCode.slice(0, 3);
  if (discipline !== GENERAL && !DISCIPLINES.has(discipline)) {
    const rule = `begins with a discipline: ${[...DISCIPLINES].join(", ")} or ${GENERAL}`;
    throw invalid(root, "DocumentCode", rule, "UNKNOWN_DISCIPLINE");
  }
  const type = required(root, "DocumentType");
  if (!TYPES.includes(type as DocumentType)) {
    throw invalid(root, "DocumentType", `is one of ${TYPES.join(", ")}`, "UNKNOWN_TYPE");
  }
  required(root, "Source");
  return {
    competition,
    documentCode,
    subcode: name("DocumentSubcode"),
    type,
    subtype: name("DocumentSubtype"),
    language: name("Language"),
    source: name("Source"),
  };
}

function versionOf(root: OdfElement): number {
  const text = required(root, "Version");
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw invalid(root, "Version", "is a whole number from 1 to 999999999");
}

function dayMs(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 2022-02-30 for a day in March.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : ms;
}

/** What the clocks at the venue showed. */
function shownMs(root: OdfElement): number {
  const day = dayMs(required(root, "Date"));
  if (day === undefined) throw invalid(root, "Date", "is a day, like 2022-02-12");
  const [, hours, minutes, seconds, ms] =
    /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)(\d{3})$/.exec(required(root, "Time")) ?? [];
  if (ms === undefined) throw invalid(root, "Time", "is a time of day as HHMMSSmmm");
  return day + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
}

/**
 * What the console says and hears. Each schema is the check at the door, the type, and the description in
 * `docs/api/openapi.json`. Instants are ISO 8601 UTC, durations and points whole numbers with the unit in the name.
 */
import { PERMISSIONS } from "@podium/core/access/permission.ts";
import { FORMATS, STATES } from "@podium/core/feed/message.ts";
import { command as anyCommand, messageId } from "@podium/core/results/commands.ts";
import { eventId, rsc } from "@podium/core/results/rsc.ts";
import {
  competitor,
  competitorId,
  day,
  entry,
  event,
  mark,
  match,
  noc,
  resultStatus,
  unit,
} from "@podium/core/results/schema.ts";
import { CHARGES, precedence, scope } from "@podium/core/results/sources.ts";
import { plainText, reason } from "@podium/core/text.ts";
import * as z from "zod";

const instant = z.iso.datetime();
const count = z.int().min(0);
const version = z.int().min(0).describe("0: there is nothing yet");
const discipline = z.string().regex(/^[A-Z]{3}$/, "is not a discipline code: three capitals, like ALP");
const sourceId = z.string().regex(/^[\w.:@-]{1,64}$/, "is not the name of a source");
/** Made by the console, once for each wish: the same id again changes nothing. */
const wishId = messageId;

/** A fact as it stands, with the version that a change of it has to name. */
const versioned = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    version,
    value: value.nullable(),
    /** By the source's clock. */
    at: instant.nullable(),
    /** Of the message or command that set it. */
    id: z.string().nullable(),
    /** Of a correction. */
    reason: z.string().nullable(),
  });

export const competitorRef = z.strictObject({
  id: z.string(),
  name: z.string(),
  noc: z.string(),
  members: z.array(z.strictObject({ id: z.string(), name: z.string(), noc: z.string() })).optional(),
});

const disciplineRef = z.strictObject({ code: z.string(), name: z.string() });
const eventStatus = z.enum([
  ...resultStatus.options,
  "SCHEDULED",
  "POSTPONED",
  "DELAYED",
  "RESCHEDULED",
  "CANCELLED",
]);

// Who I am

export const settings = z.strictObject({
  version,
  /** OFFICIAL, and what comes after it, take a second person. */
  fourEyes: z.boolean(),
  /** How long a proposal waits for that person. */
  proposalMinutes: z.int().min(1).max(1440),
});
export type Settings = z.infer<typeof settings>;

export const me = z.strictObject({
  userId: z.string(),
  roles: z.array(z.enum(["admin", "scorer", "viewer"])),
  disciplines: z.array(z.string()).nullable().describe("where a scorer may write; null: everywhere"),
  permissions: z.array(z.enum(PERMISSIONS)),
  settings,
  /** Of the server: the console's clock follows it. */
  now: instant,
});

// My events

export const unitLine = z.strictObject({
  unit: z.string(),
  event: z.strictObject({ id: z.string(), name: z.string() }),
  discipline: disciplineRef,
  phase: z.string(),
  name: z.string(),
  kind: z.enum(["unit", "match"]),
  day: z.string(),
  start: instant,
  end: instant,
  venue: z.string(),
  status: eventStatus,
  /** Those who ask may write in it. */
  mine: z.boolean(),
  /** Proposals that wait for a second person. */
  proposals: count,
});

export const dayOfUnits = z.strictObject({ day: z.string(), now: instant, units: z.array(unitLine) });

// A unit whole

export const proposal = z.strictObject({
  /** That of the command. */
  id: z.string(),
  event: z.string(),
  unit: z.string(),
  command: z.looseObject({ type: z.string() }),
  expectedVersion: version.nullable(),
  state: z.enum(["open", "confirmed", "refused", "expired"]),
  proposedBy: z.string(),
  proposedAt: instant,
  expiresAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  /** Why it was refused. */
  decision: z.string().nullable(),
});

export const unitEntry = z.strictObject({
  competitor: competitorRef,
  entry: versioned(entry),
  mark: versioned(mark),
  /** As things stand; null without one. */
  rank: z.int().nullable(),
  rankEqual: z.boolean(),
  irm: z.string().nullable(),
  gapMs: z.int().nullable(),
});

export const unitWhole = z.strictObject({
  event: z.strictObject({
    id: z.string(),
    name: z.string(),
    discipline: disciplineRef,
    gender: z.string(),
    status: eventStatus,
    competitorKind: event.shape.competitorKind,
  }),
  unit: versioned(unit),
  status: versioned(resultStatus),
  /** Where it can go from here. */
  next: z.array(resultStatus),
  /** What stands between it and OFFICIAL. */
  missing: z.array(z.strictObject({ competitor: z.string().nullable(), rule: z.string() })),
  /** Since it was official the first time only corrections count; null: never was. */
  officialAt: instant.nullable(),
  /** What a mark of it holds. */
  measure: z.strictObject({
    mark: z.enum(["time", "points", "jump-and-race", "any"]),
    maxRuns: z.int().nullable(),
    irms: z.array(z.string()),
  }),
  entries: z.array(unitEntry),
  match: versioned(match),
  /** The source whose results count, beside people; null: that of the first result. */
  charge: z.enum(CHARGES).nullable(),
  /** The order of the sources that counts here, and what it is set for; null: nothing is set. */
  precedence: z.strictObject({ order: precedence, scope: scope.nullable() }),
  proposals: z.array(proposal),
  mine: z.boolean(),
  now: instant,
});

// Commands

/**
 * A command as docs/feed.md describes it. `at` is when it became true, where it was typed before it could be sent; it
 * never lies ahead of the server's clock. `expectedVersion` is that of the one fact that the command changes.
 */
export const commandRequest = z.strictObject({
  command: z.looseObject({ id: wishId, type: z.string(), at: instant.optional() }),
  expectedVersion: version.optional(),
});

export const commandAnswer = z.strictObject({
  outcome: z.enum(["taken", "duplicate", "proposed"]),
  /** Of a command that changes one fact: as it is now. */
  fact: versioned(z.unknown()).nullable(),
  /** It waits for a second person. */
  proposal: proposal.nullable(),
});

// Preview

const place = z.strictObject({
  rank: z.int().nullable(),
  irm: z.string().nullable(),
  result: z.looseObject({}).nullable(),
  medal: z.enum(["gold", "silver", "bronze"]).nullable(),
});
const medalCounts = z.strictObject({
  rank: z.int(),
  gold: count,
  silver: count,
  bronze: count,
  total: count,
  rankByTotal: z.int(),
});

export const previewRequest = z.strictObject({
  /** All about one event. */
  commands: z.array(commandRequest.shape.command).min(1).max(90),
});

export const preview = z.strictObject({
  /** Commands that would be refused as things stand, each looked at by itself. */
  refused: z.array(
    z.strictObject({
      id: z.string(),
      code: z.string(),
      field: z.string().nullable(),
      rule: z.string().nullable(),
    }),
  ),
  event: z.strictObject({ id: z.string(), name: z.string(), before: eventStatus, after: eventStatus }),
  /** Those whose line of the standings changes, in the new order. */
  standings: z.array(
    z.strictObject({ competitor: competitorRef, before: place.nullable(), after: place.nullable() }),
  ),
  /** Of the units that the commands name: those whose place in it changes. */
  units: z.array(
    z.strictObject({
      unit: z.string(),
      before: eventStatus,
      after: eventStatus,
      entries: z.array(
        z.strictObject({
          competitor: competitorRef,
          before: place.omit({ medal: true, result: true }).nullable(),
          after: place.omit({ medal: true, result: true }).nullable(),
        }),
      ),
    }),
  ),
  /** Countries whose line of the medal table changes. */
  medalTable: z.array(
    z.strictObject({
      noc: z.string(),
      name: z.string(),
      before: medalCounts.nullable(),
      after: medalCounts.nullable(),
    }),
  ),
});

// Four eyes

export const proposals = z.strictObject({ proposals: z.array(proposal) });
export const decisionRequest = z.strictObject({ reason });

// Import

export const IMPORT_LIMIT_CHARACTERS = 1024 * 1024;

export const importRequest = z.strictObject({
  /** Of this import: applied once, however often it is sent. */
  id: messageId.max(80),
  format: z.enum(["csv", "ndjson"]),
  /** That the rows are about, where they have no column for it. */
  unit: rsc.optional(),
  text: z.string().max(IMPORT_LIMIT_CHARACTERS, "is over a million characters"),
  dryRun: z.boolean(),
});

export const importLine = z.strictObject({
  /** 1.. as in the file. */
  line: z.int(),
  outcome: z.enum(["would-change", "unchanged", "taken", "duplicate", "proposed", "rejected"]),
  /** What it is about, in words. */
  about: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  code: z.string().optional(),
  field: z.string().optional(),
  rule: z.string().optional(),
});

export const importReport = z.strictObject({
  dryRun: z.boolean(),
  lines: z.array(importLine),
  summary: z.record(importLine.shape.outcome, count),
});

// Audit

const change = z.strictObject({
  /** `mark ALPMDH … 1001` */
  fact: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const auditEntry = z.strictObject({
  trail: z.string(),
  entry: z.string(),
  actor: z.string(),
  /** Who wished it, where two took part. */
  proposedBy: z.string().nullable(),
  recordedAt: instant,
  at: instant,
  command: z.string(),
  message: z.string(),
  reason: z.string().nullable(),
  changes: z.array(change),
});

export const auditQuery = z.strictObject({
  /** One of the three. The trail is an event, `games`, `feed-keys`, `access`, `edge` or `settings`. */
  trail: z
    .string()
    .regex(/^[\w.-]{1,40}$/, "is not a trail")
    .optional(),
  actor: z
    .string()
    .regex(/^(feed|user|system):.{1,128}$/, "is not an actor, like user:anna")
    .optional(),
  day: day.optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  /** The entries before it, as the last answer said. */
  before: z
    .string()
    .regex(/^[0-9A-Z]{26}$/, "is not an entry")
    .optional(),
});

export const auditPage = z.strictObject({
  /** Newest first. */
  entries: z.array(auditEntry),
  /** Where it goes on; null: that was all. */
  before: z.string().nullable(),
});

// Messages and feeds

export const messageRecord = z.strictObject({
  source: z.string(),
  message: z.string(),
  format: z.enum(FORMATS),
  state: z.enum(STATES),
  receivedAt: instant,
  lane: z.string().nullable(),
  identity: z.string().nullable(),
  version: z.int().nullable(),
  code: z.string().nullable(),
  field: z.string().nullable(),
  rule: z.string().nullable(),
  detail: z.string().nullable(),
  waitsFor: z.string().nullable(),
});

export const messageQuery = z.strictObject({
  /** Of arrival, UTC. */
  day: day.optional(),
  state: z.enum(STATES).optional(),
  source: sourceId.optional(),
  /** A unit, an event, a discipline. */
  lane: z.string().max(64).optional(),
});

export const messageList = z.strictObject({ messages: z.array(messageRecord) });
export const messageShown = z.strictObject({
  record: messageRecord,
  /** As it came. */
  text: z.string().nullable(),
});
export const wish = z.strictObject({ id: wishId });
export const reasonedWish = z.strictObject({ id: wishId, reason });
export const messageState = z.strictObject({ record: messageRecord });

/** The mended message goes through as a command of the person who mended it. */
export const mendRequest = z.strictObject({ command: commandRequest.shape.command });

export const feedLine = z.strictObject({
  source: z.string(),
  format: z.enum(FORMATS),
  /** By our clock. */
  lastAt: instant,
  messagesPerMinute: count,
  /** How many of those since `from` came to what. */
  states: z.partialRecord(z.enum(STATES), count),
  /** Medians; null where there is nothing to measure. A sender whose clock runs ahead is below 0. */
  sentToTakenMs: z.int().nullable(),
  takenToSettledMs: z.int().nullable(),
  /** Of the events that it speaks of: from the newest fact to the board. */
  settledToBoardMs: z.int().nullable(),
  /** Versions that are missing between those that came. */
  gaps: count,
});
export const feeds = z.strictObject({
  feeds: z.array(feedLine),
  /** Units that are on and of which who is in charge has said nothing for ten seconds. */
  silent: z.array(z.strictObject({ unit: z.string(), lastAt: instant })),
  /** Figures are about the time since then: five minutes, less where much comes. */
  from: instant,
  now: instant,
});

/** `manual` takes the unit over by hand: what feeds say of it is kept and doesn't count. */
export const chargeRequest = z.strictObject({ id: wishId, source: z.enum(CHARGES), reason });
export const chargeAnswer = z.strictObject({ unit: z.string(), source: z.enum(CHARGES) });

export const precedences = z.strictObject({
  precedences: z.array(z.strictObject({ scope, order: precedence })),
  /** Where nothing is set. */
  default: precedence,
});
/** `order` null: none of its own, that of the discipline or the Games counts. */
export const precedenceRequest = z.strictObject({ id: wishId, order: precedence.nullable(), reason });

const feedRole = z.enum(["official", "timing"]);

export const feedKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: feedRole,
  disciplines: z.array(z.string()),
  validUntil: instant,
  messagesPerSecond: z.int(),
  burst: z.int(),
  madeAt: instant,
  revokedAt: instant.nullable(),
  secretsMadeAt: z.array(instant),
});
export const feedKeys = z.strictObject({ keys: z.array(feedKey) });
export const newFeedKey = z.strictObject({
  id: z.string(),
  name: plainText(120),
  role: feedRole.optional(),
  disciplines: z.array(discipline).max(50).optional(),
  validUntil: instant.optional(),
  messagesPerSecond: z.int().optional(),
  burst: z.int().optional(),
});
export const madeFeedKey = z.strictObject({
  key: feedKey,
  /** Said once; nothing remembers it. */
  apiKey: z.string(),
});

// Edge

export const boardState = z.strictObject({
  board: z.string(),
  version,
  freshness: z.string(),
  updatedAt: instant,
  /** Of the newest fact in it, by the source's clock. */
  factAt: instant,
  ageSeconds: count,
  /** From the write of its newest fact to its own; null where that isn't known. */
  lagMs: z.int().nullable(),
});
export const edgeBudget = z.strictObject({ month: z.string(), used: count, limit: count });
export const edgeQuery = z.strictObject({
  /** Boards of its events, beside those of the whole Games. */
  discipline: discipline.optional(),
});
export const edgeState = z.strictObject({
  boards: z.array(boardState),
  budget: edgeBudget,
  now: instant,
});
export const invalidationRequest = z.strictObject({
  id: wishId,
  scope: z.discriminatedUnion("what", [
    z.strictObject({
      what: z.literal("board"),
      board: z.string().regex(/^[\w./-]{1,120}$/, "is not a board"),
    }),
    z.strictObject({ what: z.literal("discipline"), discipline }),
    z.strictObject({ what: z.literal("everything") }),
  ]),
  reason,
  /** Says only what it would cost. */
  dryRun: z.boolean().optional(),
});
export const invalidation = z.strictObject({
  done: z.boolean(),
  /** Tags or paths as they are billed. */
  items: z.array(z.string()),
  /** Millionths of a dollar, at list price beyond the free thousand a month. */
  costMicroUsd: count,
  budget: edgeBudget,
});

// Managing

export const eventList = z.strictObject({
  events: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      discipline: disciplineRef,
      status: eventStatus,
      start: instant.nullable(),
      units: count,
    }),
  ),
});
export const eventWhole = z.strictObject({
  event: versioned(event),
  units: z.array(versioned(unit)),
  /** Names of all who are in it. */
  competitors: z.array(competitorRef),
});
export const competitorQuery = z.strictObject({
  /** Part of the name, or the id. */
  search: z.string().max(60).optional(),
  noc: noc.optional(),
});
export const competitorList = z.strictObject({
  competitors: z.array(versioned(competitor)),
  /** There are more than were sent. */
  more: z.boolean(),
});

export const user = z.strictObject({
  username: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  groups: z.array(z.string()),
  enabled: z.boolean(),
  /** `CONFIRMED`, or that a first sign-in is still to come. */
  status: z.string(),
});
export const users = z.strictObject({ users: z.array(user), groups: z.array(z.string()) });
const username = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, "is 2 to 40 of small letters, digits, dot, underline and hyphen");
const groups = z.array(z.string()).max(30, "are more than 30");
export const newUser = z.strictObject({
  username,
  name: plainText(120),
  email: z.email("is not an email address"),
  groups,
});
export const madeUser = z.strictObject({
  user,
  /** Good for the first sign-in, once. Said once. */
  temporaryPassword: z.string(),
});
export const groupsRequest = z.strictObject({ groups });

export const settingsRequest = settings.omit({ version: true }).extend({ expectedVersion: version });

// Errors

/** Problem details, RFC 9457. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  field: z.string().optional(),
  rule: z.string().optional(),
  /** Of a conflict: what was wished, and what is there. */
  yours: z.unknown().optional(),
  theirs: versioned(z.unknown()).extend({ by: z.string().nullable() }).optional(),
});

// Parameters of paths

export const parameters = {
  day,
  unit: rsc,
  event: eventId,
  competitor: competitorId,
  proposal: messageId,
  source: sourceId,
  message: z.string().regex(/^[\w.:/+@-]{1,100}$/, "is not a message id"),
  scope,
  key: z.string().regex(/^[a-z0-9-]{1,32}$/, "is not the id of a key"),
  username,
} as const;
export type Parameter = keyof typeof parameters;

/** As docs/feed.md has them. */
export const command = anyCommand;

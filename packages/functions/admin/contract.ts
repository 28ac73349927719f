/**
 * The console's API, one line an operation: where it is, what it takes, what it answers. Handlers, the description in
 * `docs/api/openapi.json` and the console's client are all made from it.
 */
import type { Permission } from "@podium/core/access/permission.ts";
import type * as z from "zod";
import * as schema from "./schema.ts";

export interface Operation {
  method: "GET" | "POST" | "PUT";
  /** After `/api/admin`; `{unit}` and the like are `schema.parameters`. */
  path: string;
  summary: string;
  /** What it takes at least. Commands are asked again by what they change, and where. */
  permission: Permission;
  query?: z.ZodType;
  body?: z.ZodType;
  answer: z.ZodType;
  /** It can answer 202: what was wished waits for a second person. */
  mayWait?: boolean;
  /** The answer is a file of this type. */
  file?: "text/csv";
}

export const PREFIX = "/api/admin";

export const operations = {
  me: {
    method: "GET",
    path: "/me",
    summary: "Who I am, what I may do, and the settings of the console",
    permission: "console:read",
    answer: schema.me,
  },
  unitsOfDay: {
    method: "GET",
    path: "/days/{day}/units",
    summary: "The units of a competition day with their status",
    permission: "console:read",
    answer: schema.dayOfUnits,
  },
  events: {
    method: "GET",
    path: "/events",
    summary: "All events with their status",
    permission: "console:read",
    answer: schema.eventList,
  },
  event: {
    method: "GET",
    path: "/events/{event}",
    summary: "An event and its units as stored, with the version of each",
    permission: "console:read",
    answer: schema.eventWhole,
  },
  unit: {
    method: "GET",
    path: "/units/{unit}",
    summary:
      "A unit whole: entries, marks, match and status with the version of each fact, ranks as things stand",
    permission: "console:read",
    answer: schema.unitWhole,
  },
  competitors: {
    method: "GET",
    path: "/competitors",
    summary: "Competitors by part of the name, at most 50",
    permission: "console:read",
    query: schema.competitorQuery,
    answer: schema.competitorList,
  },
  command: {
    method: "POST",
    path: "/commands",
    summary: "Carries out a command: a mark, a match, a status, a correction, a start list, master data",
    permission: "console:read",
    body: schema.commandRequest,
    answer: schema.commandAnswer,
    mayWait: true,
  },
  preview: {
    method: "POST",
    path: "/previews",
    summary: "What commands would change: ranks, medals, medal table. Nothing is written",
    permission: "console:read",
    body: schema.previewRequest,
    answer: schema.preview,
  },
  proposals: {
    method: "GET",
    path: "/proposals",
    summary: "What waits for a second person",
    permission: "console:read",
    answer: schema.proposals,
  },
  proposal: {
    method: "GET",
    path: "/proposals/{proposal}",
    summary: "One proposal and what became of it",
    permission: "console:read",
    answer: schema.proposal,
  },
  confirmProposal: {
    method: "POST",
    path: "/proposals/{proposal}/confirm",
    summary: "Carries the proposal out; takes someone else than who made it",
    permission: "results:write",
    answer: schema.commandAnswer,
  },
  refuseProposal: {
    method: "POST",
    path: "/proposals/{proposal}/refuse",
    summary: "Refuses a proposal, or takes one's own back",
    permission: "results:write",
    body: schema.decisionRequest,
    answer: schema.proposal,
  },
  import: {
    method: "POST",
    path: "/imports",
    summary: "Start lists and results from CSV or NDJSON, line by line; a dry run says what would happen",
    permission: "results:write",
    body: schema.importRequest,
    answer: schema.importReport,
  },
  audit: {
    method: "GET",
    path: "/audit",
    summary: "The audit trail of an event, an actor or a day, newest first",
    permission: "console:read",
    query: schema.auditQuery,
    answer: schema.auditPage,
  },
  auditFile: {
    method: "GET",
    path: "/audit.csv",
    summary: "The same as CSV, one line for each fact that was changed",
    permission: "console:read",
    query: schema.auditQuery,
    answer: schema.auditPage,
    file: "text/csv",
  },
  messages: {
    method: "GET",
    path: "/messages",
    summary: "Messages of the feeds: rejected, held, dead and all others, by day or by lane",
    permission: "console:read",
    query: schema.messageQuery,
    answer: schema.messageList,
  },
  message: {
    method: "GET",
    path: "/messages/{source}/{message}",
    summary: "One message as it came",
    permission: "console:read",
    answer: schema.messageShown,
  },
  replayMessage: {
    method: "POST",
    path: "/messages/{source}/{message}/replay",
    summary: "Sends it through once more; safe at any time",
    permission: "feed:write",
    body: schema.wish,
    answer: schema.messageState,
  },
  discardMessage: {
    method: "POST",
    path: "/messages/{source}/{message}/discard",
    summary: "Takes a held, rejected or dead message out of the lists of what needs care",
    permission: "feed:write",
    body: schema.reasonedWish,
    answer: schema.messageState,
  },
  mendMessage: {
    method: "POST",
    path: "/messages/{source}/{message}/mend",
    summary: "Carries out what the message should have said, as a command of who mends it",
    permission: "feed:write",
    body: schema.mendRequest,
    answer: schema.commandAnswer,
    mayWait: true,
  },
  feeds: {
    method: "GET",
    path: "/feeds",
    summary:
      "Each source in the last five minutes: how fast it gets through, what became of it; units that nobody reports of",
    permission: "console:read",
    answer: schema.feeds,
  },
  charge: {
    method: "PUT",
    path: "/units/{unit}/charge",
    summary: "Puts a source in charge of a unit; `manual` takes it over by hand",
    permission: "feed:write",
    body: schema.chargeRequest,
    answer: schema.chargeAnswer,
  },
  precedences: {
    method: "GET",
    path: "/precedences",
    summary: "The order of the sources where one is set: for the Games, disciplines, units",
    permission: "console:read",
    answer: schema.precedences,
  },
  setPrecedence: {
    method: "PUT",
    path: "/precedences/{scope}",
    summary:
      "Sets the order of the sources for the Games (`GEN`), a discipline or a unit; counts from the next result on",
    permission: "feed:write",
    body: schema.precedenceRequest,
    answer: schema.precedences,
  },
  feedKeys: {
    method: "GET",
    path: "/feed-keys",
    summary: "The keys of the feeds, without their secrets",
    permission: "feed-keys:write",
    answer: schema.feedKeys,
  },
  makeFeedKey: {
    method: "POST",
    path: "/feed-keys",
    summary: "Makes a key; its secret is said once",
    permission: "feed-keys:write",
    body: schema.newFeedKey,
    answer: schema.madeFeedKey,
  },
  rotateFeedKey: {
    method: "POST",
    path: "/feed-keys/{key}/rotate",
    summary: "A new secret; the one before stays good until the next rotation",
    permission: "feed-keys:write",
    answer: schema.madeFeedKey,
  },
  revokeFeedKey: {
    method: "POST",
    path: "/feed-keys/{key}/revoke",
    summary: "Ends a key for good",
    permission: "feed-keys:write",
    answer: schema.feedKey,
  },
  edge: {
    method: "GET",
    path: "/edge",
    summary: "Publish state of the boards, and what is left of the month's invalidations",
    permission: "console:read",
    query: schema.edgeQuery,
    answer: schema.edgeState,
  },
  invalidate: {
    method: "POST",
    path: "/edge/invalidations",
    summary: "Makes the edge forget a board, a discipline, everything; says what it costs",
    permission: "edge:invalidate",
    body: schema.invalidationRequest,
    answer: schema.invalidation,
  },
  users: {
    method: "GET",
    path: "/users",
    summary: "Who may sign in, and their groups",
    permission: "users:write",
    answer: schema.users,
  },
  makeUser: {
    method: "POST",
    path: "/users",
    summary: "A new user with a password for the first sign-in",
    permission: "users:write",
    body: schema.newUser,
    answer: schema.madeUser,
  },
  setGroups: {
    method: "PUT",
    path: "/users/{username}/groups",
    summary: "Sets what a user may do; the last admin stays one",
    permission: "users:write",
    body: schema.groupsRequest,
    answer: schema.user,
  },
  disableUser: {
    method: "POST",
    path: "/users/{username}/disable",
    summary: "Nobody signs in with it any more, and its sessions end; the last admin stays",
    permission: "users:write",
    answer: schema.user,
  },
  enableUser: {
    method: "POST",
    path: "/users/{username}/enable",
    summary: "Lets a disabled user sign in again",
    permission: "users:write",
    answer: schema.user,
  },
  signOutUser: {
    method: "POST",
    path: "/users/{username}/sign-out",
    summary: "Ends the sessions of a user everywhere; access tokens last for their minutes",
    permission: "users:write",
    answer: schema.user,
  },
  settings: {
    method: "PUT",
    path: "/settings",
    summary: "Four eyes, and how long a proposal waits",
    permission: "users:write",
    body: schema.settingsRequest,
    answer: schema.settings,
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** What an operation is asked with: parameters of the path as text, query and body as its schemas have them. */
export type Asked<N extends OperationName> = {
  parameters: Readonly<Partial<Record<schema.Parameter, string>>>;
  query: (typeof operations)[N] extends { query: infer S extends z.ZodType } ? z.output<S> : undefined;
  body: (typeof operations)[N] extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
};

export type Answer<N extends OperationName> = z.input<(typeof operations)[N]["answer"]>;

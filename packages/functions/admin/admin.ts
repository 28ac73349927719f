/** `/api/admin/…`: the console's API. Who asks is verified here once more, whatever the gateway said. */
import middy from "@middy/core";
import type { Actor } from "@podium/core/access/actor.ts";
import { actorOf, Unauthenticated, unauthenticated } from "@podium/core/access/identity.ts";
import { demand, Forbidden } from "@podium/core/access/permission.ts";
import { auditCsv } from "@podium/core/audit/csv.ts";
import { linePut, TRAILS } from "@podium/core/audit/write.ts";
import { PodiumError } from "@podium/core/errors.ts";
import { Buckets } from "@podium/core/feed/rate.ts";
import { writeAll } from "@podium/core/table/batch.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problems } from "../http/middleware.ts";
import { problem } from "../http/problem.ts";
import type { Verdict } from "./authorizer.ts";
import * as commands from "./commands.ts";
import type { Answer, Asked, OperationName } from "./contract.ts";
import type { AdminDependencies, AdminRequest } from "./desk.ts";
import * as managing from "./managing.ts";
import * as messages from "./messages.ts";
import * as reading from "./reading.ts";
import { inputOf, operationOf } from "./router.ts";

type Handlers = {
  readonly [N in OperationName]: (request: AdminRequest, asked: Asked<N>) => Promise<Answer<N>>;
};

const HANDLERS: Handlers = {
  me: reading.me,
  unitsOfDay: reading.unitsOfDay,
  events: reading.events,
  event: reading.event,
  unit: reading.unit,
  competitors: reading.competitors,
  command: (request, { body }) => commands.command(request, body),
  preview: commands.previewOf,
  proposals: commands.proposals,
  proposal: commands.proposal,
  confirmProposal: commands.confirmProposal,
  refuseProposal: commands.refuseProposal,
  import: commands.importFile,
  audit: reading.audit,
  auditFile: reading.auditFile,
  messages: messages.messages,
  message: messages.message,
  replayMessage: messages.replayMessage,
  discardMessage: messages.discardMessage,
  mendMessage: messages.mendMessage,
  feeds: messages.feeds,
  charge: messages.charge,
  precedences: messages.precedences,
  setPrecedence: messages.setPrecedence,
  feedKeys: managing.feedKeys,
  makeFeedKey: managing.makeFeedKey,
  rotateFeedKey: managing.rotateFeedKey,
  revokeFeedKey: managing.revokeFeedKey,
  edge: reading.edge,
  invalidate: managing.invalidate,
  users: managing.users,
  makeUser: managing.makeUser,
  setGroups: managing.setGroups,
  disableUser: managing.disableUser,
  enableUser: managing.enableUser,
  signOutUser: managing.signOutUser,
  settings: managing.settings,
};

/** Of requests that nobody knows the sender of, so many a second leave a line in the trail: it must not fill the table. */
const STRANGERS = { perSecond: 1, burst: 30 };
const NOBODY = { kind: "system", name: "nobody" } as const satisfies Actor;

type Event = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { lambda?: Partial<Verdict> | null } };
};

export function createAdminHandler(dependencies: AdminDependencies) {
  const { verify, store, now, log, metrics } = dependencies;
  const known = new Set<string>();
  const strangers = new Buckets();

  const handle = async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    let actor: Actor = NOBODY;
    try {
      const user = await identify(event);
      actor = user;
      const found = operationOf(event);
      const { operation } = found;
      demand(user, operation.permission);
      const request = { ...dependencies, actor: user, desk: { table: store.table, actor: user, now, known } };
      const handler = HANDLERS[found.name] as (request: AdminRequest, asked: object) => Promise<object>;
      const answer = await handler(request, inputOf(event, found));
      metrics.count("AdminRequest");
      metrics.flush();
      if (operation.file !== undefined) return fileOf(answer as Answer<"auditFile">);
      const waits = "outcome" in answer && answer.outcome === "proposed";
      return json(waits ? 202 : 200, answer);
    } catch (error) {
      if (error instanceof Unauthenticated || error instanceof Forbidden) await refused(event, actor, error);
      if (error instanceof PodiumError && "more" in error) {
        metrics.flush();
        return problem(error, { instance: event.rawPath, more: error.more as object });
      }
      throw error;
    }
  };

  const identify = async ({ headers, requestContext }: Event) => {
    const claims = await verify(headers.authorization);
    // Without a word of the authorizer this was not reached through the gateway.
    if (requestContext.authorizer?.lambda?.token !== "holds") throw unauthenticated("is seen by the gateway");
    return actorOf(claims);
  };

  /** Told, so that it can be explained a year later; counted, so that an alarm can see it today. */
  const refused = async (event: Event, actor: Actor, error: PodiumError) => {
    const { http, requestId } = event.requestContext;
    metrics.count(error instanceof Forbidden ? "AdminForbidden" : "AdminUnauthenticated");
    log.warn("refused", { path: event.rawPath, code: error.code, rule: error.rule, sourceIp: http.sourceIp });
    if (actor === NOBODY && !strangers.take(NOBODY.name, STRANGERS, now().getTime()).allowed) return;
    const line = {
      actor,
      trail: TRAILS.access,
      command: "refused",
      message: requestId,
      reason: error.message,
      changes: [{ fact: `${http.method} ${event.rawPath.slice(0, 200)}` }],
    };
    await writeAll(store.table, [linePut(store.table, line, now())]);
  };

  return middy<Event, APIGatewayProxyStructuredResultV2>().use(problems(log, metrics)).handler(handle);
}

function json(statusCode: number, answer: object): APIGatewayProxyStructuredResultV2 {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { statusCode, headers, body: JSON.stringify(answer) };
}

function fileOf({ entries }: Answer<"auditFile">): APIGatewayProxyStructuredResultV2 {
  const lines = entries.map(({ proposedBy, reason, ...line }) => ({
    ...line,
    ...(proposedBy !== null && { proposedBy }),
    ...(reason !== null && { reason }),
  }));
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": 'attachment; filename="audit.csv"',
    "cache-control": "no-store",
  };
  return { statusCode: 200, headers, body: auditCsv(lines) };
}

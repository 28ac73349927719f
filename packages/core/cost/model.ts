/** From traffic, measurements and assumptions to a bill. Pure: the same inputs, the same dollars. */
import type { Assumed } from "./assumed.ts";
import { DEPLOYED } from "./deployed.ts";
import { BOARD_KINDS } from "./kind.ts";
import { FUNCTIONS, type Measured } from "./measured.ts";
import {
  beyond,
  EDGE,
  FIREWALL,
  FUNCTION,
  GATEWAY,
  GB,
  OBJECTS,
  QUEUE,
  SIGN_IN,
  TABLE,
  tiered,
  WATCHING,
} from "./prices.ts";
import { monthsOf, requestsOf, type Traffic, updatesOf } from "./traffic.ts";

/** What an engineer can choose. */
export interface Design {
  /** Whether the edge keeps boards at all. */
  cached: boolean;
  /** Pages come back when their board says so, instead of every five seconds. */
  guided: boolean;
  originShield: boolean;
  firewallAtFans: boolean;
  /** One price for the fans' door, whatever goes through it. */
  flatRate: boolean;
  /** Every update pushes its boards, instead of what must not wait. */
  pushAll: boolean;
  /** How much more often pages poll what is on. */
  livePolls: number;
}

export const AS_BUILT: Design = {
  cached: true,
  guided: false,
  originShield: DEPLOYED.originShield,
  firewallAtFans: false,
  flatRate: false,
  pushAll: false,
  livePolls: 1,
};

export interface Inputs {
  traffic: Traffic;
  measured: Measured;
  assumed: Assumed;
  design: Design;
}

export const PARTS = [
  "edgeRequests",
  "edgeTransfer",
  "edgeFunctions",
  "edgePlan",
  "originShield",
  "firewall",
  "gateway",
  "readFunctions",
  "tableReads",
  "tableWrites",
  "storage",
  "streamFunctions",
  "feed",
  "invalidations",
  "logs",
  "watching",
  "signIn",
] as const;

export type Part = (typeof PARTS)[number];

export interface Bill {
  /** USD over all days. */
  totalUsd: number;
  parts: Record<Part, number>;
  perMillionRequestsUsd: number;
  quantities: Quantities;
}

/** Over all days. */
export interface Quantities {
  months: number;
  /** At the fans' door. */
  requests: number;
  transferGb: number;
  /** Mean body of a board as sent, 304s not counted. */
  bodyBytes: number;
  shieldRequests: number;
  /** What reaches API, function and table. */
  originRequests: number;
  boardReadUnits: number;
  updates: number;
  pipelineReadUnits: number;
  writeUnits: number;
  tableGb: number;
  paths: number;
  logGb: number;
  accessLogGb: number;
}

export function costOf(inputs: Inputs): Bill {
  const quantities = quantitiesOf(inputs);
  const parts = { ...edgeParts(inputs, quantities), ...originParts(inputs, quantities) };
  const totalUsd = PARTS.reduce((sum, part) => sum + parts[part], 0);
  const millions = quantities.requests / 1e6;
  const perMillionRequestsUsd = millions === 0 ? 0 : totalUsd / millions;
  return { totalUsd, parts, perMillionRequestsUsd, quantities };
}

function quantitiesOf({ traffic, measured, assumed, design }: Inputs): Quantities {
  const crowd = design.guided
    ? measured.guidance
    : { requestShare: 1, ...measured.edge, ...measured.requests };
  const { app = 0, update = 0, live = 0, pulse = 0, event = 0 } = crowd.shares;
  const more = 1 + (live + pulse + event) * (design.livePolls - 1);
  const requests = requestsOf(traffic) * crowd.requestShare * more;
  const perRequest = means(measured, assumed, crowd.shares);

  const { headerBytes, notModifiedBytes, wireShare } = assumed;
  const appBytes = (measured.app.visitBytes / measured.app.visitRequests) * assumed.appBytesFactor;
  const boardAnswer =
    (1 - crowd.notModifiedShare) * (perRequest.bodyBytes + headerBytes) +
    crowd.notModifiedShare * notModifiedBytes;
  const boards = 1 - app - update;
  const answer = app * (appBytes + headerBytes) + update * notModifiedBytes + boards * boardAnswer;

  // A cache asks no more often because more ask it. The app's files come from a bucket, once a place.
  const missed = 1 / more;
  const ofBoards = requests * boards;
  const regionalMisses = design.cached ? ofBoards * Math.min(1, (1 - crowd.hitRatio) * missed) : requests;
  const shieldMisses = ofBoards * Math.min(1, (crowd.originPer1000 / 1_000) * missed);
  const shielded = design.cached && design.originShield;
  const originRequests = shielded ? Math.min(shieldMisses, regionalMisses) : regionalMisses;

  const updates = updatesOf(traffic);
  const runs = FUNCTIONS.reduce((sum, name) => sum + runsPerUpdate(measured, name), 0) * updates;
  const logBytes =
    originRequests * (assumed.functionLogBytes + assumed.gatewayLogBytes) +
    runs * assumed.functionLogBytes +
    runsPerUpdate(measured, "ingest") * updates * assumed.gatewayLogBytes;
  return {
    months: monthsOf(traffic),
    requests,
    transferGb: (requests * answer * (1 + wireShare)) / GB,
    bodyBytes: perRequest.bodyBytes,
    shieldRequests: shielded ? regionalMisses : 0,
    originRequests,
    boardReadUnits: originRequests * assumed.tableReadShare * perRequest.readUnits,
    updates,
    pipelineReadUnits: updates * measured.pipeline.readUnits,
    writeUnits: updates * measured.pipeline.writeUnits,
    tableGb: (updates * measured.pipeline.tableBytes) / GB,
    paths: design.pushAll ? updates : measured.invalidations.paths * assumed.pathsPerTag,
    logGb: logBytes / GB,
    accessLogGb: (requests * assumed.accessLogBytes) / GB,
  };
}

/** By the mix of boards that is asked for: bytes of a body, and units to read one from the table. */
function means(
  { boards }: Measured,
  assumed: Assumed,
  shares: Measured["requests"]["shares"],
): { bodyBytes: number; readUnits: number } {
  let weight = 0;
  let bodyBytes = 0;
  let readUnits = 0;
  for (const kind of BOARD_KINDS) {
    const share = shares[kind] ?? 0;
    const { brotliBytes, gzipBytes } = boards.kinds[kind];
    weight += share;
    bodyBytes += share * (assumed.brotliShare * brotliBytes + (1 - assumed.brotliShare) * gzipBytes);
    const blocks = Math.ceil((brotliBytes + assumed.itemBytes) / TABLE.readUnitBytes);
    readUnits += share * blocks * TABLE.eventuallyConsistentFactor;
  }
  return weight === 0
    ? { bodyBytes: 0, readUnits: 0 }
    : { bodyBytes: bodyBytes / weight, readUnits: readUnits / weight };
}

/** What has a price by the month is charged by the hour. */
const DAYS_A_MONTH = 30;

type Name = (typeof FUNCTIONS)[number];

/**
 * A replay sends in batches, a race doesn't: whatever runs for every message is billed a run for each. The publisher runs for
 * what is pushed alone.
 */
function runsPerUpdate({ pipeline }: Measured, name: Name): number {
  const { invocations } = pipeline.functions[name];
  return name === "publisher" || invocations === 0 ? invocations : Math.max(1, invocations);
}

function edgeParts({ traffic, assumed, design, measured }: Inputs, of: Quantities) {
  const { region } = traffic;
  const { months } = of;
  const monthly = (amount: number, usd: (ofAMonth: number) => number) => months * usd(amount / months);
  const { firewalls } = DEPLOYED;
  const consoleRequests = runsPerUpdate(measured, "ingest") * of.updates;
  const plan = design.flatRate ? planFor(of) : undefined;
  const shares = design.guided ? measured.guidance.shares : measured.requests.shares;
  const { visitRuns, visitRequests } = measured.app;
  const documents = of.requests * ((shares.app ?? 0) * (visitRuns / visitRequests) + (shares.update ?? 0));
  const guarded = consoleRequests + (design.firewallAtFans && !plan ? of.requests : 0);
  return {
    edgeRequests: plan
      ? 0
      : monthly(
          of.requests,
          (requests) => (beyond(requests, EDGE.freeRequests) / 1e6) * EDGE.perMillionRequests[region],
        ),
    edgeTransfer: plan
      ? 0
      : monthly(of.transferGb, (gb) => tiered(beyond(gb, EDGE.freeGb), EDGE.transfer[region])),
    edgeFunctions: plan
      ? 0
      : monthly(
          documents,
          (runs) => (beyond(runs, EDGE.freeFunctionRuns) / 1e6) * EDGE.perMillionFunctionRuns,
        ),
    edgePlan: plan ? months * plan.usd : 0,
    originShield: (of.shieldRequests / 1e6) * EDGE.originShieldPerMillion.eu,
    firewall:
      (guarded / 1e6) * FIREWALL.perMillionRequests +
      (traffic.days / DAYS_A_MONTH) *
        (firewalls.acls * FIREWALL.aclMonth + firewalls.rules * FIREWALL.ruleMonth),
    invalidations: monthly(of.paths, (paths) => beyond(paths, EDGE.freePaths) * EDGE.perPath),
    signIn: months * beyond(assumed.consoleUsers, SIGN_IN.freeUsers) * SIGN_IN.perUserMonth,
  };
}

/** The smallest that a month's traffic fits into, or the largest that there is. */
export function planFor({ requests, transferGb, months }: Quantities): (typeof EDGE.plans)[number] {
  const [largest] = EDGE.plans.slice(-1);
  const fitting = EDGE.plans.find(
    (plan) => plan.requests >= requests / months && plan.gb >= transferGb / months,
  );
  if (largest === undefined) throw new RangeError("there are no plans");
  return fitting ?? largest;
}

function originParts({ traffic, measured, assumed }: Inputs, of: Quantities) {
  const { months, updates } = of;
  const { functions } = measured.pipeline;
  const { memoryGb, watches } = DEPLOYED;
  const work = (name: Name) => {
    const runs = runsPerUpdate(measured, name) * updates;
    return lambda(runs, (functions[name].ms * assumed.slowness * updates) / 1_000, memoryGb[name]);
  };
  const ingested = runsPerUpdate(measured, "ingest") * updates;
  const applied = functions.applier.invocations > 0 ? updates : 0;
  const gateway = (requests: number) => months * tiered(requests / months / 1e6, GATEWAY.requests);
  return {
    gateway: gateway(of.originRequests),
    readFunctions: lambda(of.originRequests, (of.originRequests * assumed.readMs) / 1_000, memoryGb.read),
    tableReads: ((of.boardReadUnits + of.pipelineReadUnits) / 1e6) * TABLE.perMillionReadUnits,
    tableWrites: (of.writeUnits / 1e6) * TABLE.perMillionWriteUnits,
    storage: storage(traffic, of),
    streamFunctions: work("projector") + work("publisher"),
    feed:
      work("ingest") +
      work("applier") +
      gateway(of.originRequests + ingested) -
      gateway(of.originRequests) +
      (ingested / 1e6) * EDGE.perMillionRequests[traffic.region] +
      ((ingested * assumed.feedBodyBytes) / GB) * (EDGE.toOriginPerGb + OBJECTS.storagePerGbMonth) +
      (ingested / 1e3) * OBJECTS.perThousandPuts +
      (applied / 1e3) * OBJECTS.perThousandGets +
      ((applied * assumed.queueRequests) / 1e6) * QUEUE.perMillionFifo,
    logs:
      of.logGb * WATCHING.logsPerGb +
      of.accessLogGb * (WATCHING.parquetPerGb + assumed.parquetRatio * OBJECTS.storagePerGbMonth),
    watching:
      (traffic.days / DAYS_A_MONTH) *
      (DEPLOYED.alarms * WATCHING.alarmMonth +
        assumed.customMetrics * WATCHING.metricMonth +
        DEPLOYED.keys * WATCHING.keyMonth +
        lambda(watches.runsAMonth, watches.gbSecondsAMonth, 1)),
  };
}

function lambda(runs: number, seconds: number, memoryGb: number): number {
  return (runs / 1e6) * FUNCTION.perMillionRuns + seconds * memoryGb * FUNCTION.perGbSecond;
}

const WEEK_DAYS = 7;

/**
 * The table grows evenly, from nothing. Each night brings a copy in each region and an export, all of them kept until the last
 * day and beyond; each week one is restored. What stays afterwards costs on, by the month.
 */
function storage({ days }: Traffic, { tableGb }: Quantities): number {
  const tableGbMonths = (tableGb / 2) * (days / DAYS_A_MONTH);
  // The copy of night n is n of so many parts of the table, and is kept for the days that are left.
  const copiedGb = (tableGb * (days + 1)) / 2;
  const copyGbMonths = (tableGb * Math.max(0, days * days - 1)) / 6 / DAYS_A_MONTH;
  return (
    tableGbMonths * (TABLE.storagePerGbMonth + TABLE.recoveryPerGbMonth) +
    copyGbMonths * (DEPLOYED.copies * TABLE.backupPerGbMonth + OBJECTS.storagePerGbMonth) +
    copiedGb * (TABLE.copyElsewherePerGb + TABLE.exportPerGb) +
    tableGb * Math.ceil(days / WEEK_DAYS) * TABLE.restorePerGb
  );
}

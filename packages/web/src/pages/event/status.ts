/** How far something is, for what a page does about it. */
import type { EventStatus } from "@podium/core/results/outcome/outcome.ts";
import type { EventBoardUnit } from "@podium/core/results/projections/event.ts";
import { t } from "../../language/language.ts";
import { statusWord } from "../../language/status.ts";

/** Where the phase begins in an RSC. */
const PHASE_AT = 22;

const OVER: ReadonlySet<EventStatus> = new Set([
  "OFFICIAL",
  "UNOFFICIAL",
  "UNCONFIRMED",
  "PARTIAL",
  "PROTESTED",
  "PROVISIONAL",
]);

const RUNNING: ReadonlySet<EventStatus> = new Set(["LIVE", "INTERMEDIATE"]);

/** How far an event is, in a word: between two of its units it isn't paused but under way. */
export const eventWord = (status: EventStatus): string =>
  status === "INTERMEDIATE" ? t.event.underWay : statusWord(status);

export const isRunning = (status: EventStatus): boolean => RUNNING.has(status);
export const isOver = (status: EventStatus): boolean => OVER.has(status);

/** Events whose heats start at one gun, by RSC. Source: the formats of the federations' rules. */
const TOGETHER = /^(STK|SSK.MS|(BTH|CCS|SMT).*?(MMS|4X|RELAY|TEAMSP|SKIATHLN|SPRINT)|(FRS|SBD).(SX|SBX|BXT))/;
/** Phases against the clock, one by one, before the heats. */
const ALONE = /^(QUAL|SEED)/;

/** Nobody is next where all start at one gun, or by the clock of a handicap. */
export function startsTogether({ rsc, entries }: Pick<EventBoardUnit, "rsc" | "entries">): boolean {
  if (entries.some(({ startOffsetMs }) => startOffsetMs !== undefined)) return true;
  return TOGETHER.test(rsc) && !ALONE.test(rsc.slice(PHASE_AT));
}

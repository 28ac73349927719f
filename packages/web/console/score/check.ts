/** What is said about a mark at once, while it is typed: what can't be, and what is hard to believe. */
import { checkMark } from "@podium/core/results/ranking/check.ts";
import { eventIdOf } from "@podium/core/results/rsc.ts";
import type { Mark } from "@podium/core/results/schema.ts";
import { t } from "../text.ts";
import { pointsText, timeText } from "./amounts.ts";

/** Undefined where no rule is broken. */
export function wrongWith(unit: string, mark: Mark): string | undefined {
  const [first] = checkMark(eventIdOf(unit), { id: unit }, mark);
  return first && t.wrong(first.field, first.rule);
}

/** So many others are needed before anything is far from them. */
const FEW = 2;
/** Of the middle one: a slip of a digit is farther off, a race is closer. */
const FAR = 0.2;

/** Why a mark should be looked at twice, by those of the others in the unit; undefined where it is one among them. */
export function doubtAbout(mark: Mark, others: readonly Mark[]): string | undefined {
  return (
    far(
      mark.timeMs,
      others.map(({ timeMs }) => timeMs),
      timeText,
    ) ??
    far(
      mark.pointsMilli,
      others.map(({ pointsMilli }) => pointsMilli),
      pointsText,
      0.8,
    )
  );
}

function far(
  value: number | undefined,
  all: readonly (number | undefined)[],
  text: (value: number) => string,
  share = FAR,
): string | undefined {
  const others = all.filter((one) => one !== undefined).sort((left, right) => left - right);
  const middle = others[Math.floor(others.length / 2)];
  if (value === undefined || middle === undefined || others.length < FEW || middle <= 0) return undefined;
  if (Math.abs(value - middle) <= middle * share) return undefined;
  return value < middle ? t.doubt.below(text(middle)) : t.doubt.above(text(middle));
}

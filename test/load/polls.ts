/** 10,000 polls a second on 40 live boards while marks arrive: what reaches the API, and whether all that is shown is right. */
import type { Figure } from "../bench/support.ts";
import type { LoadOptions } from "./options.ts";
import { watched } from "./race.ts";
import { boardOf, fieldsOf, pulseOf } from "./scene.ts";

const EVENTS = 20;

export function bench(options: LoadOptions): Promise<Figure[]> {
  const fields = fieldsOf(EVENTS);
  const paths = fields.flatMap((field) => [boardOf(field), pulseOf(field)]);
  return watched(
    options,
    { fields, paths, fans: 2_000, perSecond: 10_000, marksPerSecond: 10 },
    (edge, share) => ({
      name: `${edge}: polls that reach the API`,
      value: 100 * share,
      unit: "%",
      target: { atMost: 1 },
    }),
  );
}

/** Everyone on one final while its marks arrive. */
import type { Figure } from "../bench/support.ts";
import type { LoadOptions } from "./options.ts";
import { watched } from "./race.ts";
import { fieldsOf, pulseOf } from "./scene.ts";

export function bench(options: LoadOptions): Promise<Figure[]> {
  const fields = fieldsOf(1);
  const paths = fields.map(pulseOf);
  return watched(
    options,
    { fields, paths, fans: 2_000, perSecond: 10_000, marksPerSecond: 5 },
    (edge, share) => ({
      name: `${edge}: hit ratio`,
      value: 100 * (1 - share),
      unit: "%",
      target: { atLeast: 99 },
    }),
  );
}

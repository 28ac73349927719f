/** The read handler, warm, through the gateway; and how often it asks the table meanwhile. */
import { startBenchCloud } from "./cloud.ts";
import { fieldOf } from "./games.ts";
import type { Figure } from "./support.ts";
import { versusBare } from "./versus.ts";

export async function bench(): Promise<Figure[]> {
  const field = fieldOf("ALPMDH", 80, "A");
  const cloud = await startBenchCloud(field, 40);
  try {
    const url = `${cloud.apiUrl}/api/events/${field.event}`;
    const { figures, rounds } = await versusBare("read handler", cloud, url, { atLeast: 0.6 });
    const each = rounds.map(({ requests, seconds, before, after }) => {
      const reads = after.tableReads - before.tableReads;
      return { requests, seconds, reads, beyond: Math.max(0, reads - Math.ceil(seconds)) };
    });
    const sum = (name: keyof (typeof each)[0]) => each.reduce((total, round) => total + round[name], 0);
    return [
      ...figures,
      {
        name: "table reads beyond one a second",
        value: sum("beyond"),
        unit: "reads",
        target: { atMost: 0 },
        note: `${sum("reads")} reads for ${sum("requests")} requests in ${sum("seconds").toFixed(0)} s`,
      },
    ];
  } finally {
    await cloud.stop();
  }
}

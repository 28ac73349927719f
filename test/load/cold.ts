/** A crowd before an empty cache: everyone asks for one board in the same moment. */
import { type Figure, percentile } from "../bench/support.ts";
import { edgesOf, type LoadOptions, withEach } from "./options.ts";
import { boardOf, fieldsOf, RemoteCrowd, startOrigin } from "./scene.ts";

const FANS = 5_000;

export async function bench(options: LoadOptions): Promise<Figure[]> {
  const fields = fieldsOf(3);
  const origin = await startOrigin(fields);
  // What a page asks for first. No reader remembers a board that nobody asked for.
  const paths = fields.map(boardOf);
  try {
    return await withEach(
      edgesOf(options),
      () => origin.apiUrl,
      async ({ url, tap }, name) => {
        const before = await origin.figures();
        const crowd = await RemoteCrowd.start({ url, paths: [paths.pop() ?? ""], fans: FANS, perSecond: 0 });
        const { waitedMs, failed } = await crowd.reconnect();
        const { failures } = await crowd.stop();
        const { tableReads } = await origin.figures();
        return [
          {
            name: `${name}: ${FANS} simultaneous requests, table reads`,
            value: tableReads - before.tableReads,
            unit: "reads",
            target: { atMost: 1 },
            note: `${tap.requests()} requests to the API`,
          },
          {
            name: `${name}: unanswered`,
            value: failed,
            unit: "requests",
            target: { atMost: 0 },
            note: `${JSON.stringify(failures)}; waited p50 ${percentile(waitedMs, 0.5).toFixed(0)}, p99 ${percentile(waitedMs, 0.99).toFixed(0)} ms, connection included`,
          },
        ];
      },
    );
  } finally {
    await origin.stop();
  }
}

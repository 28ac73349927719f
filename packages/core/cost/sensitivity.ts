/** How much the bill hangs on each thing that was measured or assumed: halved, and half as much again. */
import type { Assumed } from "./assumed.ts";
import { costOf, type Inputs } from "./model.ts";

export interface Sensitivity {
  name: string;
  /** USD more (or less) than the bill as it is, with half and with half as much again. */
  lessUsd: number;
  moreUsd: number;
}

type Turn = (inputs: Inputs, times: number) => Inputs;

const atMostOne = (share: number): number => Math.min(1, share);

const traffic =
  (name: "requestsPerDay" | "updatesPerSecond"): Turn =>
  (inputs, times) => ({
    ...inputs,
    traffic: { ...inputs.traffic, [name]: inputs.traffic[name] * times },
  });

const edge =
  (
    change: (
      crowd: { hitRatio: number; notModifiedShare: number; originPer1000: number },
      times: number,
    ) => object,
  ): Turn =>
  (inputs, times) => {
    const { measured } = inputs;
    return {
      ...inputs,
      measured: {
        ...measured,
        edge: { ...measured.edge, ...change(measured.edge, times) },
        guidance: { ...measured.guidance, ...change(measured.guidance, times) },
      },
    };
  };

const pipeline =
  (name: "writeUnits" | "readUnits" | "tableBytes"): Turn =>
  (inputs, times) => {
    const { measured } = inputs;
    const { pipeline } = measured;
    return {
      ...inputs,
      measured: { ...measured, pipeline: { ...pipeline, [name]: pipeline[name] * times } },
    };
  };

const boards: Turn = (inputs, times) => {
  const { measured } = inputs;
  const kinds = Object.fromEntries(
    Object.entries(measured.boards.kinds).map(([kind, { jsonBytes, gzipBytes, brotliBytes }]) => [
      kind,
      { jsonBytes, gzipBytes: gzipBytes * times, brotliBytes: brotliBytes * times },
    ]),
  ) as typeof measured.boards.kinds;
  return { ...inputs, measured: { ...measured, boards: { ...measured.boards, kinds } } };
};

const appShare: Turn = (inputs, times) => {
  const { measured } = inputs;
  const turned = <G extends { shares: { app?: number | undefined } }>(group: G): G => ({
    ...group,
    shares: { ...group.shares, app: atMostOne((group.shares.app ?? 0) * times) },
  });
  return {
    ...inputs,
    measured: { ...measured, requests: turned(measured.requests), guidance: turned(measured.guidance) },
  };
};

const guidance: Turn = (inputs, times) => {
  const { measured } = inputs;
  const requestShare = atMostOne(measured.guidance.requestShare * times);
  return { ...inputs, measured: { ...measured, guidance: { ...measured.guidance, requestShare } } };
};

const paths: Turn = (inputs, times) => {
  const { measured } = inputs;
  const { invalidations } = measured;
  return {
    ...inputs,
    measured: { ...measured, invalidations: { ...invalidations, paths: invalidations.paths * times } },
  };
};

const MEASURED: Readonly<Record<string, Turn>> = {
  "requests a day": traffic("requestsPerDay"),
  "updates a second": traffic("updatesPerSecond"),
  "bytes of boards": boards,
  "share of 304": edge(({ notModifiedShare }, times) => ({
    notModifiedShare: atMostOne(notModifiedShare * times),
  })),
  "misses at the edge": edge(({ hitRatio, originPer1000 }, times) => ({
    hitRatio: 1 - atMostOne((1 - hitRatio) * times),
    originPer1000: Math.min(1_000, originPer1000 * times),
  })),
  "requests with guidance": guidance,
  "share of the app's files": appShare,
  "write units an update": pipeline("writeUnits"),
  "read units an update": pipeline("readUnits"),
  "bytes kept an update": pipeline("tableBytes"),
  "invalidated paths": paths,
};

const SHARES: ReadonlySet<keyof Assumed> = new Set(["brotliShare", "tableReadShare", "parquetRatio"]);

const assumed =
  (name: keyof Assumed): Turn =>
  (inputs, times) => {
    const value = inputs.assumed[name] * times;
    return { ...inputs, assumed: { ...inputs.assumed, [name]: SHARES.has(name) ? atMostOne(value) : value } };
  };

/** What changes the bill most comes first. Shares stay shares: half as much again is at most all. */
export function sensitivity(inputs: Inputs): Sensitivity[] {
  const asIs = costOf(inputs).totalUsd;
  const turns = [
    ...Object.entries(MEASURED),
    ...Object.keys(inputs.assumed).map((name) => [name, assumed(name as keyof Assumed)] as const),
  ];
  return turns
    .map(([name, turn]) => ({
      name,
      lessUsd: costOf(turn(inputs, 0.5)).totalUsd - asIs,
      moreUsd: costOf(turn(inputs, 1.5)).totalUsd - asIs,
    }))
    .sort((left, right) => swing(right) - swing(left));
}

const swing = ({ lessUsd, moreUsd }: Sensitivity): number => Math.max(Math.abs(lessUsd), Math.abs(moreUsd));

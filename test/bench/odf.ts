/** ODF in: how fast a message becomes facts, beside the XML parser alone; what a document of 10 MB takes. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeResult, type Header } from "@podium/core/feed/odf/encode.ts";
import { parseMessage } from "@podium/core/feed/odf/message.ts";
import { statementsOf } from "@podium/core/feed/odf/statements.ts";
import { DOCUMENT_LIMIT_BYTES } from "@podium/core/feed/odf/xml.ts";
import type { Competitor } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { eventFacts } from "@podium/local/games/facts.ts";
import sax from "sax";
import type { Taken } from "./odf.child.ts";
import { type Figure, median, startChild } from "./support.ts";

const UNIT = "BTHM20KMIS------------FNL-000100--";
const ENTRIES = 80;
const ROUNDS = 300;
const DOCUMENTS = 5;
/** As `npm start` has it. */
const FLAGS = ["--max-semi-space-size=32"];

const HEADER: Header = {
  competition: "OWG2022",
  timeZone: "Asia/Shanghai",
  source: "BENCH",
  version: 1,
  at: "2022-02-08T10:00:00.000Z",
};

export async function bench(): Promise<Figure[]> {
  const bytes = documentOf(ENTRIES);
  const text = new TextDecoder().decode(bytes);
  // In turns, so that what else the machine does falls on both.
  const times = { bare: [] as number[], ours: [] as number[] };
  for (let round = 0; round < ROUNDS * 2; round++) {
    const bareMs = timed(() => bare(text));
    const oursMs = timed(() => statementsOf(parseMessage(bytes, HEADER.timeZone)));
    if (round < ROUNDS) continue;
    times.bare.push(bareMs);
    times.ours.push(oursMs);
  }
  const speed = (ms: number) => bytes.length / 1e6 / (ms / 1000);
  const note = `DT_RESULT of ${ENTRIES} entries with four shootings, ${Math.round(bytes.length / 1000)} kB; median of ${ROUNDS}`;
  return [
    { name: "message → facts", value: speed(median(times.ours)), unit: "MB/s", note },
    {
      name: "the XML parser alone",
      value: speed(median(times.bare)),
      unit: "MB/s",
      note: "sax, events dropped",
    },
    { name: "times the parser alone", value: median(times.ours) / median(times.bare), unit: "×" },
    {
      name: "messages",
      value: 1000 / median(times.ours),
      unit: "/s",
      target: { atLeast: 200 },
      note: "on one core",
    },
    ...(await largeDocument()),
  ];
}

async function largeDocument(): Promise<Figure[]> {
  const entries = Math.floor((DOCUMENT_LIMIT_BYTES / documentOf(1000).length) * 980);
  const bytes = documentOf(entries);
  const file = join(tmpdir(), "large.xml");
  writeFileSync(file, bytes);
  const taken: Taken[] = [];
  for (let n = 0; n < DOCUMENTS; n++) {
    const child = startChild("./odf.child.ts", FLAGS);
    taken.push(await child.call<Taken>("take", { file, timeZone: HEADER.timeZone }));
    await child.stop();
  }
  const note = `${(bytes.length / 1e6).toFixed(1)} MB, ${entries} entries, the first document of a process; median of ${DOCUMENTS}`;
  return [
    {
      name: "10 MB document",
      value: median(taken.map(({ ms }) => ms)),
      unit: "ms",
      target: { atMost: 1000 },
      note,
    },
    {
      name: "10 MB document, time on the processor",
      value: median(taken.map(({ cpuMs }) => cpuMs)),
      unit: "ms",
      note: "of the thread alone",
    },
    {
      name: "10 MB document, memory at its peak",
      value: median(taken.map(({ grownMb }) => grownMb)),
      unit: "MB more",
      target: { atMost: 150 },
      note: `resident, over that of the process with the document in hand; Node with ${FLAGS}`,
    },
  ];
}

/** A biathlon race with as many starters as are asked for, as its venue would send it. */
function documentOf(size: number): Uint8Array {
  const dataset = load("beijing-2022");
  const known = new Map(dataset.competitors.map((row) => [row.id, row]));
  const race = eventFacts(dataset).flatMap(({ units }) => units.filter(({ id }) => id === UNIT))[0];
  const real = race?.entries ?? [];
  const competitors = new Map<string, Competitor>();
  const entries = Array.from({ length: size }, (_, index) => {
    const entry = real[index % real.length];
    const row = known.get(entry?.competitor ?? "");
    if (entry === undefined || row === undefined) throw new Error(`${UNIT} has no entries`);
    const competitor = String(3_000_000 + index);
    competitors.set(competitor, { ...row, id: competitor, name: [row.given, row.family].join(" ") });
    return { ...entry, competitor, bib: String(index + 1), startOrder: (index % 10_000) + 1 };
  });
  return encodeResult(HEADER, { id: UNIT, entries }, "OFFICIAL", competitors);
}

function bare(text: string): number {
  const parser = sax.parser(true, { position: false });
  let elements = 0;
  parser.onopentag = () => {
    elements += 1;
  };
  parser.write(text).close();
  return elements;
}

function timed(run: () => unknown): number {
  const startedMs = performance.now();
  run();
  return performance.now() - startedMs;
}

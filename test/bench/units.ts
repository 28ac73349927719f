/** What a mark costs: table units of the command that takes it and of the boards it changes, mark by mark. */

import { type Message, parseCommand } from "@podium/core/results/commands.ts";
import { type Context, execute } from "@podium/core/results/execute.ts";
import { eventIdOf } from "@podium/core/results/rsc.ts";
import { openTable } from "@podium/core/table/client.ts";
import { type Capacity, CapacityMeter } from "@podium/core/table/meter.ts";
import { type Dataset, load } from "@podium/local/games/dataset.ts";
import { FEED, startProjector } from "../support/pipeline.ts";
import { type Engine, startEngine } from "../support/table.ts";
import { type Field, fieldOf, gamesOf, markOf } from "./games.ts";
import type { Figure } from "./support.ts";

const EVENT = "ALPMDH";
const MARKS = 10;
const OTHERS = { fields: 25, entries: 80 };

export async function bench(): Promise<Figure[]> {
  const engine = await startEngine();
  try {
    const figures: Figure[] = [];
    const alone = new Map<number, number>();
    for (const size of [20, 80, 200]) {
      const cost = await costOf(engine, fieldOf(EVENT, size, "A"), []);
      alone.set(size, total(cost));
      figures.push(...figuresOf(`field of ${size}`, cost));
    }
    const others = OTHERS.fields * OTHERS.entries;
    const dataset = load("beijing-2022");
    const crowds: [string, Field[], string][] = [
      [`${others} entries in other events`, inOtherEvents(dataset), ""],
      [
        `${others} entries in other units of the event`,
        inOtherUnits(),
        `an event is one board; the largest of Beijing 2022 has ${largestEvent(dataset)} entries in all its units`,
      ],
    ];
    for (const [name, fields, note] of crowds) {
      const cost = await costOf(engine, fieldOf(EVENT, 80, "A"), fields);
      figures.push(...figuresOf(`field of 80, ${name}`, cost), {
        name: "times the field of 80 alone",
        value: total(cost) / (alone.get(80) ?? Number.NaN),
        unit: "×",
        target: { atMost: 1 },
        note,
      });
    }
    return figures;
  } finally {
    await engine.stop();
  }
}

/** Units per mark. */
interface Cost {
  facts: Capacity;
  boards: Capacity;
}

const total = ({ facts, boards }: Cost): number => facts.writeUnits + boards.writeUnits;

/** In the middle of the race: half of the field has a mark. Each mark reaches its boards before the next is taken. */
async function costOf(engine: Engine, field: Field, others: readonly Field[]): Promise<Cost> {
  const { table, meter: facts, streamArn } = await engine.table();
  const boards = new CapacityMeter();
  const projecting = await startProjector(engine, {
    table: openTable(table.name, engine.clientConfig, boards),
    streamArn,
  });
  const now = () => new Date();
  const context: Context = { table, actor: FEED, source: "bench", now, known: new Set() };
  const take = async (message: Message) => {
    const { receipt } = await execute(context, parseCommand(message));
    if (receipt.outcome !== "taken")
      throw new Error(`${message.id}: ${receipt.code} ${receipt.field}: ${receipt.rule}`);
  };
  // Outcomes come back through the stream once more.
  const settle = async () => {
    await projecting.mapping.idle();
    await projecting.mapping.idle();
  };
  try {
    const half = Math.floor(field.competitors.length / 2);
    for (const message of gamesOf([field, ...others])) await take(message);
    for (let n = 0; n < half; n++) await take(markOf(field, n));
    await settle();
    const before = { facts: facts.read(), boards: boards.read() };
    for (let n = half; n < half + MARKS; n++) {
      await take(markOf(field, n));
      await settle();
    }
    return {
      facts: perMark(before.facts, facts.read()),
      boards: perMark(before.boards, boards.read()),
    };
  } finally {
    await projecting.stop();
  }
}

function perMark(before: Capacity, after: Capacity): Capacity {
  const between = (name: keyof Capacity) => (after[name] - before[name]) / MARKS;
  return { calls: between("calls"), readUnits: between("readUnits"), writeUnits: between("writeUnits") };
}

function figuresOf(name: string, { facts, boards }: Cost): Figure[] {
  const figure = (part: string, value: number, reads: number): Figure => ({
    name: `${name}: ${part}`,
    value,
    unit: "write units/mark",
    note: `${reads.toFixed(1)} read units`,
  });
  return [
    figure("facts", facts.writeUnits, facts.readUnits),
    figure("boards", boards.writeUnits, boards.readUnits),
  ];
}

function largestEvent({ entries }: Dataset): number {
  const events = Map.groupBy(entries, ({ unit }) => eventIdOf(unit));
  return Math.max(...[...events.values()].map((rows) => rows.length));
}

function inOtherEvents({ events }: Dataset): Field[] {
  return events
    .filter(({ id, competitorKind }) => id !== EVENT && competitorKind === "athlete")
    .slice(0, OTHERS.fields)
    .map(({ id }, index) => fieldOf(id, OTHERS.entries, `B${index}`));
}

function inOtherUnits(): Field[] {
  return Array.from({ length: OTHERS.fields }, (_, index) =>
    fieldOf(EVENT, OTHERS.entries, `B${index}`, `QUAL${String((index + 1) * 100).padStart(6, "0")}--`),
  );
}

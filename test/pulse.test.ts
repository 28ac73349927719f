/** A fan's copy of an event, kept current by pulses alone, over the real Games. */
import { brotliCompressSync, constants } from "node:zlib";
import { canonical, type Json } from "@podium/core/board/canonical.ts";
import type { StoredFact } from "@podium/core/results/facts.ts";
import { type FoldedEvent, foldEvent } from "@podium/core/results/fold.ts";
import * as Event from "@podium/core/results/projections/event.ts";
import * as PulseProjection from "@podium/core/results/projections/pulse.ts";
import { eventIdOf } from "@podium/core/results/rsc.ts";
import type { Competitor } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { timeline } from "@podium/local/games/timeline.ts";
import type { EventDetail, Pulse } from "@podium/web/src/board/types.ts";
import { applyPulse } from "@podium/web/src/pages/event/pulse.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const BUDGET_BYTES = 2.5 * 1024;
const { master, live } = timeline(load("beijing-2022"));
const names = new Map<string, Competitor>();
/** By event: what is stated of it, in order of time. */
const stated = new Map<string, StoredFact[]>();
for (const message of [...master, ...live]) collect(message);

describe("a fan who follows an event by pulses", () => {
  it("sees at any two moments what the whole board would show, or is told to ask for it", () => {
    const events = [...stated.keys()];
    let applied = 0;
    fc.assert(
      fc.property(
        fc.nat(events.length - 1),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 1, max: 12 }),
        (index, share, later) => {
          const facts = stated.get(events[index] ?? "") ?? [];
          const start = Math.floor((share / 1000) * facts.length);
          const [before] = boards(facts.slice(0, start));
          const [after, pulse] = boards(facts.slice(0, start + later));
          if (before === undefined || after === undefined || pulse === undefined) return;
          const kept = applyPulse(before, pulse);
          if (before.base === after.base) {
            expect(kept).toEqual(after);
            applied += 1;
          } else {
            expect(kept).toBeUndefined();
          }
        },
      ),
      { numRuns: 200, seed: 2022 },
    );
    expect(applied).toBeGreaterThan(25);
  });

  it.each(["BTHM10KMSP", "BTHM20KMIS", "CCSM15KMIS", "ALPMGS"])(
    "gets no more than 2.5 KB a poll in %s, as the edge compresses it",
    (id) => {
      const facts = stated.get(id) ?? [];
      let most = 0;
      for (let count = 1; count < facts.length; count += 7) {
        const [board, pulse] = boards(facts.slice(0, count));
        if (board?.event.status !== "LIVE" || pulse === undefined) continue;
        const body = brotliCompressSync(canonical(pulse as unknown as Json), {
          params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
        });
        most = Math.max(most, body.length);
      }
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(BUDGET_BYTES);
    },
  );
});

/** The event's board and its pulse; none before the event is known. */
function boards(facts: readonly StoredFact[]): [EventDetail, Pulse] | [] {
  const newest = new Map(facts.map((fact) => [`${fact.__edb_e__} ${fact.unit} ${fact.competitor}`, fact]));
  const folded: FoldedEvent | undefined = foldEvent([...newest.values()]);
  if (folded === undefined) return [];
  const { draft, board } = Event.project(folded, names, "table", 0);
  const envelope = { version: 1, updatedAt: folded.factAt, factAt: folded.factAt };
  const pulse = PulseProjection.project(board, draft);
  return [
    { ...board, ...envelope, board: draft.board, nextPollSeconds: draft.nextPollSeconds },
    {
      ...(pulse.content as unknown as PulseProjection.PulseBoard),
      ...envelope,
      board: pulse.board,
      nextPollSeconds: pulse.nextPollSeconds,
    },
  ];
}

function collect(message: (typeof live)[number]): void {
  const { id, at } = message;
  const state = (event: string, entity: string, value: unknown, of: Partial<StoredFact> = {}) => {
    const facts = stated.get(event) ?? [];
    stated.set(event, facts);
    facts.push({ __edb_e__: entity, id, at, value, ...of } as StoredFact);
  };
  switch (message.type) {
    case "events":
      for (const event of message.events) state(event.id, "event", event);
      break;
    case "units":
      for (const unit of message.units) state(eventIdOf(unit.id), "unit", unit, { unit: unit.id });
      break;
    case "competitors":
      for (const competitor of message.competitors) names.set(competitor.id, competitor);
      break;
    case "entries":
      for (const entry of message.entries) {
        const { competitor } = entry;
        state(eventIdOf(message.unit), "entry", entry, { unit: message.unit, competitor });
      }
      break;
    case "mark": {
      const { unit, competitor, mark } = message;
      state(eventIdOf(unit), "mark", mark, { unit, competitor });
      break;
    }
    case "status":
      state(eventIdOf(message.unit), "status", message.status, { unit: message.unit });
      break;
    case "match":
      state(eventIdOf(message.unit), "match", message.match, { unit: message.unit });
      break;
  }
}

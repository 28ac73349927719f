import { canonical } from "../packages/core/board/canonical.ts";
import { compress } from "../packages/core/board/encoding.ts";
import { eventOf, factName, statements } from "../packages/core/results/facts.ts";
import { foldEvent } from "../packages/core/results/fold.ts";
import * as event from "../packages/core/results/projections/event.ts";
import * as pulse from "../packages/core/results/projections/pulse.ts";
import { assert } from "../packages/core/results/register.ts";
import { load } from "../packages/local/games/dataset.ts";
import { timeline } from "../packages/local/games/timeline.ts";

const { master, live } = timeline(load("beijing-2022"));
const names = new Map<string, never>();
const regs = new Map<string, Map<string, { key: never; reg: never }>>();
const stat = new Map<
  string,
  { live: number; bases: Set<string>; bytes: number; changes: number; last: string }
>();
let n = 0;
for (const m of [...master, ...live]) {
  const ids = new Set<string>();
  for (const { key, value, reason } of statements(m as never)) {
    if (key.fact === "competitor") names.set(key.competitor, value as never);
    const ev = eventOf(key);
    if (!ev) continue;
    ids.add(ev);
    const facts = regs.get(ev) ?? new Map();
    regs.set(ev, facts);
    const k = factName(key);
    const old = facts.get(k);
    facts.set(k, {
      key,
      reg: assert(old?.reg as never, { id: m.id, at: m.at, value, ...(reason && { reason }) }) as never,
    } as never);
  }
  if (
    !/^(ALPM(DH|GS|SL)|BTH.*(IS|RELAY|MS)|CCSM15|CCSMSPRINT|SJPMLH|FSKXPAIRS|CURMTEAM4|BOBMTEAM4|SBDMPGS|FRSMSX)/.test(
      [...ids][0] ?? "",
    )
  )
    continue;
  for (const ev of ids) {
    const stored = [
      ...(
        regs.get(ev) as never as Map<
          string,
          {
            key: { fact: string; unit?: string; competitor?: string };
            reg: { version: number; assertions: { id: string; at: string; value: unknown }[] };
          }
        >
      ).values(),
    ].map(({ key, reg }) => ({
      __edb_e__: key.fact,
      ...key,
      version: reg.version,
      recordedAt: 0,
      id: reg.assertions[0]?.id,
      at: reg.assertions[0]?.at,
      value: reg.assertions[0]?.value,
      past: JSON.stringify(reg.assertions.slice(1)),
    }));
    const folded = foldEvent(stored as never);
    if (!folded) continue;
    const { board, draft } = event.project(folded, names as never, "t", 0);
    if (board.event.status !== "LIVE") continue;
    const s = stat.get(ev) ?? { live: 0, bases: new Set<string>(), bytes: 0, changes: 0, last: "" };
    stat.set(ev, s);
    s.live++;
    s.bases.add(board.base);
    if (s.last !== board.base) s.changes++;
    s.last = board.base;
    const p = pulse.project(board, draft);
    if (n++ % 5 === 0)
      s.bytes = Math.max(
        s.bytes,
        compress(
          canonical({
            ...p.content,
            board: p.board,
            version: 100,
            updatedAt: m.at,
            factAt: m.at,
            nextPollSeconds: 3,
          } as never),
          true,
        ).length,
      );
  }
}
for (const [k, s] of stat)
  console.log(k, "live states", s.live, "base changes", s.changes, "max pulse bytes", s.bytes);

/** A unit that is looked at again every second, so that everybody who works on it sees what the others have typed. */
import { useCallback, useEffect, useRef, useState } from "react";
import { SignedOut } from "../api/problem.ts";
import { useDesk } from "../app/desk.tsx";
import { t } from "../text.ts";
import { answered, merged, type Unit } from "./facts.ts";

const EVERY_MS = 1_000;
/** So long a row says that somebody else has changed it. */
const NEWS_MS = 10_000;

export interface UnitState {
  unit: Unit | undefined;
  error: unknown;
  /** Competitors whose mark has just come from somebody else. */
  changed: ReadonlySet<string>;
  again: () => void;
}

export function useUnit(id: string): UnitState {
  const { client, clock, answers, announcer, session } = useDesk();
  const [unit, setUnit] = useState<Unit>();
  const [error, setError] = useState<unknown>();
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const own = useRef(new Set<string | null>());
  const held = useRef<Unit>(undefined);
  const wake = useRef<() => void>(() => {});

  const take = useCallback(
    (next: Unit) => {
      const before = new Map(held.current?.entries.map((entry) => [entry.competitor.id, entry.mark]));
      const news = next.entries.filter(({ competitor, mark }) => {
        const known = before.get(competitor.id);
        return known !== undefined && mark.version > known.version && !own.current.has(mark.id);
      });
      held.current = next;
      setUnit(next);
      if (news.length === 0) return;
      const ids = new Set(news.map(({ competitor }) => competitor.id));
      for (const { competitor } of news) announcer.say(t.score.changed(competitor.name));
      setChanged((all) => new Set([...all, ...ids]));
      setTimeout(() => setChanged((all) => new Set([...all].filter((one) => !ids.has(one)))), NEWS_MS);
    },
    [announcer],
  );

  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const heard = await client.ask("unit", { parameters: { unit: id } });
        clock.hear(heard.now);
        if (!over) {
          take(merged(held.current, heard));
          setError(undefined);
        }
      } catch (failure) {
        if (failure instanceof SignedOut) return;
        if (!over) setError(failure);
      }
      if (!over) timer = setTimeout(next, EVERY_MS);
    };
    const next = () => {
      if (document.visibilityState === "visible") void look();
      else timer = setTimeout(next, EVERY_MS);
    };
    wake.current = () => void look();
    void look();
    const leave = session.subscribe(() => {
      if (session.state().phase === "in") void look();
    });
    return () => {
      over = true;
      clearTimeout(timer);
      leave();
    };
  }, [client, clock, session, id, take]);

  useEffect(
    () =>
      answers.listen((item, answer) => {
        own.current.add(item.id);
        if (held.current === undefined || item.unit !== id) return;
        take(answered(held.current, item, answer));
        // A step of the status opens others, a proposal is listed.
        if (item.command.type !== "mark") wake.current();
      }),
    [answers, id, take],
  );

  const again = useCallback(() => wake.current(), []);
  return { unit, error, changed, again };
}

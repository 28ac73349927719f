/** An answer of the API as part of a page: asked for, asked for again, and kept while it can't be had. */
import type { Answer, OperationName } from "@podium/functions/admin/contract.ts";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Input } from "../api/client.ts";
import { SignedOut } from "../api/problem.ts";
import { useDesk } from "./desk.tsx";

export interface AskedState<N extends OperationName> {
  value: Answer<N> | undefined;
  error: unknown;
  /** Now. */
  again: () => void;
}

export interface AskedOptions {
  /** Absent: once. */
  everySeconds?: number;
  /** False: not at all. */
  wanted?: boolean;
}

/** A new question begins anew; the same one, asked again, keeps the old answer meanwhile. */
export function useAsked<N extends OperationName>(
  name: N,
  input: Input<N>,
  { everySeconds, wanted = true }: AskedOptions = {},
): AskedState<N> {
  const { client, session } = useDesk();
  const question = JSON.stringify([name, input]);
  const [state, setState] = useState<{ question: string; value: Answer<N> | undefined; error: unknown }>({
    question,
    value: undefined,
    error: undefined,
  });
  const [round, setRound] = useState(0);
  const asked = useRef(input);
  asked.current = input;

  useEffect(() => {
    if (!wanted) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const value = await client.ask(name, asked.current);
        if (!over) setState({ question, value, error: undefined });
      } catch (error) {
        if (!over && !(error instanceof SignedOut)) {
          setState((before) => ({
            question,
            value: before.question === question ? before.value : undefined,
            error,
          }));
        }
      }
      if (!over && everySeconds !== undefined) timer = setTimeout(next, everySeconds * 1000);
    };
    const next = () => {
      if (document.visibilityState === "visible") void look();
      else timer = setTimeout(next, 1_000);
    };
    void look();
    // After signing in again nobody has to ask twice.
    const leave = session.subscribe(() => {
      if (session.state().phase === "in") void look();
    });
    return () => {
      over = true;
      clearTimeout(timer);
      leave();
    };
  }, [client, session, name, question, everySeconds, wanted, round]);

  const again = useCallback(() => setRound((count) => count + 1), []);
  const current = state.question === question ? state : { value: undefined, error: undefined };
  return { value: current.value, error: current.error, again };
}

export interface Doing {
  busy: boolean;
  error: unknown;
  /** Runs something that a person has asked for; answers whether it worked. */
  run: (work: () => Promise<void>) => Promise<boolean>;
}

export function useDoing(): Doing {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
  const run = useCallback(async (work: () => Promise<void>) => {
    setState({ busy: true, error: undefined });
    try {
      await work();
      setState({ busy: false, error: undefined });
      return true;
    } catch (error) {
      setState({ busy: false, error: error instanceof SignedOut ? undefined : error });
      return false;
    }
  }, []);
  return { ...state, run };
}

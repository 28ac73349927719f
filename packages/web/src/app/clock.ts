import { useEffect, useState } from "preact/hooks";

/** The time now, looked at every `everyMs`: ages and clocks of a page stand on it. Milliseconds since 1970. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}

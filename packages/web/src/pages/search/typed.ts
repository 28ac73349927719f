/** What has been typed, in the address as soon as the typing rests: browsers take only so many addresses a second. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../../app/query.ts";

const REST_MS = 300;

/** `settle` writes the address at once, before the page is left. */
export function useTyped(): [typed: string, type: (text: string) => void, settle: () => void] {
  const [query, change] = useQuery();
  const asked = query.get("q") ?? "";
  const [typed, setTyped] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setTyped(asked), [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const write = (text: string) => {
    clearTimeout(timer.current);
    change({ q: text });
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => write(text), REST_MS);
  };
  return [typed, type, () => write(typed)];
}

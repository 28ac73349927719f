/** What a page's address says after the question mark: filters, a search. Kept there, so that a link shows the same. */
import { useEffect, useState } from "preact/hooks";
import { NAVIGATED } from "./route.ts";

/** An empty value takes the name out. */
type Change = (changes: Record<string, string>) => void;

/** Changes take the place of the address they change: going back leaves the page. */
export function useQuery(): [URLSearchParams, Change] {
  const [search, setSearch] = useState(location.search);
  useEffect(() => {
    const follow = () => setSearch(location.search);
    addEventListener(NAVIGATED, follow);
    return () => removeEventListener(NAVIGATED, follow);
  }, []);
  const change: Change = (changes) => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    history.replaceState(history.state, "", text === "" ? location.pathname : `?${text}`);
    setSearch(location.search);
  };
  return [new URLSearchParams(search), change];
}

/** Athletes, countries, sports and events by their first letters; found on the device. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { isFollowed, useFavourites } from "../../app/favourites.ts";
import { go } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { Search } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { t } from "../../language/language.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { arrows } from "./arrows.ts";
import { Group } from "./group.tsx";
import { type Found, indexOf } from "./index-of.ts";
import { find } from "./match.ts";
import { useTyped } from "./typed.ts";
import "./search.css";

const KINDS = ["country", "sport", "event", "athlete"] as const;

export function page() {
  useTitle(t.search.title, t.search.description);
  useFavourites();
  const { board, ...state } = useBoard<Search>("search");
  const [typed, setTyped, settle] = useTyped();
  const index = useMemo(() => board && indexOf(board), [board]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const groups = KINDS.map((kind) => ({ kind, found: index ? find(index[kind], typed, follows) : [] }));
  const total = groups.reduce((sum, { found }) => sum + found.length, 0);
  const first = groups.find(({ found }) => found.length > 0)?.found[0];
  const submit = (event: Event) => {
    event.preventDefault();
    settle();
    if (first) go(first.href);
  };
  return (
    <>
      <PageHead title={t.search.title} {...(!board && { state: { board, ...state } })} />
      <search onKeyDown={arrows} onClickCapture={settle}>
        <form onSubmit={submit}>
          <label>
            <span class="muted">{t.search.label}</span>
            <input
              ref={field}
              type="search"
              value={typed}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              enterkeyhint="go"
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
        </form>
        <p class="muted" role="status">
          {typed.trim() === ""
            ? t.search.hint
            : index && (total > 0 ? t.search.found(total) : t.search.none(typed))}
        </p>
        {groups.map(({ kind, found }) => (
          <Group key={kind} kind={kind} found={found} />
        ))}
      </search>
    </>
  );
}

/** Sports can't be followed. */
const follows = ({ kind, id }: Found): boolean => kind !== "sport" && isFollowed(kind, id);

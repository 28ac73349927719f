/** The frame of every page: menu, the page itself, the line for screen readers, the foot. */
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { readersZone } from "../language/format.ts";
import { t } from "../language/language.ts";
import { listen } from "./news.ts";
import { NAVIGATED, NEW_VERSION, type Route, routeOf, to } from "./route.ts";

/** Of all languages, in their own words. */
declare const __LANGUAGES__: readonly { code: string; name: string }[];

type Props = Record<string, string | undefined>;
type Page = ComponentType<Props>;

/** Each page is a file of its own: nobody loads what they don't look at. */
const PAGES: Readonly<Record<Route["page"], () => Promise<unknown>>> = {
  home: () => import("../pages/home/home.tsx").then(({ page }) => page),
  schedule: () => import("../pages/schedule/schedule.tsx").then(({ page }) => page),
  sports: () => import("../pages/sports/sports.tsx").then(({ page }) => page),
  discipline: () => import("../pages/sports/discipline.tsx").then(({ page }) => page),
  event: () => import("../pages/event/event.tsx").then(({ page }) => page),
  medals: () => import("../pages/medals/medals.tsx").then(({ page }) => page),
  athlete: () => import("../pages/people/athlete.tsx").then(({ page }) => page),
  country: () => import("../pages/people/country.tsx").then(({ page }) => page),
  search: () => import("../pages/search/search.tsx").then(({ page }) => page),
  missing: () => import("../pages/missing.tsx").then(({ page }) => page),
};

export interface Shown {
  Page: Page;
  route: Route;
}

/** Loads what a path shows. A page that can't be loaded (no network, an app that was replaced) is reported by the rejection. */
export async function load(path: string): Promise<Shown> {
  const route = routeOf(path);
  const page = await PAGES[route.page]();
  return { Page: page as Page, route };
}

export function App({ first }: { first: Shown }) {
  const [{ Page, route }, setShown] = useState(first);
  const [newVersion, setNewVersion] = useState(false);
  useEffect(() => {
    const note = () => setNewVersion(true);
    addEventListener(NEW_VERSION, note);
    return () => removeEventListener(NEW_VERSION, note);
  }, []);
  const shownPath = useRef(location.pathname);
  useEffect(() => {
    const open = () => {
      const { pathname } = location;
      // Only the part behind the hash has changed: the page itself looks after that.
      if (pathname === shownPath.current) return;
      shownPath.current = pathname;
      load(pathname).then(
        (shown) => {
          if (location.pathname === pathname) setShown(shown);
        },
        // The document itself can say what is wrong, or bring the newer app.
        () => location.reload(),
      );
    };
    addEventListener(NAVIGATED, open);
    return () => removeEventListener(NAVIGATED, open);
  }, []);
  useEffect(() => {
    if (route === first.route) return;
    // A reader of the screen hears the new page's title, and the keyboard goes on from there.
    document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    if (history.state === null) scrollTo(0, 0);
  }, [route, first]);
  const { page, ...parameters } = route;
  return (
    <>
      <a class="skip" href="#content">
        {t.app.skip}
      </a>
      <Menu page={page} />
      <main id="content" tabIndex={-1} class={page}>
        <Page key={Object.values(route).join("/")} {...parameters} />
      </main>
      <footer>
        <p>{t.app.unofficial}</p>
        <p>{t.app.zone(readersZone().replaceAll("_", " "))}</p>
        {newVersion && <p>{t.app.newVersion}</p>}
        <Languages />
      </footer>
      <News />
    </>
  );
}

const MENU = [
  ["home", to.home, "M4 11l8-7 8 7v9h-5v-6h-6v6H4z"],
  ["schedule", to.schedule(), "M5 6h14v14H5zM5 10h14M9 3v5M15 3v5"],
  ["sports", to.sports, "M4 18l6-10 4 6 2-3 4 7z"],
  ["medals", to.medals, "M8 3l4 7 4-7M12 10a5 5 0 1 1 0 10 5 5 0 0 1 0-10z"],
  ["search", to.search, "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5"],
] as const;

/** Pages below an entry of the menu. */
const BELOW: Partial<Record<Route["page"], string>> = {
  discipline: "sports",
  event: "sports",
  country: "medals",
};

function Menu({ page }: { page: Route["page"] }) {
  return (
    <header>
      <a class="brand" href={to.home}>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path d="M9 5h6v16H9zM2 11h6v10H2zM16 14h6v7h-6z" />
        </svg>
        Podium
      </a>
      <nav aria-label={t.app.menu}>
        {MENU.map(([name, href, path]) => (
          <a
            key={name}
            href={href}
            aria-current={page === name ? "page" : BELOW[page] === name ? "true" : undefined}
          >
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
              <path d={path} />
            </svg>
            {t.app.pages[name]}
          </a>
        ))}
      </nav>
    </header>
  );
}

function Languages() {
  const [problem, setProblem] = useState("");
  const open = async (code: string) => {
    const { choose } = await import("./choose.ts");
    setProblem(await choose(code));
  };
  return (
    <>
      <p class="languages">
        <span>{t.app.language}: </span>
        {__LANGUAGES__.map(({ code, name }) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={code === t.code}
            onClick={() => void open(code)}
          >
            {name}
          </button>
        ))}
      </p>
      {problem && <p>{problem}</p>}
    </>
  );
}

function News() {
  const [text, setText] = useState("");
  useEffect(() => listen(setText), []);
  return (
    <p class="hidden" aria-live="polite">
      {text}
    </p>
  );
}

/** Paths of the app: what each shows, and how to get there. */

export type Route =
  | { page: "home" | "sports" | "medals" | "search" | "missing" }
  | { page: "schedule"; date: string | undefined }
  | { page: "discipline"; code: string }
  | { page: "event"; id: string }
  | { page: "athlete"; id: string }
  | { page: "country"; noc: string };

/** Shapes as the API takes them. */
export function routeOf(path: string): Route {
  const [first = "", second, ...rest] = path.split("/").slice(1).filter(Boolean);
  if (rest.length > 0) return { page: "missing" };
  if (second === undefined) {
    if (first === "") return { page: "home" };
    if (first === "schedule") return { page: "schedule", date: undefined };
    if (first === "sports" || first === "medals" || first === "search") return { page: first };
    return { page: "missing" };
  }
  if (first === "schedule" && /^\d{4}-\d\d-\d\d$/.test(second)) return { page: "schedule", date: second };
  if (first === "sports" && /^[A-Z]{3}$/.test(second)) return { page: "discipline", code: second };
  if (first === "events" && /^[A-Z]{3}[MWXO][A-Z0-9.]{1,18}$/.test(second))
    return { page: "event", id: second };
  if (first === "athletes" && /^[A-Z0-9.-]{1,24}$/.test(second)) return { page: "athlete", id: second };
  if (first === "countries" && /^[A-Z]{3}$/.test(second)) return { page: "country", noc: second };
  return { page: "missing" };
}

export const to = {
  home: "/",
  schedule: (date?: string) => (date === undefined ? "/schedule" : `/schedule/${date}`),
  sports: "/sports",
  discipline: (code: string) => `/sports/${code}`,
  event: (id: string) => `/events/${id}`,
  athlete: (id: string) => `/athletes/${id}`,
  country: (noc: string) => `/countries/${noc}`,
  medals: "/medals",
  search: "/search",
};

/** A page was asked for inside the app: by a link, or by going back and forth. */
export const NAVIGATED = "podium:navigated";

/** The next visit will open a newer version of the app. */
export const NEW_VERSION = "podium:new-version";

/** Opens a path of the app without loading the document anew. */
export function go(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  dispatchEvent(new Event(NAVIGATED));
}

/** Plain links stay plain links: this takes over those that lead to a page of the app, opened in the same tab. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented, target } = event;
    if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return;
    const link = target instanceof Element ? target.closest("a") : null;
    if (
      link === null ||
      link.target !== "" ||
      link.hasAttribute("download") ||
      link.origin !== location.origin
    )
      return;
    if (link.pathname === location.pathname && link.hash !== "") return;
    if (routeOf(link.pathname).page === "missing") return;
    event.preventDefault();
    if (link.href !== location.href) go(link.href);
  });
  addEventListener("popstate", () => dispatchEvent(new Event(NAVIGATED)));
}

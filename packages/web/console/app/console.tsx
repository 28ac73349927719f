/** @jsxImportSource react */
/** The frame of the console: signing in, the menu, what is on its way, help. */
import {
  type ComponentType,
  lazy,
  Suspense,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { Client } from "../api/client.ts";
import { Outbox } from "../outbox/outbox.ts";
import type { Store } from "../outbox/store.ts";
import { Action, Problem } from "../parts/parts.tsx";
import type { Session } from "../session/session.ts";
import { SignInAgain, SignInPage } from "../session/sign-in.tsx";
import { t } from "../text.ts";
import { Announcer } from "./announcer.ts";
import { Answers } from "./answers.ts";
import { Clock } from "./clock.ts";
import {
  type Desk,
  DeskProvider,
  type Me,
  type Permission,
  useDesk,
  useMay,
  useOutbox,
  useSession,
} from "./desk.tsx";
import { type Page, type Route, routeOf, to } from "./route.ts";
import { CheatSheet, useShortcuts } from "./shortcuts.tsx";

interface Props {
  session: Session;
  store: Store;
}

export function Console({ session, store }: Props) {
  const { phase, user } = useSession(session);
  const [desk, setDesk] = useState<Desk>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    setDesk(undefined);
    setError(undefined);
    if (user === undefined) return;
    const left = new AbortController();
    openDesk(session, store, left.signal).then(
      (opened) => left.signal.aborted || setDesk(opened),
      (failure) => left.signal.aborted || setError(failure),
    );
    return () => left.abort();
  }, [session, store, user]);

  if (user === undefined) return <SignInPage session={session} />;
  if (desk === undefined) {
    return (
      <main className="gate">
        <h1>{t.signIn.title}</h1>
        {error === undefined ? <p className="muted">{t.loading}</p> : <Problem error={error} />}
        {error !== undefined && <Action onPress={() => void session.signOut()}>{t.signIn.leave}</Action>}
      </main>
    );
  }
  return (
    <DeskProvider value={desk}>
      <Frame />
      {phase === "expired" && <SignInAgain session={session} user={user} />}
    </DeskProvider>
  );
}

/** Works until `left`. @throws Refused, Unreachable, SignedOut */
async function openDesk(session: Session, store: Store, left: AbortSignal): Promise<Desk> {
  const client = new Client(session);
  const clock = new Clock();
  const answers = new Answers();
  const me: Me = await client.ask("me", {});
  clock.hear(me.now);
  left.throwIfAborted();
  const outbox = new Outbox({
    user: me.userId,
    store,
    send: (command, expectedVersion) => client.ask("command", { body: { command, expectedVersion } }),
    onAnswer: answers.tell,
    nowMs: clock.nowMs,
    newId: () => crypto.randomUUID(),
  });
  const wake = () => outbox.retry();
  addEventListener("online", wake, { signal: left });
  const leave = session.subscribe(() => {
    if (session.state().phase === "in") wake();
  });
  left.addEventListener("abort", () => {
    leave();
    outbox.close();
  });
  await outbox.open();
  return { me, session, client, outbox, answers, clock, announcer: new Announcer() };
}

/** Each page is a file of its own, but for the two that a scorer needs at once. */
const PAGES: Readonly<Record<Page, ComponentType<{ route: Route }>>> = {
  "my-events": lazy(() => import("../events/my-events.tsx")),
  unit: lazy(() => import("../score/unit.tsx")),
  proposals: lazy(() => import("../proposals/proposals.tsx")),
  import: lazy(() => import("../import/import.tsx")),
  feeds: lazy(() => import("../feeds/feeds.tsx")),
  messages: lazy(() => import("../feeds/messages.tsx")),
  audit: lazy(() => import("../audit/audit.tsx")),
  edge: lazy(() => import("../edge/edge.tsx")),
  manage: lazy(() => import("../manage/manage.tsx")),
  missing: () => <p>{t.missing}</p>,
};

const MENU: readonly (readonly [Page, string, string, Permission])[] = [
  ["my-events", to.myEvents, t.menu.myEvents, "console:read"],
  ["proposals", to.proposals, t.menu.proposals, "console:read"],
  ["import", to.import, t.menu.import, "results:write"],
  ["feeds", to.feeds, t.menu.feeds, "console:read"],
  ["messages", to.messages, t.menu.messages, "console:read"],
  ["audit", to.audit(), t.menu.audit, "console:read"],
  ["edge", to.edge, t.menu.edge, "console:read"],
  ["manage", to.manage("events"), t.menu.manage, "master:write"],
];

function useRoute(): Route {
  const hash = useSyncExternalStore((listener) => {
    addEventListener("hashchange", listener);
    return () => removeEventListener("hashchange", listener);
  }, pageHash);
  return useMemo(() => routeOf(hash), [hash]);
}

let lastPage = "";

/** A link within the page leads to no other one. */
function pageHash(): string {
  if (location.hash === "" || location.hash.startsWith("#/")) lastPage = location.hash;
  return lastPage;
}

function Frame() {
  const route = useRoute();
  const [helping, setHelping] = useState(false);
  useShortcuts(() => setHelping(true));
  const shown = JSON.stringify(route);
  useEffect(() => {
    // The keyboard goes on from the new page, and a screen reader says which it is.
    if (shown !== "") document.querySelector<HTMLElement>("#content")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [shown]);
  const Shown = PAGES[route.page];
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <header>
        <a className="brand" href={to.myEvents}>
          {t.brand}
        </a>
        <Unsent />
        <Who onHelp={() => setHelping(true)} />
      </header>
      <Menu page={route.page} />
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<p className="muted">{t.loading}</p>}>
          <Shown key={shown} route={route} />
        </Suspense>
      </main>
      {helping && <CheatSheet onClose={() => setHelping(false)} />}
      <Said />
    </div>
  );
}

function Menu({ page }: { page: Page }) {
  const { permissions } = useDesk().me;
  const current = page === "unit" ? "my-events" : page;
  return (
    <nav aria-label={t.menu.label}>
      {MENU.filter(([, , , permission]) => permissions.includes(permission)).map(([name, href, label]) => (
        <a key={name} href={href} aria-current={name === current ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

/** What the server doesn't have yet, wherever one is. */
function Unsent() {
  const { items, down } = useOutbox();
  const waiting = items.filter(({ refused }) => refused === undefined).length;
  const refused = items.filter((item) => item.refused !== undefined);
  return (
    <p className={down ? "line down" : "line"} role="status">
      {down && <strong>{t.line.down}</strong>}
      {waiting > 0 && <span>{t.line.unsent(waiting)}</span>}
      {refused[0] !== undefined && <a href={to.unit(refused[0].unit)}>{t.line.refused(refused.length)}</a>}
    </p>
  );
}

function Who({ onHelp }: { onHelp: () => void }) {
  const { me, session } = useDesk();
  const writes = useMay("results:write");
  return (
    <p className="who">
      <span>
        {me.userId}{" "}
        <span className="muted">
          {writes ? (me.disciplines?.join(", ") ?? me.roles.join(", ")) : t.readsOnly}
        </span>
      </span>
      <Action onPress={onHelp}>{t.help.open}</Action>
      <Action onPress={() => void session.signOut()}>{t.signIn.out}</Action>
    </p>
  );
}

function Said() {
  const { announcer } = useDesk();
  const text = useSyncExternalStore(announcer.subscribe, announcer.said);
  return (
    <p className="hidden" aria-live="polite">
      {text}
    </p>
  );
}

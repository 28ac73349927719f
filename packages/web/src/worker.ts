/**
 * The service worker: the app opens and goes on without a network. Boards are none of its business, pages keep them.
 *
 * A new version never interrupts: it takes its files beside those of the old one, and the next page that is opened gets it.
 * Pages that are open go on with theirs, whose files stay until no page is open.
 */
import { routeOf } from "./app/route.ts";
import { READ } from "./language/choice.ts";

export interface Version {
  name: string;
  /** Paths of scripts and styles, named by their content, of the app in each language. */
  files: Readonly<Record<string, readonly string[]>>;
  /** Path and checksum of what a page is answered with: an older one from a cache on the way would ask for other files. */
  documents: readonly (readonly [path: string, integrity: string])[];
}

declare const __VERSION__: Version;

interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface Fetch extends Extendable {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

interface Message extends Extendable {
  data: string;
  ports: readonly MessagePort[];
}

/** What a worker has and a page hasn't. */
interface Worker {
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetch) => void): void;
  addEventListener(type: "message", listener: (event: Message) => void): void;
  skipWaiting(): Promise<void>;
  registration: { installing: object | null; waiting: object | null };
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
}

const worker = globalThis as unknown as Worker;

const { name, files, documents }: Version = __VERSION__;
const PREFIX = "app-";
const OWN = PREFIX + name;
const HOME = "/";
const SHELL = "/shell.html";

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") {
    if (routeOf(pathname).page !== "missing") event.respondWith(page(event, pathname));
  } else if (pathname.startsWith("/assets/")) event.respondWith(asset(event));
});

// A page names the language that it needs, and hears whether all of it is here.
worker.addEventListener("message", (event) => {
  const [page] = event.ports;
  const answer = (isHere: boolean) => page?.postMessage(isHere);
  event.waitUntil(
    take(event.data).then(
      () => answer(true),
      () => answer(false),
    ),
  );
});

/** All or nothing: without one of its files a version doesn't come to be. */
async function install(): Promise<void> {
  const cache = await caches.open(OWN);
  const checked = documents.map(([path, integrity]) => new Request(path, { integrity, cache: "reload" }));
  await cache.addAll(checked);
  const language = await caches.match(READ);
  await take(language === undefined ? "en" : await language.text());
  await worker.skipWaiting();
}

/** What there isn't yet of the app in a language. */
async function take(language: string): Promise<void> {
  const cache = await caches.open(OWN);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll((files[language] ?? []).filter((file) => !kept.has(file)));
}

async function page(event: Fetch, path: string): Promise<Response> {
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.length === 0) event.waitUntil(dropOthers());
  const own = await caches.open(OWN);
  return (await own.match(path === HOME ? HOME : SHELL)) ?? fetch(event.request);
}

async function dropOthers(): Promise<void> {
  const { installing, waiting } = worker.registration;
  // One of the others may be about to take over.
  if (installing !== null || waiting !== null) return;
  const kept = await caches.keys();
  const others = kept.filter((cache) => cache.startsWith(PREFIX) && cache !== OWN);
  await Promise.all(others.map((cache) => caches.delete(cache)));
}

/** Of any version; what is not kept yet, a flag, is kept from now on. */
async function asset(event: Fetch): Promise<Response> {
  const kept = await caches.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) {
    const copy = response.clone();
    event.waitUntil(caches.open(OWN).then((cache) => cache.put(event.request, copy)));
  }
  return response;
}

/**
 * The service worker: the app opens and goes on without a network. Boards are none of its business, pages keep them.
 *
 * A new version never interrupts: it takes its files beside those of the old one, and lays down its documents for whoever
 * opens a page next. It takes over itself when no page is open any more, as browsers have it: to take over sooner lets Chromium
 * hang pages that are opened meanwhile. So a worker answers with documents of newer versions too, and the files of older ones
 * stay until nobody has them open.
 */
import { routeOf } from "./app/route.ts";
import { READ } from "./language/choice.ts";

/** Paths of packs, named by their content: a version is what they hold. */
export interface Version {
  /** By language: documents, scripts, styles. */
  app: Readonly<Record<string, string>>;
  flags: string;
}

/** Files that are fetched as one, as JSON. */
export interface Pack {
  /** Of every file. */
  headers: Readonly<Record<string, string>>;
  files: readonly (readonly [path: string, headers: Readonly<Record<string, string>>, text: string])[];
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
  registration: { installing: object | null };
  clients: { claim(): Promise<void> };
}

const worker = globalThis as unknown as Worker;

const { app, flags }: Version = __VERSION__;
const PREFIX = "app-";
/** Each pack has a cache to itself: what a newer version has the same is there already. */
const cacheOf = (pack: string) => PREFIX + pack;
const OWN: readonly string[] = [...Object.values(app), flags].map(cacheOf);
/** Of the newest version that is here whole. */
const DOCUMENTS = "documents";
const HOME = "/";
const SHELL = "/shell.html";

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") {
    if (routeOf(pathname).page !== "missing") event.respondWith(page(event.request, pathname));
  } else if (pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

// A page names the language that it needs, and hears whether all of it is here.
worker.addEventListener("message", (event) => {
  const [page] = event.ports;
  const answer = (isHere: boolean) => page?.postMessage(isHere);
  event.waitUntil(
    takeLanguage(event.data).then(
      () => answer(true),
      () => answer(false),
    ),
  );
});

/** All or nothing: without its packs a version doesn't come to be. */
async function install(): Promise<void> {
  const read = await caches.match(READ);
  const language = read === undefined ? "en" : await read.text();
  const pack = app[language] ?? app.en;
  if (pack === undefined) throw new Error("there is no app in English");
  await take(pack);
  await take(flags);
  const [own, documents] = await Promise.all([caches.open(cacheOf(pack)), caches.open(DOCUMENTS)]);
  for (const path of [HOME, SHELL]) {
    const document = await own.match(path);
    if (document) await documents.put(path, document);
  }
}

/** No page is open, unless it is the very first. */
async function activate(): Promise<void> {
  await worker.clients.claim();
  // Whose files are among the others.
  if (worker.registration.installing !== null) return;
  const kept = await caches.keys();
  const others = kept.filter((cache) => cache.startsWith(PREFIX) && !OWN.includes(cache));
  await Promise.all(others.map((cache) => caches.delete(cache)));
}

async function takeLanguage(language: string): Promise<void> {
  const pack = app[language];
  if (pack !== undefined) await take(pack);
}

/** Puts each file of a pack under its own path, and last an entry for the pack itself: it says that all of them are there. */
async function take(pack: string): Promise<void> {
  const cache = await caches.open(cacheOf(pack));
  if (await cache.match(pack)) return;
  const response = await fetch(pack);
  if (!response.ok) throw new Error(`${pack}: ${response.status}`);
  const { headers, files }: Pack = await response.json();
  await Promise.all(
    files.map(([path, own, text]) =>
      cache.put(path, new Response(text, { headers: { ...headers, ...own } })),
    ),
  );
  await cache.put(pack, new Response());
}

async function page(request: Request, path: string): Promise<Response> {
  const cacheName = DOCUMENTS;
  return (await caches.match(path === HOME ? HOME : SHELL, { cacheName })) ?? fetch(request);
}

/** Of any version. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

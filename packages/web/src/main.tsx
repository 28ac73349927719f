import { render } from "preact";
import { App, load } from "./app/app.tsx";
import { followLinks } from "./app/route.ts";
import { settle } from "./language/locale.ts";

async function start(): Promise<void> {
  settle();
  const first = await load(location.pathname);
  // Scripts that are on the device already are here before the rest of the document.
  if (document.readyState === "loading") await reached(document, "DOMContentLoaded");
  const root = document.getElementById("app");
  if (root === null) throw new Error("the document has no element #app");
  followLinks();
  root.replaceChildren();
  render(<App first={first} />, root);
  // Begins when everything that the page needs now has come.
  if (document.readyState !== "complete") await reached(window, "load");
  const { workOffline } = await import("./app/offline.ts");
  await workOffline();
}

function reached(target: EventTarget, moment: string): Promise<unknown> {
  return new Promise((resolve) => target.addEventListener(moment, resolve, { once: true }));
}

void start();

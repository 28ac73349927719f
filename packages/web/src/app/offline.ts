/** The worker that lets the app open without a network, and news of newer versions. */
import { READ } from "../language/choice.ts";
import { t } from "../language/language.ts";
import { keep } from "./keep.ts";
import { NEW_VERSION } from "./route.ts";

declare const __WORKER__: boolean;

/** A page may be open for 17 days: the browser itself looks for a newer version only when a page is opened. */
const LOOK_AGAIN_MS = 3_600_000;

export async function workOffline(): Promise<void> {
  if (!__WORKER__ || !("serviceWorker" in navigator)) return;
  const workers = navigator.serviceWorker;
  try {
    const read = await caches.open("language");
    await read.put(READ, new Response(t.code));
    const registration = await workers.register("/worker.js");
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        // The first worker of all brings nothing new.
        if (installing.state === "installed" && workers.controller) dispatchEvent(new Event(NEW_VERSION));
      });
    });
    let lookedAtMs = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" || Date.now() - lookedAtMs < LOOK_AGAIN_MS) return;
      lookedAtMs = Date.now();
      // Without a network there is no newer version.
      registration.update().catch(() => {});
    });
    await keep(t.code);
  } catch {
    // Where the browser keeps nothing, the app works with a network only.
  }
}

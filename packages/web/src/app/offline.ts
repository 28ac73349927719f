/** The worker that lets the app open without a network, and news of newer versions. */
import { useEffect, useState } from "preact/hooks";

declare const __WORKER__: boolean;

/** A page may be open for 17 days: the browser itself looks for a newer version only when a page is opened. */
const LOOK_AGAIN_MS = 3_600_000;

/** Begins when everything that the page needs now has come. */
export function workOffline(): void {
  if (!__WORKER__ || !("serviceWorker" in navigator)) return;
  if (document.readyState === "complete") void register();
  else addEventListener("load", () => void register(), { once: true });
}

async function register(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register("/worker.js");
    let lookedAtMs = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" || Date.now() - lookedAtMs < LOOK_AGAIN_MS) return;
      lookedAtMs = Date.now();
      // Without a network there is no newer version.
      registration.update().catch(() => {});
    });
  } catch {
    // Where the browser keeps nothing, the app works with a network only.
  }
}

/** Whether the next visit will open a newer version. */
export function useNewVersion(): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (workers === undefined) return;
    // The first worker of all brings nothing new.
    let first = workers.controller === null;
    const changed = () => {
      setReady(!first);
      first = false;
    };
    workers.addEventListener("controllerchange", changed);
    return () => workers.removeEventListener("controllerchange", changed);
  }, []);
  return ready;
}

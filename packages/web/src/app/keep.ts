/** Has the newest worker keep the app in a language. Rejects where not all of it can be fetched. */
export async function keep(language: string): Promise<void> {
  const { waiting, active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  port1.onmessage = ({ data }) =>
    data === true ? resolve() : reject(new Error("not all files could be fetched"));
  (waiting ?? active)?.postMessage(language, [port2]);
  await promise;
}

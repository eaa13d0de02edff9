/**
 * Moments at which a try is worth more than the back-off says: the network is back, or somebody looks at the page again.
 * Where the globals do not exist (Node) it does nothing.
 */

/** Calls `run` at such moments until the returned function is called. */
export function onWake(run: () => void): () => void {
  const stop = new AbortController();
  const page = globalThis.document;
  const seen = (): void => {
    if (page.visibilityState === 'visible') run();
  };
  globalThis.addEventListener?.('online', run, stop);
  page?.addEventListener('visibilitychange', seen, stop);
  return () => stop.abort();
}

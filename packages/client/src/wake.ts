/**
 * Moments at which a try is worth more than the back-off says: the network is back, or somebody looks at the page again.
 * Where the globals do not exist (Node) it does nothing.
 */

/** Calls `run` at such moments until the returned function is called. */
export function onWake(run: () => void): () => void {
  const page = globalThis.document;
  const seen = (): void => {
    if (page.visibilityState === 'visible') run();
  };
  globalThis.addEventListener?.('online', run);
  page?.addEventListener('visibilitychange', seen);
  return () => {
    globalThis.removeEventListener?.('online', run);
    page?.removeEventListener('visibilitychange', seen);
  };
}

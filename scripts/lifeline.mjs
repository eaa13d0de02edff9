// Says once that the run is to stop: a signal, the death of the parent, or a closed terminal. npm passes on INT and
// TERM only sometimes and KILL never, therefore the parent's pid is polled as well; `exec` in package.json makes that
// parent npm itself and not a shell.

const pollMs = 200;

/**
 * @param {(reason: string) => void} onStop called once: the same Ctrl-C may arrive twice, from the terminal and from npm
 * @returns {() => void} stop listening
 */
export function watchLifeline(onStop) {
  const parent = process.ppid;
  let told = false;
  /** @param {string} reason */
  const tell = (reason) => {
    if (told) return;
    told = true;
    onStop(reason);
  };

  const poll = setInterval(() => {
    if (process.ppid !== parent) tell('the parent process ended');
  }, pollMs);
  poll.unref();

  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => tell(signal);
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, onSignal);

  // A terminal or a reader that has gone: nothing can be said any more, but the children still have to be ended.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => tell('the output was closed'));

  return () => {
    clearInterval(poll);
    for (const signal of signals) process.off(signal, onSignal);
  };
}
